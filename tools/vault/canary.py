"""Disposes of one complainant and searches everything that the installation has on its disks: `python -m tools.vault.canary`.

Before the disposal the search must find the words in the raw files, so that finding nothing afterwards means something.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg

from tools.postgresql import private_cluster
from tools.processes import ROOT, manage
from tools.vault.life import CANARIES, NEIGHBOUR, OFFICE, WORDS
from tools.vault.rotation import environment_of

# What runs on must not keep old log files under new names: docs/running/upkeep.md says the same.
WITHOUT_OLD_LOG: dict[str, Any] = {"wal_recycle": "off", "min_wal_size": "32MB", "wal_level": "minimal", "max_wal_senders": "0"}


def canaries_in(folders: list[Path], words: tuple[str, ...] = CANARIES) -> Counter[str]:
    """How many files of some folders hold each of some words, in the bytes as they lie on the disk, whatever the case of the letters."""
    found: Counter[str] = Counter()
    for folder in folders:
        for path in (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            try:
                raw = path.read_bytes().lower()
            except OSError:
                continue  # the server has just taken it away
            for word in words:
                found[word] += word.encode() in raw
    return found


def _step(name: str, file: Path, environment: dict[str, str], log: Path) -> str:
    with log.open("ab") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "tools.vault.life", name, str(file)],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    return done.stdout.decode()


def _end_of_log(url: str) -> None:
    """What PostgreSQL does by itself in time: write everything out, begin a new log file, and take the old ones away."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(3):
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")


def prove(url: str, folder: Path) -> bool:
    """On one database; True where nothing was left."""
    # The list of citizens lies apart: it is what the citizen has in hand, not the installation.
    environment, log = environment_of(url, folder), folder / "data" / "log"
    log.parent.mkdir(parents=True)
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)
    manage("load_profile", "kurdistan", environment=environment)
    with tempfile.TemporaryDirectory() as apart:
        file = Path(apart) / "citizens"
        _step("live", file, environment, log)
        folders = [folder, *([Path(unquote(url.partition("@")[2].partition("/")[0]))] if url else [])]
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CHECKPOINT")
        before = canaries_in(folders)
        at_once = json.loads(_step("dispose", file, environment, log).splitlines()[-1])
    between = canaries_in(folders)
    manage("tidy", environment=environment)
    if url:
        _end_of_log(url)
    after, neighbour = canaries_in(folders), canaries_in(folders, (NEIGHBOUR,))
    print(
        f"{'PostgreSQL' if url else 'SQLite'}: files that hold a canary: before {before.total()}, after the disposal {between.total()}, "
        f"after the upkeep {after.total()}; the neighbour's words stand in {neighbour.total()}. "
        + ", ".join(f"{name}: {'yes' if is_so else 'NO'}" for name, is_so in at_once.items()),
        flush=True,
    )
    is_searched = all(before[word] for word in (WORDS, OFFICE)) and neighbour.total() > 0
    return is_searched and not after.total() and all(at_once.values())


def main() -> int:
    """Both databases; 1 where a word was left."""
    wanted = sys.argv[1:] or ["sqlite", "postgresql"]
    results = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mazalim-canary-")))
        if "sqlite" in wanted:
            results.append(prove("", folder / "sqlite"))
        if "postgresql" in wanted:
            url = stack.enter_context(private_cluster(is_durable=True, **WITHOUT_OLD_LOG))
            results.append(prove(url, folder / "postgresql"))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
