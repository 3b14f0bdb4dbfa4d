"""Three PostgreSQL servers: a primary, and two that follow, of which one must have each commit before anybody is told."""

import os
import secrets
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tools.cluster.crew import Crew
from tools.cluster.shipped import shipped, written
from tools.postgresql import binaries, unprivileged
from tools.processes import CannotStart, free_port

NAMES = ("db1", "db2", "db3")
NETWORKS = ("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24")
# The shipped numbers are of a machine with 32 GB; three of them stand here side by side.
SMALL = {
    "shared_buffers": "64MB",
    "effective_cache_size": "256MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "wal_keep_size": "256MB",
    "huge_pages": "off",
}


# Whose password stands where in roles.sql.
ROLES = {"CHANGE-ME-5": "mazalim_owner", "CHANGE-ME-6": "web", "CHANGE-ME-7": "worker", "CHANGE-ME-8": "reading", "CHANGE-ME-9": "pooler"}


@dataclass(frozen=True)
class Member:
    """One database machine."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    patroni_port: int = field(default_factory=free_port)

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    def asked(self, sql: str, name: str = "postgres") -> list[Any]:
        """The answer of this server to its administrator, from the machine itself.

        :raises psycopg.Error: it does not answer, or refuses.
        """
        with psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=name, connect_timeout=2, autocommit=True
        ) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


class Databases(ABC):
    """What the drill needs of them, whoever decides who is primary."""

    how = ""
    way_has_moved = False  # whether the pooler must be told who is primary after a promotion

    def __init__(self, folder: Path, crew: Crew, certificate: Path, key: Path) -> None:
        self.folder, self.crew, self.bin = folder, crew, binaries()
        # A home of their own, else libpq looks for certificates in that of whoever started this.
        home = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self.as_whom: dict[str, Any] = {**unprivileged(), "env": home}
        self.passwords = {name: secrets.token_hex(12) for name in ("postgres", "replicator", "rewinder", "backup", *ROLES.values())}
        self.members = [Member(name, folder / name) for name in NAMES]
        self.certificate, self.key = folder / "db.pem", folder / "db.key"
        shutil.copy(certificate, self.certificate)
        shutil.copy(key, self.key)
        for place in (folder / "archive", *(member.folder for member in self.members)):
            place.mkdir(mode=0o700)
        for member in self.members:
            self._configure(member)
        self.key.chmod(0o600)
        self.own(folder)

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to whom PostgreSQL runs as."""
        if "user" in self.as_whom:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.as_whom["user"], self.as_whom["group"])

    def _configure(self, member: Member) -> None:
        places = {
            "/archive/": f"{self.folder}/archive/",
            "/etc/mazalim/tls/db.pem": str(self.certificate),
            "/etc/mazalim/tls/db.key": str(self.key),
        }
        here = {"listen_addresses": "127.0.0.1", "port": member.port, "unix_socket_directories": member.folder, "cluster_name": member.name}
        lines = [f"{name} = '{value}'" for name, value in {**SMALL, **here}.items()]
        written(member.folder, "postgresql.conf", shipped("postgresql/postgresql.conf", places) + "\n".join(["", *lines, ""]))

    @abstractmethod
    def bring_up(self) -> None:
        """Start all three and wait until a commit waits for a standby.

        :raises CannotStart: one did not come up.
        """

    @abstractmethod
    def way(self) -> dict[str, str]:
        """What stands in pgbouncer.ini in the place of the addresses shown there: the way to whoever is primary, and to a replica."""

    @abstractmethod
    def kill(self, member: Member) -> None:
        """`kill -9` to everything on its machine."""

    @abstractmethod
    def promote(self, killed: Member) -> None:
        """Do what has to be done by hand, if anything, so that another one is primary.

        :raises CannotStart: nobody could be promoted.
        """

    @abstractmethod
    def bring_back(self, member: Member) -> None:
        """The machine is there again and follows."""

    @abstractmethod
    def close(self) -> None:
        """End what the crew alone would not."""

    def url(self, member: Member, user: str = "mazalim_owner") -> str:
        """The address of the product's database on one server, without pooler."""
        return f"postgresql://{user}:{self.passwords[user]}@127.0.0.1:{member.port}/mazalim?sslmode=require"

    def primary(self) -> Member | None:
        """Who takes what is written; None while nobody does."""
        for member in self.members:
            try:
                if not member.asked("SELECT pg_is_in_recovery()")[0][0]:
                    return member
            except psycopg.Error:
                continue
        return None

    def log_written(self) -> int:
        """Bytes of write-ahead log since the cluster was made; it goes on where it was after a failover. 0 while nobody is primary."""
        primary = self.primary()
        return int(primary.asked("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")[0][0]) if primary else 0

    def following(self) -> list[tuple[str, str]]:
        """Who follows the primary, and whether commits wait for it (`sync`, `quorum`, or `async`)."""
        if not (primary := self.primary()):
            return []
        try:
            return primary.asked("SELECT application_name, sync_state FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1")
        except psycopg.Error:
            return []

    def is_whole(self) -> bool:
        """Everybody follows, and each commit waits for one of them."""
        found = self.following()
        states = {state for _, state in found}
        # `potential` is what Patroni has not chosen yet.
        return len(found) == len(self.members) - 1 and "potential" not in states and bool(states & {"sync", "quorum"})

    def until_whole(self, seconds: float) -> float:
        """Wait until all follow again; how many seconds it took.

        :raises CannotStart: it took longer.
        """
        began = time.monotonic()
        while not self.is_whole():
            if time.monotonic() - began > seconds:
                told = "\n".join(self.crew.log(name).read_text(errors="replace")[-800:] for name in NAMES if self.crew.log(name).exists())
                raise CannotStart(f"The databases are not whole after {seconds:.0f} s: {self.following()}.\n{told}")
            time.sleep(0.3)
        return time.monotonic() - began

    def make_database(self) -> None:
        """The empty database of the product, its owner, and everybody who comes in."""
        primary = self.primary()
        if primary is None:
            raise CannotStart("No database is primary.")
        self.run_shipped(primary, "postgresql/roles.sql", {**ROLES, "CHANGE-ME-10": "backup"})

    def run_shipped(self, member: Member, name: str, passwords: dict[str, str]) -> None:
        """The statements of a file of deploy/, one by one, as psql does.

        :param passwords: the role whose password goes in the place of each one shown.
        """
        places = {f"'{shown}'": f"'{self.passwords[role]}'" for shown, role in passwords.items()}
        for statement in filter(str.strip, shipped(name, places).split(";\n")):
            member.asked(statement)

    def let_in(self) -> str:
        """The lines of the pooler's userlist.txt, as deploy/pgbouncer/pgbouncer.ini says how to make them."""
        primary = self.primary()
        if primary is None:
            raise CannotStart("No database is primary.")
        sql = "SELECT format('\"%s\" \"%s\"', rolname, rolpassword) FROM pg_authid WHERE rolname IN ('web', 'worker', 'reading', 'pooler')"
        return "".join(f"{row[0]}\n" for row in primary.asked(sql))

    def program(self, name: str, *arguments: str | Path) -> Sequence[str | Path]:
        """A command of one of PostgreSQL's own programs."""
        return [self.bin / name, *arguments]
