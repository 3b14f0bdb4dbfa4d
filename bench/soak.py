"""Does memory grow? Steady mixed load on web and worker for half an hour, and a line through the memory of each process.

    python -m bench.soak [--minutes 30] [--rate 12] [--json FILE]     (or: make soak)

Every ten seconds: proportional memory (PSS) of each process of web and worker and of the database's, open files, connections to the database. The first
two minutes, in which caches fill, are left out of the line (least squares). It fails where all processes of ours together grow by 1 MB a minute or more.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.crowd.crowd import Crowd, lost, table
from bench.crowd.stage import Stage, stage
from bench.overload import VISITS
from bench.run.machine import PROC, described, read_pss, stats, tree

MIX = {"lodge": 1, "follow": 3, "begin": 2, "read": 5, "act": 2, "look": 6}
EVERY, WARM_UP = 10.0, 120.0  # seconds
MOST_SLOPE = 1.0  # MB a minute
TOGETHER, PRIVATE = "web and worker together", "of that shared with nobody"


@dataclass(frozen=True)
class Sample:
    """At a moment, in seconds from the beginning: megabytes of each process by name, those of web and worker that they share with nobody, open files,
    connections. What is shared counts for less the more processes share it, so that it changes with whoever else runs on the machine.
    """

    at: float
    megabytes: Mapping[str, float]
    private: float
    files: int
    connections: int


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Of the line of least squares through (seconds, megabytes): megabytes a minute; 0 of fewer than two moments."""
    if len({at for at, _ in points}) < 2:
        return 0.0
    middle = sum(at for at, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    return 60 * sum((at - middle) * (value - mean) for at, value in points) / sum((at - middle) ** 2 for at, _ in points)


def slopes(samples: Sequence[Sample], *, warm_up: float) -> dict[str, float]:
    """Megabytes a minute of each process that lived from the warm-up to the end, and of all of ours together."""
    later = [sample for sample in samples if sample.at >= warm_up]
    names = set.intersection(*(set(sample.megabytes) for sample in later)) if later else set()
    found = {name: slope([(sample.at, sample.megabytes[name]) for sample in later]) for name in sorted(names)}
    together = {
        PRIVATE: slope([(sample.at, sample.private) for sample in later]),
        TOGETHER: slope([(sample.at, ours(sample)) for sample in later]),
    }
    return found | together


def ours(sample: Sample) -> float:
    """Megabytes of web and worker."""
    return sum(value for name, value in sample.megabytes.items() if not name.startswith("database"))


def main() -> int:
    """The exit code: 0 where memory stands still."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=12, help="visits a second")
    parser.add_argument("--json", type=Path, default=Path("bench/results/soak.json"))
    parser.add_argument("--kept", default="", help="a folder in which the country stays for the next run")
    arguments = parser.parse_args()
    with stage(arguments.kept) as made:
        return 0 if soak(made, seconds=60 * arguments.minutes, rate=arguments.rate, file=arguments.json) else 1


def soak(made: Stage, *, seconds: float, rate: float, file: Path) -> bool:
    """Load, look, print, write; True where memory stands still."""
    crowd = Crowd(made, VISITS, connections=24, lodgers=24)
    samples: list[Sample] = []
    over = threading.Event()
    began = time.perf_counter()

    def look() -> None:
        while not over.is_set():
            samples.append(sampled(made, time.perf_counter() - began))
            over.wait(EVERY)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    crowd.come(MIX, lambda _: rate, seconds=seconds, tick=lambda passed: _say(samples, passed, seconds))
    over.set()
    thread.join()
    crowd.close()
    warm_up = min(WARM_UP, seconds / 2)
    found, counts = slopes(samples, warm_up=warm_up), lost(made, crowd.lodged)
    report = written(samples, found, warm_up=warm_up)
    requests = sum(tally.all for tally in crowd.tallies.values())
    faults = {name: dict(tally.faults) for name, tally in crowd.tallies.items() if tally.faults}
    print(f"\n{report}\n\n{table(crowd.tallies)}\n\n{requests:,} requests; faults: {faults or 'none'}; lodgings: {json.dumps(counts)}")
    total = found[TOGETHER]
    is_held = total < MOST_SLOPE and not faults and not counts["lost"]
    print(f"{'ok  ' if is_held else 'FAIL'}  web and worker grow by {total:+.2f} MB a minute; under {MOST_SLOPE:g} wanted", flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    row: dict[str, Any] = {
        "figure": "memory over a soak", "n": round(seconds / 60), "value": round(total, 3), "unit": "MB a minute", "target": MOST_SLOPE,
        "limit": None, "ok": is_held,
    }  # fmt: skip
    kept = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": described(), "rows": [row], "slopes": found,
        "requests": requests, "faults": faults, "lodgings": counts,
        "samples": [_shown(one) for one in samples],
    }  # fmt: skip
    file.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return is_held


def sampled(made: Stage, at: float) -> Sample:
    """What the operating system and the database say now."""
    import psycopg

    known = stats()
    megabytes, private, files = {}, 0.0, 0
    for name in ("web", "worker"):
        for number, stat in enumerate(sorted(tree(made.made.running[name].pid, known), key=lambda one: one.pid)):
            try:
                rollup = (PROC / str(stat.pid) / "smaps_rollup").read_text("ascii")
                megabytes[f"{name} {number} ({stat.pid})"] = read_pss(rollup)
                private += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) / 1024
                files += len(list((PROC / str(stat.pid) / "fd").iterdir()))
            except OSError:  # it has ended meanwhile
                continue
    database = 0.0
    for stat in tree(made.made.postmaster, known):
        try:
            database += read_pss((PROC / str(stat.pid) / "smaps_rollup").read_text("ascii"))
        except OSError:
            continue
    megabytes["database"] = database
    with psycopg.connect(made.made.url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'").fetchone()
    return Sample(at, megabytes, private, files, int(row[0]) - 1 if row else 0)


def _shown(sample: Sample) -> dict[str, float]:
    megabytes, private = round(ours(sample), 1), round(sample.private, 1)
    return {"at": round(sample.at), "megabytes": megabytes, "private": private, "files": sample.files, "connections": sample.connections}


def _value(sample: Sample, name: str) -> float:
    return {TOGETHER: ours(sample), PRIVATE: sample.private}.get(name, sample.megabytes.get(name, 0.0))


def _say(samples: Sequence[Sample], passed: float, seconds: float) -> None:
    if samples and sys.stdout.isatty():
        print(f"\r{passed / 60:5.1f} of {seconds / 60:g} min, {ours(samples[-1]):.1f} MB ", end="", flush=True)


def written(samples: Sequence[Sample], found: Mapping[str, float], *, warm_up: float) -> str:
    """The Markdown of a soak."""
    later = [sample for sample in samples if sample.at >= warm_up]
    lines = ["| process | MB after the warm-up | MB at the end | MB a minute |", "|---|--:|--:|--:|"]
    for name, value in found.items():
        first, last = (_value(one, name) for one in (later[0], later[-1]))
        lines.append(f"| {name} | {first:.1f} | {last:.1f} | {value:+.3f} |")
    lines.append(
        f"\nOpen files {later[0].files} to {later[-1].files}, connections to the database {later[0].connections} to {later[-1].connections}."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
