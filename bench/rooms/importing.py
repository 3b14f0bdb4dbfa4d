"""How many complaints a second `manage.py import` takes over, on a PostgreSQL that forces its commits to the disk.

Run from the repository's root; the database is a scratch one, made and thrown away:

    python -m bench.rooms.importing [--cases 20000] [--jobs 2] [--only lodged|courses] [--kills 3]

Measures complaints just lodged (words, person, way to the desk) and whole courses. CPU is user and system time of the command with its processes,
and of the database: on a busy machine it is the steady figure, and two cores divided by it are the most a second that such a machine could do.
With --kills the command is killed (SIGKILL) so many times in the middle and given again; afterwards every line must be there once, and every chain fit.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.run.installation import TUNED
from bench.run.machine import cpu_seconds, stats
from tools.postgresql import private_cluster
from tools.processes import ROOT, scratch_environment

PROFILE = "kurdistan"
CORES = 2  # of the machine for which SCALE.md sets its figures
TARGET = 5_000  # complaints a second
COURSES, LODGED = "courses", "lodged"


def main() -> None:
    """Make the installation and the files, and measure each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=[LODGED, COURSES])
    parser.add_argument("--kills", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mazalim-import-") as name, private_cluster(is_durable=True, **TUNED) as url:
        folder = Path(name)
        made = {"MAZALIM_DEBUG": "0", "MAZALIM_ORIGIN": "http://127.0.0.1:8000", "MAZALIM_DEMO": "1"}
        environment = scratch_environment(folder, url) | made
        os.environ.update(environment)
        for command in (["migrate", "-v0"], ["load_profile", PROFILE, "-v0"]):
            manage(environment, *command)
        postmaster = postmaster_of(url)
        for what in [arguments.only] if arguments.only else [LODGED, COURSES]:
            file = folder / f"{what}.jsonl"
            write(file, arguments.cases, what)
            if arguments.kills:
                kill_and_go_on(environment, file, what, arguments)
            else:
                measure(environment, file, what, arguments, postmaster)
            file.unlink()
        if arguments.kills:
            manage(environment, "verify")


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the product; what it says is shown."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)


def postmaster_of(url: str) -> int:
    """The process above all of the database's."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        return stats()[row[0]].parent


def write(file: Path, cases: int, what: str) -> None:
    """The file to be imported: the benchmark's country, or its complaints without a past."""
    with file.open("w", encoding="utf-8") as out:
        out.writelines(lines(cases, what))


def lines(cases: int, what: str) -> Iterator[str]:
    """One complaint a line; those just lodged came in the last week."""
    import django

    django.setup()
    from dataclasses import replace

    from django.utils import timezone

    from bench.run.filling import country_of

    now, chance = timezone.now(), random.Random(5)
    country = replace(country_of(now), is_moroccan=False)
    for row in country.complaints(cases):
        row["reference"] = f"{what}-{row['reference']}"
        row["language"] = row["language"] if row["language"] in {"ar", "en", "ckb"} else "en"
        # No officer of the file works here; the history names nobody.
        row["history"] = [{name: value for name, value in act.items() if name != "by"} for act in row["history"]]
        if what == LODGED:
            lodged = now - timedelta(seconds=60 + chance.random() * 7 * 86_400)
            row |= {"history": [], "lodged_at": lodged.isoformat(), "happened_on": (lodged - timedelta(days=3)).date().isoformat()}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def command_for(file: Path, jobs: int) -> list[str]:
    """The command that takes a file over."""
    return [sys.executable, "manage.py", "import", str(file), "--source", "bench", "--jobs", str(jobs)]


def measure(environment: dict[str, str], file: Path, what: str, arguments: Any, postmaster: int) -> None:
    """Import once and say what it cost."""
    database, application, began = cpu_seconds([postmaster]), cpu_seconds([os.getpid()]), time.monotonic()
    done = subprocess.run(command_for(file, arguments.jobs), cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    seconds = time.monotonic() - began
    app, db = cpu_seconds([os.getpid()]) - application, cpu_seconds([postmaster]) - database
    if done.returncode:
        sys.exit(f"`manage.py import` ended with {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
    cases, entries = (int(word.replace(",", "")) for word in (done.stdout.split()[0], done.stdout.split()[3]))
    each = 1e6 * (app + db) / cases
    print(
        f"{what:<8} {cases:>9,} complaints, {entries / cases:.1f} entries each: {cases / seconds:>6,.0f} a second in {seconds:.0f} s with "
        f"{arguments.jobs} processes; {entries / seconds:,.0f} entries a second\n"
        f"         CPU {1e6 * app / cases:,.0f} us application + {1e6 * db / cases:,.0f} us database = {each:,.0f} us each: "
        f"{CORES * 1e6 / each:,.0f} a second are the most that {CORES} cores do (target {TARGET:,})",
        flush=True,
    )


def kill_and_go_on(environment: dict[str, str], file: Path, what: str, arguments: Any) -> None:
    """Kill the command and all its processes at moments of chance, give it again, and count."""
    chance = random.Random()
    url, killed = environment["DATABASE_URL"], 0
    for _ in range(arguments.kills):
        running = subprocess.Popen(
            command_for(file, arguments.jobs), cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
        )
        before = taken(url, what)
        while running.poll() is None and taken(url, what) == before:
            time.sleep(0.05)
        time.sleep(chance.random())
        if running.poll() is None:
            killed += 1
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        print(f"{what:<8} killed with {taken(url, what):,} of {arguments.cases:,} taken over", flush=True)
    manage(environment, *command_for(file, arguments.jobs)[2:])
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT reference), count(DISTINCT complaint_id) FROM importing_importedcase WHERE reference LIKE %s",
            [f"{what}-%"],
        ).fetchone()
        orphans = connection.execute(
            "SELECT count(*) FROM complaints_complaint c WHERE NOT EXISTS (SELECT 1 FROM importing_importedcase i WHERE i.complaint_id = c.id)"
        ).fetchone()
    print(f"{what:<8} killed {killed} times; {row} taken over of {arguments.cases:,}; {orphans} cases without a reference", flush=True)
    if row != (arguments.cases,) * 3 or orphans != (0,):
        sys.exit("Something was lost or came twice.")


def taken(url: str, what: str) -> int:
    """How many are taken over."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM importing_importedcase WHERE reference LIKE %s", [f"{what}-%"]).fetchone()
        return row[0] if row else 0


if __name__ == "__main__":
    main()
