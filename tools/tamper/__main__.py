"""Tampers a thousand times with sealed data on SQLite and PostgreSQL and counts what `manage.py verify` finds: `make tamper`.

`--entries 1000000` measures instead how long it takes to verify so many. Exit 1 where a tampering with sealed data was missed.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tools.postgresql import private_cluster
from tools.processes import ROOT, scratch_environment


def trial(url: str, folder: Path, *arguments: str) -> bool:
    """One database, in a process of its own; True when nothing was missed."""
    environment = scratch_environment(folder, url) | {"MAZALIM_DEMO": "1"}  # keys are made on the first run, whatever the database
    return subprocess.run([sys.executable, "-m", "tools.tamper.trial", *arguments], cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    """On both databases, unless one is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.tamper", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=1_000, help="how many tamperings with sealed data")
    parser.add_argument("--entries", type=int, default=0, help="measure verify over so many entries instead")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one of the two databases")
    asked = parser.parse_args()
    arguments = ["--entries", str(asked.entries)] if asked.entries else ["--times", str(asked.times)]
    databases = [asked.only] if asked.only else ["sqlite", "postgresql"]
    results = []
    with tempfile.TemporaryDirectory(prefix="mazalim-tamper-") as name:
        for database in databases:
            folder = Path(name) / database
            folder.mkdir()
            with private_cluster() if database == "postgresql" else nullcontext("") as url:
                results.append(trial(url, folder, *arguments))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
