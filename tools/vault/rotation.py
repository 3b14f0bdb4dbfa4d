"""Rotates all keys again and again under load, each rotation killed at random moments, and counts who was not found: on SQLite and PostgreSQL.

`python -m tools.vault.rotation [sqlite|postgresql]`; ROTATION_KILLS=n for another number of kills. Part of `make drill`.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.postgresql import private_cluster
from tools.processes import ROOT, manage, scratch_environment

SEEDS, WATCHERS, KILLS = 60, 2, 40
ROTATE = ("rotate_keys", "--only", "wrapping", "--only", "index", "--only", "code", "--only", "transit", "--wait", "0.5")


def environment_of(url: str, folder: Path) -> dict[str, str]:
    """An installation of its own."""
    return scratch_environment(folder, url) | {"MAZALIM_LIMITS": "drafts_per_network=1000000/3600", "MAZALIM_DEBUG": "1"}


def people(*arguments: str) -> list[str]:
    """The command of a process of tools.vault.people."""
    return [sys.executable, "-m", "tools.vault.people", *arguments]


def rotate_under_kills(environment: dict[str, str], kills: int, chance: random.Random) -> tuple[int, int]:
    """Start the command and kill it at a random moment, so many times, then let it end; how often it was killed, and how often it ended first."""
    killed = ended = 0
    while killed < kills:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *ROTATE], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(chance.uniform(0.8, 4.5))
            ended += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    manage(*ROTATE, environment=environment)
    return killed, ended + 1


def drill(url: str, folder: Path, kills: int) -> bool:
    """One drill on one database; True where nobody was missed."""
    environment, file, misses = environment_of(url, folder), folder / "citizens", folder / "misses"
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)
    manage("load_profile", "kurdistan", environment=environment)
    subprocess.run(people("seed", str(file), str(SEEDS)), cwd=ROOT, env=environment, check=True)
    began = time.monotonic()
    writer = subprocess.Popen(people("write", str(file), "late"), cwd=ROOT, env=environment)
    watchers = [
        subprocess.Popen(people("watch", str(file), str(misses)), cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(WATCHERS)
    ]
    try:
        killed, ended = rotate_under_kills(environment, kills, random.Random())
    finally:
        for process in (writer, *watchers):
            process.send_signal(signal.SIGTERM)
        looks = sum(int(process.communicate(timeout=120)[0] or 0) for process in watchers)
        writer.wait(120)
    is_well = all(process.returncode == 0 for process in (writer, *watchers))
    last = subprocess.run(people("look", str(file)), cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(last.stdout.splitlines()[-1])
    missed = len(misses.read_text().splitlines()) if misses.exists() else 0
    ring = json.loads((folder / "data" / "keys.json").read_text())
    seconds = time.monotonic() - began
    print(
        f"{'PostgreSQL' if url else 'SQLite'}: rotate_keys killed {killed} times, ended {ended} times in {seconds:.0f} s; wrapping keys made: "
        f"{len(ring['wrapping'])}. {found['citizens']} citizens ({found['citizens'] - SEEDS} lodged meanwhile), looked for {looks} times: "
        f"{missed} missed; afterwards {len(found['missed'])} missed.",
        flush=True,
    )
    return is_well and not missed and not found["missed"] and "unfinished" not in ring


def main() -> int:
    """Both databases; 1 where anybody was missed."""
    kills = int(os.environ.get("ROTATION_KILLS", "") or KILLS)
    wanted = sys.argv[1:] or ["sqlite", "postgresql"]
    results = []
    with tempfile.TemporaryDirectory(prefix="mazalim-rotation-") as name:
        if "sqlite" in wanted:
            results.append(drill("", Path(name) / "sqlite", kills))
        if "postgresql" in wanted:
            with private_cluster(is_durable=True) as url:
                results.append(drill(url, Path(name) / "postgresql", kills))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
