"""A backup taken in the middle of the kills, brought back at the end: what had been acknowledged before is in it.

SQLite: `manage.py backup` and `manage.py restore`. PostgreSQL: `pg_basebackup`, then the archived log replayed to a moment after it.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from tools.drill.citizens import Acknowledged
from tools.postgresql import base_backup, replayed_cluster
from tools.processes import ROOT


def asked(environment: dict[str, str], *command: str) -> tuple[int, str]:
    """Exit code and last words of a command in Python."""
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip() or done.stderr.strip()[-1000:]


def counted(environment: dict[str, str]) -> dict[str, Any]:
    """What is in an installation (counting.py)."""
    code, said = asked(environment, "-m", "tools.drill", "count")
    if code:
        raise SystemExit(said)
    return dict(json.loads(said.splitlines()[-1]))


class Copy:
    """One backup."""

    def __init__(self, url: str, folder: Path, environment: dict[str, str]) -> None:
        self.url, self.folder, self.environment = url, folder, environment
        self.before: list[Acknowledged] = []
        self.moment, self.seconds = "", 0.0

    def begin(self, acknowledged: list[Acknowledged]) -> None:
        """Take the copy; where it is one that can be replayed, the moment comes later."""
        began = time.monotonic()
        if self.url:
            base_backup(self.url)
        else:
            self.before = list(acknowledged)
            command = ("manage.py", "backup", str(self.folder / "copy"), "--keys", str(self.folder / "keys"))
            code, said = asked(self.environment, *command)
            if code:
                raise SystemExit(said)
        self.seconds = time.monotonic() - began

    def mark(self, acknowledged: list[Acknowledged]) -> None:
        """The moment to which the log will be replayed."""
        if self.url:
            self.before = list(acknowledged)
            with psycopg.connect(self.url) as connection:
                row = connection.execute("SELECT clock_timestamp()::text").fetchone()
                self.moment = str(row[0]) if row else ""

    def missing(self) -> dict[str, int]:
        """Bring it back elsewhere and count."""
        if not self.url:
            elsewhere = {**self.environment, "MAZALIM_DATA_DIR": str(self.folder / "restored")}
            code, said = asked(elsewhere, "manage.py", "restore", str(self.folder / "copy"), "--keys", str(self.folder / "keys"))
            if code:
                raise SystemExit(said)
            return self._compared(elsewhere)
        self._archive_all()
        with replayed_cluster(self.url, until=self.moment) as url:
            name = self.url.rpartition("/")[2]
            return self._compared({**self.environment, "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"})

    def _archive_all(self) -> None:
        """Wait until the archive holds everything written up to now."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
            connection.execute("SELECT pg_switch_wal()")
            for _ in range(600):
                archived = connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
                if row and archived and (archived[0] or "") >= row[0]:
                    return
                time.sleep(0.1)
        raise SystemExit("The write-ahead log was not archived.")

    def _compared(self, environment: dict[str, str]) -> dict[str, int]:
        environment = {
            **environment,
            "MAZALIM_SEALS_FILE": str(self.folder / "no_seals"),
        }  # those of later would not fit, as they should not
        found = counted(environment)
        verified, report = asked(environment, "manage.py", "verify", "--json", "--no-figures")
        proof = json.loads(report.splitlines()[-1]) if verified in {0, 1} else {"findings": 1}
        cases = found["cases"]
        return {
            "lost in the backup": sum(one.case_number not in cases for one in self.before),
            "other enclosures in the backup": sum(
                sorted(cases[one.case_number]["enclosures"]) != one.enclosures for one in self.before if one.case_number in cases
            ),
            "broken chains in the backup": len(found["broken"]),
            "findings of verify in the backup": proof["findings"],
            "files lost in the backup": found["files_lost"],
        }
