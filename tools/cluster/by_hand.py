"""Without Patroni: what an administrator does at night, step by step, as docs/running/failover.md writes it."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tools.cluster.databases import NETWORKS, Databases, Member
from tools.cluster.shipped import shipped, written
from tools.processes import CannotStart

QUORUM = "ANY 1 (db1, db2, db3)"
SILENT_SECONDS = 3.0  # so long somebody looks whether the primary is really gone


class ByHand(Databases):
    """Each server waits for any one of the others; whoever has most is promoted."""

    how = "by hand (pg_promote)"
    way_has_moved = True

    def bring_up(self) -> None:
        """See Databases."""
        first, *others = self.members
        made = ("-D", first.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "-k")
        self._run(*self.program("initdb", *made))
        for member in self.members:
            text = shipped("postgresql/pg_hba.conf", {**dict.fromkeys(NETWORKS, "127.0.0.1/32"), "peer\n": "trust\n"})
            hba = written(member.folder, "pg_hba.conf", text)
            with (member.folder / "postgresql.conf").open("a") as file:
                file.write(f"hba_file = '{hba}'\nsynchronous_standby_names = '{QUORUM}'\n")
        self.own(self.folder)
        self._serve(first, "synchronous_standby_names=")  # nobody follows yet
        self.run_shipped(first, "postgresql/replication.sql", {"CHANGE-ME-3": "replicator", "CHANGE-ME-4": "rewinder"})
        for member in others:
            self._copy(first, member)
            self._serve(member)
        first.asked(f"ALTER SYSTEM SET synchronous_standby_names = '{QUORUM}'")
        self.kill(first)
        self._serve(first)
        self.until_whole(60)

    def way(self) -> dict[str, str]:
        """See Databases: straight to whoever is primary now."""
        primary = self.primary()
        reading = next(member for member in self.members if member is not primary and member.name in {name for name, _ in self.following()})
        if primary is None:
            raise CannotStart("No database is primary.")
        return {"127.0.0.1 port=5000": f"127.0.0.1 port={primary.port}", "127.0.0.1 port=5001": f"127.0.0.1 port={reading.port}"}

    def kill(self, member: Member) -> None:
        """See Databases."""
        self.crew.kill(member.name)

    def promote(self, killed: Member) -> None:
        """Look whether it is gone, take the standby that has most, let the other follow it."""
        time.sleep(SILENT_SECONDS)
        self.fence(killed)
        left = [member for member in self.members if member is not killed]
        received = {member.name: int(member.asked("SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')")[0][0]) for member in left}
        chosen = max(left, key=lambda member: received[member.name])
        if not chosen.asked("SELECT pg_promote(wait_seconds => 20)")[0][0]:
            raise CannotStart(f"{chosen.name} could not be promoted.")
        for member in left:
            if member is not chosen:
                member.asked(f"ALTER SYSTEM SET primary_conninfo = '{self._address(chosen)}'")
                member.asked("SELECT pg_reload_conf()")
        self._until(lambda: bool(self.following()), "A standby that follows the new primary")

    def fence(self, member: Member) -> None:
        """What is not dead is ended, and what would start again starts as a standby: two primaries are worse than none."""
        if member.name in self.crew.running:
            self.kill(member)
        self._follow(member, member)

    def bring_back(self, member: Member) -> None:
        """pg_rewind takes back what the old primary alone had written; then it follows."""
        primary = self.primary()
        if primary is None:
            raise CannotStart("No database is primary.")
        primary.asked("CHECKPOINT")  # pg_rewind reads from there which of the two went on
        source = f"host=127.0.0.1 port={primary.port} user=rewinder password={self.passwords['rewinder']} dbname=postgres sslmode=require"
        (member.data / "standby.signal").unlink(missing_ok=True)
        self._run(
            *self.program("pg_rewind", "-D", member.data, f"--source-server={source}", f"--config-file={member.folder}/postgresql.conf")
        )
        self._follow(member, primary)
        self._serve(member)

    def close(self) -> None:
        """See Databases: the crew finds everything."""

    def _address(self, primary: Member) -> str:
        return f"host=127.0.0.1 port={primary.port} user=replicator password={self.passwords['replicator']} sslmode=require"

    def _copy(self, primary: Member, member: Member) -> None:
        self._run(
            *self.program("pg_basebackup", "-D", member.data, "-d", self._address(primary), "--checkpoint=fast", "--wal-method=stream")
        )
        self._follow(member, primary)

    def _follow(self, member: Member, primary: Member) -> None:
        (member.data / "standby.signal").touch()
        with (member.data / "postgresql.auto.conf").open("a") as file:
            file.write(f"primary_conninfo = '{self._address(primary)}'\n")
        self.own(member.data)

    def _serve(self, member: Member, *options: str) -> None:
        settings = [part for option in (f"config_file={member.folder}/postgresql.conf", *options) for part in ("-c", option)]
        self.crew.start(member.name, self.program("postgres", "-D", member.data, *settings), as_whom=self.as_whom)
        self.crew.until(member.name, lambda: self._answers(member), "an answer")

    @staticmethod
    def _answers(member: Member) -> bool:
        try:
            member.asked("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _until(self, is_so: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + 30
        while not is_so():
            if time.monotonic() > until:
                raise CannotStart(f"{what} did not come about in 30 s.")
            time.sleep(0.2)

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run([str(part) for part in command], cwd="/", capture_output=True, text=True, check=False, **self.as_whom)
        if done.returncode:
            raise CannotStart(f"{Path(command[0]).name} failed:\n{done.stderr[-1500:]}")
