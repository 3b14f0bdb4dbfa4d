"""A PgBouncer in transaction mode in front of a private cluster."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from tools.postgresql import is_reached, unprivileged
from tools.processes import free_port


class NoPooler(Exception):
    """It is not installed, or did not start; the text says what to do."""


CONFIGURATION = """
[databases]
* = host={socket} user=mazalim
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 1000
server_reset_query_always = 0
ignore_startup_parameters = extra_float_digits
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def pooled(url: str, *, size: int = 4) -> Iterator[str]:
    """The address of the same database through a pooler that has `size` sessions for everybody.

    :raises NoPooler: there is no PgBouncer, or it did not start.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise NoPooler("PgBouncer is not installed. Debian, Ubuntu: apt-get install pgbouncer.")
    socket, port = unquote(url.partition("@")[2].rpartition("/")[0]), free_port()
    identity = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="mazalim-pooler-"))
    try:
        (folder / "ini").write_text(CONFIGURATION.format(socket=socket, port=port, size=size, folder=folder))
        folder.chmod(0o777)  # for the account that runs it, and for a moment
        server = subprocess.Popen([program, "-q", folder / "ini"], cwd="/", stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **identity)
        try:
            address = f"postgresql://mazalim@127.0.0.1:{port}/{url.rpartition('/')[2]}"
            if not is_reached(server, address, seconds=20):
                log = folder / "log"
                raise NoPooler(f"PgBouncer did not start:\n{log.read_text(errors='replace')[-1000:] if log.exists() else ''}")
            yield address
        finally:
            server.kill()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
