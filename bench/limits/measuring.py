"""Measures the limits in the same run, on the same machine, beside the same server and cluster."""

import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from bench.limits.rows import rows_of, script, tables_written
from bench.load import drive
from bench.operations.citizens import last_steps
from bench.operations.units import Scene, get, unit
from bench.run.installation import Installation, wait_until_served
from bench.run.queries import play
from tools.postgresql import binaries
from tools.processes import commands, free_port, manage

DATABASE = "limits"
SECONDS, CLIENTS = 5, 8
TPS = re.compile(r"tps = ([\d.]+)")
LOOKUP = "SELECT id, state, body_id, desk_id, lodged_at FROM complaints_complaint WHERE id = :id;\n"


@dataclass
class Limits:
    """What was found; None where it could not be measured, and `missing` says why."""

    rows_a_second: float | None = None  # lodgings' rows by pgbench, at eight clients
    rows: int = 0  # rows of one lodging
    rows_cpu: float = 0.0  # milliseconds of the database's CPU for the rows of one lodging
    lookup_cpu: float | None = None  # milliseconds of the database's CPU for one look-up by key
    lookup_a_second: float = 0.0
    view_cpu: float | None = None  # milliseconds of a view that does nothing
    view_a_second: float = 0.0
    view_median: float = 0.0
    missing: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self)


def set_aside(made: Installation) -> None:
    """A second database with the tables and the profile, before any case is in them: made while nobody is connected to the first.

    Beside a country that was kept it is there already, and is brought up to date.
    """
    name, cluster = urlsplit(made.url).path.lstrip("/"), made.url.rpartition("/")[0]
    with psycopg.connect(f"{cluster}/template1", autocommit=True) as connection:
        is_there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not is_there:
            connection.execute(f'CREATE DATABASE "{DATABASE}" TEMPLATE "{name}"')
    if is_there:
        manage("migrate", "--no-input", "--verbosity", "0", environment=made.environment | {"DATABASE_URL": f"{cluster}/{DATABASE}"})


def measure(made: Installation, scene: Scene) -> Limits:
    """All limits that this machine can show."""
    found = Limits()
    _bare_view(made, found)
    if not made.is_postgresql:
        found.missing = "the rows and the look-up are measured on PostgreSQL alone"
        return found
    try:
        _look_up(made, found)
        _rows(made, scene, found)
    except (OSError, RuntimeError, psycopg.Error) as error:
        found.missing = " ".join(str(error).split())[:160]
    return found


def _bare_view(made: Installation, found: Limits) -> None:
    port = free_port()
    command = [part if part != "config.wsgi:application" else "bench.limits.bare:application" for part in commands(port)["web"]]
    wait_until_served(port, made.start("bare", command), made.log, "/")
    visit = [unit(get("/"))]
    drive(visit, port=port, clients=1, seconds=0.3)
    found.view_median = drive(visit, port=port, clients=1, seconds=1).median
    before = made.cpu("bare")[0]
    outcome = drive(visit, port=port, clients=CLIENTS, seconds=3)
    found.view_cpu = 1000 * (made.cpu("bare")[0] - before) / max(1, outcome.done)
    found.view_a_second = outcome.throughput
    made.stop("bare")


def _pgbench(url: str, file: Path, *, database: str, clients: int, mode: str, seconds: int = SECONDS) -> float:
    """Transactions a second of a script.

    :raises RuntimeError: pgbench is missing, or a statement failed.
    """
    program = shutil.which("pgbench") or str(binaries() / "pgbench")
    if not Path(program).exists():
        raise RuntimeError("pgbench is missing. Debian, Ubuntu: apt-get install postgresql-contrib.")
    address = urlsplit(url)
    command = [
        program, "-n", "-f", str(file), "-c", str(clients), "-j", "2", "-T", str(seconds), "-M", mode,
        "-h", unquote(address.netloc.rpartition("@")[2]), "-U", address.username or "mazalim", database,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    match = TPS.search(done.stdout)
    if done.returncode or match is None:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-500:]}")
    return float(match[1])


def _look_up(made: Installation, found: Limits) -> None:
    with psycopg.connect(made.url) as connection:
        row = connection.execute("SELECT max(id) FROM complaints_complaint").fetchone()
    file = made.folder / "lookup.sql"
    file.write_text(f"\\set id random(1, {row[0] if row else 1})\n{LOOKUP}")
    name = urlsplit(made.url).path.lstrip("/")
    before = made.cpu()[1]
    found.lookup_a_second = _pgbench(made.url, file, database=name, clients=CLIENTS, mode="prepared", seconds=3)
    found.lookup_cpu = 1000 * (made.cpu()[1] - before) / (3 * found.lookup_a_second)


def _rows(made: Installation, scene: Scene, found: Limits) -> None:
    visit = last_steps(scene, 1, None)[0]
    with psycopg.connect(made.url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        since = int(row[0]) if row else 0
        statements, _ = play(visit)
        rows = rows_of(connection, tables_written(one for step in statements for one in step), since)
    found.rows = len(rows)
    file = made.folder / "lodging.sql"
    file.write_text(script(rows), "utf-8")
    before = made.cpu()[1]
    found.rows_a_second = _pgbench(made.url, file, database=DATABASE, clients=CLIENTS, mode="simple")
    found.rows_cpu = 1000 * (made.cpu()[1] - before) / (SECONDS * found.rows_a_second)
