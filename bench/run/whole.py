"""The whole run: build, fill, measure, print, write."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from bench.operations.units import Operation, Scene
from bench.report.results import FOLDER, LATEST, changes, findings_in, read, result_of, write
from bench.report.rows import Findings, Row, rows_of
from bench.report.table import number, of_changes, of_operations, of_rows
from bench.run.installation import Installation, installation, prepare
from bench.run.machine import described, fixed_work
from bench.run.measuring import Bench, Measured, all_of
from bench.run.queries import of_chain
from tools.database.indexes import unused
from tools.processes import ROOT, commands

# Root runs PostgreSQL as somebody else, who may not enter var/: there the folder of large temporary files serves (Filesystem Hierarchy Standard, 5.15).
KEPT = ROOT / "var" / "bench" if os.geteuid() else Path("/var/tmp/mazalim-bench")
MOST_ON_SQLITE = 100_000
FEWEST_EXPORTED = 20_000  # rows from which on a list is taken out once, not many times


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    n: int
    of: int = 0  # so many are imported, and the others copies of them; 0: all are imported
    is_sqlite: bool = False
    is_kept: bool = False
    only: Sequence[str] = ()
    compare: Path | None = None
    pace: float = 1.0
    is_written: bool = True
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where this country lies."""
        return KEPT / f"{self.n}{f'-of-{self.of}' if self.of else ''}{'-sqlite' if self.is_sqlite else ''}"

    def has(self, part: str) -> bool:
        """Whether a part is measured."""
        return not self.only or any(word in part for word in self.only)


def run(wanted: Wanted) -> int:
    """Measure and print; 1 where something could not be measured."""
    began = time.monotonic()
    with installation(wanted.folder, is_sqlite=wanted.is_sqlite, is_kept=wanted.is_kept) as made:
        found = _measure(made, wanted)
        database = "SQLite" if wanted.is_sqlite else _version(made)
    earlier = read(FOLDER / LATEST)
    rows = rows_of(found, findings_in(earlier, described()) if not wanted.is_sqlite else {})
    if wanted.only:
        rows = [row for row in rows if row.value is not None]
    result = result_of(
        found, rows, at=datetime.now(UTC), database=database, told={**wanted.told, "copies_of": wanted.of, "only": list(wanted.only)}
    )
    print(f"\n## {wanted.n:,} complaints on {database}, commit {result['commit']}, {result['date']}\n")
    print(f"{described()['processor']}, {described()['cores']} cores, {described()['gigabytes']} GB\n")
    work = wanted.told["fixed_work_ms"]
    print(
        f"Load average {wanted.told['load_average']}; a fixed piece of work cost {work['mean']} ms of CPU on average, {work['least']} ms at best.\n"
    )
    print(of_rows(rows))
    if found.operations:
        print("\n" + of_operations(list(found.operations.values())))
    if wanted.compare:
        print("\n" + of_changes(changes(read(wanted.compare), result)))
    for one in found.operations.values():
        if one["turned_away"]:
            print(f"\n{one['title']}: {one['turned_away']} were turned away (503), because the server was full.")
    for line in wanted.told.get("indexes_never_read", ()):
        print(f"\nNever read by this run: {line}.")
    faults = [f"{one['title']}: {one['faults'][0]} ({len(one['faults'])} faults)" for one in found.operations.values() if one["faults"]]
    if found.limits.get("missing") and not wanted.is_sqlite:
        faults.append(f"limits: {found.limits['missing']}")
    for line in faults:
        print(f"\nFAULT  {line}")
    if wanted.is_written:
        print(f"\nWritten to {write(result).relative_to(ROOT)} and {(FOLDER / LATEST).relative_to(ROOT)}.")
    print(f"{time.monotonic() - began:.0f} s in all.")
    return 1 if faults else 0


def _version(made: Installation) -> str:
    import psycopg

    with psycopg.connect(made.url) as connection:
        return f"PostgreSQL {connection.info.server_version // 10_000}"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _measure(made: Installation, wanted: Wanted) -> Findings:
    from bench.limits.measuring import set_aside

    _say("Preparing the database ...")
    prepare(made)
    if made.is_postgresql:
        _let_go()
        set_aside(made)
    inside = _fill(made, wanted)

    from bench.limits.measuring import Limits, measure
    from bench.operations import CHAINS
    from bench.run.filling import country_of, scene_of

    operations: dict[str, Any] = {}
    limits = Limits()
    work = [fixed_work() for _ in range(3)]
    chains = list(all_of(CHAINS, wanted.only))
    if wanted.has("figures") and not wanted.of:
        inside |= _figures(made)
    scene = scene_of(country_of(datetime.now(UTC)), wanted.n, datetime.now(UTC))
    if chains:
        made.start_web()
        bench = Bench(made, scene, wanted.pace)
        for place, chain in enumerate(chains, start=1):
            work.append(fixed_work())
            _say(f"[{place}/{len(chains)}] {chain[0].title} ...")
            for one in _chain(bench, chain):
                operations[one.name] = one.as_json()
                _say(f"  {one.title}: {number(one.cpu)} ms CPU, p95 {number(one.p95)} ms" + (f"; {one.faults[0]}" if one.faults else ""))
    if wanted.has("limits"):
        _say("The limits ...")
        limits = measure(made, scene)
    if wanted.has("memory"):
        inside["memory_mb"] = _memory(made)
    painted = _paint(made, scene) if wanted.has("paint") else []
    made.stop("web")
    inside |= _worker(made, wanted)
    wanted.told["load_average"] = round(os.getloadavg()[2], 1)
    wanted.told["fixed_work_ms"] = {"least": round(min(work), 1), "mean": round(fmean(work), 1)}
    if made.is_postgresql and not wanted.only:
        wanted.told["indexes_never_read"] = [f"{index} of {table}, {size / 1_048_576:.1f} MB" for index, table, size in unused(made.url)]
    return Findings(wanted.n, operations, limits.as_json(), inside, painted)


def _paint(made: Installation, scene: Scene) -> list[Row]:
    """What pages weigh and when a phone on a slow line shows them; nothing where that cannot be seen here."""
    from bench.paint import painted
    from mazalim.web.traps import stamp

    _say("Pages in Chromium ...")
    if "web" not in made.running:
        made.start_web()
    try:
        return painted(made.port, pair=scene.followed[0], officer=scene.officer, n=scene.n, stamp=stamp(30), times=3)
    except Exception as error:  # noqa: BLE001 - a browser has many ways not to start, and the rest is measured
        _say(f"Pages were not painted: {error}")
        return []


def _chain(bench: Bench, chain: Sequence[Operation]) -> list[Measured]:
    try:
        asked = of_chain(chain, bench.scene)
        measured = bench.chain(chain)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one operation, the others are measured
        return [Measured(one.name, one.title, faults=[f"{type(error).__name__}: {error}"]) for one in chain]
    for one, queries in zip(measured, asked, strict=False):
        one.queries = queries
    return measured


def _let_go() -> None:
    """No connection of this process may be open while the tables are copied."""
    from django.db import connections

    connections.close_all()
    pool = getattr(connections["default"], "pool", None)
    if pool is not None:
        connections["default"].close_pool()  # type: ignore[attr-defined]


def _fill(made: Installation, wanted: Wanted) -> dict[str, float]:
    """Import the country, unless it lies there from a run before."""
    from bench.run.filling import SOURCE, country_of, hire, import_country, remember, settle, write_country

    known, number = remember(made.folder), wanted.of or wanted.n
    if known.get("filled") != wanted.n:
        now = datetime.now(UTC)
        country, file = country_of(now), made.folder / "country.jsonl.gz"
        hire(country, now)
        if not file.exists() or known.get("written") != number:
            write_country(country, number, file, of=wanted.n)
            remember(made.folder, written=number)
        _say(f"Importing {number:,} complaints as {SOURCE!r} ...")
        rate = number / import_country(made, file)
        file.unlink()
        _say(f"Imported {rate:,.0f} a second.")
        if wanted.of:
            _copy(made, wanted)
        settle(made)
        facts = {"at": now.isoformat(timespec="seconds"), "import_a_second": rate, "texts": list(country.texts.sources)}
        known = remember(made.folder, filled=wanted.n, **facts)
    else:
        _say(f"Using the country of {known['at']}.")
    return {} if wanted.of else {"import_a_second": known["import_a_second"]}


def _copy(made: Installation, wanted: Wanted) -> None:
    from bench.country.copies import multiply
    from mazalim.complaints.models import Complaint

    if Complaint.objects.count() != wanted.of:
        raise RuntimeError(f"{made.folder} holds a country that was copied in part: delete the folder, and it is filled anew.")
    _figures(made)
    _let_go()
    _say(f"Copying them until there are {wanted.n:,} ...")
    began = time.monotonic()
    multiply(made.url, wanted.n // wanted.of)
    _say(f"Copied in {time.monotonic() - began:,.0f} s.")


def _figures(made: Installation) -> dict[str, float]:
    """Counting all again gives the figures that the pages show, too."""
    from bench.run.inside import recompute

    _say("Counting all entries again ...")
    counted = recompute(made, datetime.now(UTC))
    return {
        "recompute_entries_a_second": counted.returned / counted.seconds,
        "recompute_entries": counted.returned,
        "recompute_cpu_us": 1e6 * counted.cpu / max(1, counted.returned),
    }


def _memory(made: Installation) -> float:
    """Of web processes that have served everything above, and of a worker that has run for a while."""
    from bench.run.machine import pss_megabytes

    if "web" not in made.running:
        made.start_web()
    worker = made.start("worker", commands(made.port)["worker"])
    time.sleep(12)
    megabytes = pss_megabytes([made.running["web"].pid, worker.pid])
    made.stop("worker")
    return megabytes


def _worker(made: Installation, wanted: Wanted) -> dict[str, float]:
    from bench.run.inside import drain, sweep

    found: dict[str, float] = {}
    if wanted.has("jobs"):
        _say("The jobs that wait ...")
        done = drain(made, datetime.now(UTC))
        if done.returned:
            found |= {"jobs": done.returned, "jobs_a_second": done.returned / done.seconds, "job_cpu_ms": 1000 * done.cpu / done.returned}
    if wanted.has("sweep"):
        _say("The sweep ...")
        due, nothing, cases = sweep(made, datetime.now(UTC))
        found |= {"sweep_cases": cases, "sweep_nothing_ms": 1000 * nothing.seconds}
        if cases:
            found |= {"sweep_cases_a_second": cases / due.seconds, "sweep_case_cpu_ms": 1000 * due.cpu / cases}
    return found
