"""Drives one chain of operations at 1, 8 and 32 clients and at a constant rate, and reads the CPU it cost."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.load import Outcome, drive
from bench.operations.units import Operation, Scene, Unit
from bench.run.installation import Installation

SECONDS = {1: 2.5, 8: 3.0, 32: 2.5}
ONCE = {1: 40, 8: 200, 32: 160}  # units of an operation that can be sent once each
OPEN_SECONDS, OPEN_CLIENTS, OPEN_SHARE, OPEN_ONCE = 3.0, 32, 0.5, 120
STEADY = 8  # clients at which CPU is read: a busy server, not yet a crowded one


@dataclass
class Measured:
    """What one operation gave. Milliseconds; throughput in units a second; CPU for each unit.

    `at`: clients -> {"median", "p95", "throughput"}; `open`: the constant rate, half of the throughput at eight clients, and its latencies.
    `lines`: lines of the answers of one unit, for exports.
    """

    name: str
    title: str
    at: dict[int, dict[str, float]] = field(default_factory=dict)
    open: dict[str, float] = field(default_factory=dict)
    cpu_app: float = 0.0
    cpu_database: float = 0.0
    queries: list[dict[str, int]] = field(default_factory=list)
    lines: int = 0
    turned_away: int = 0  # units that met a 503, of all that were sent
    faults: list[str] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        """Application and database."""
        return self.cpu_app + self.cpu_database

    @property
    def p95(self) -> float:
        """At one client: what the operation itself takes, without waiting for others."""
        return self.at.get(1, {}).get("p95", 0.0)

    def as_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self) | {"at": {str(clients): values for clients, values in self.at.items()}}


@dataclass(frozen=True)
class Bench:
    """What measuring needs."""

    made: Installation
    scene: Scene
    pace: float = 1.0  # below 1: shorter, for a first look

    def chain(self, operations: Sequence[Operation]) -> list[Measured]:
        """Measure the operations of a chain, each after the one whose outcome it goes on from."""
        measured = [Measured(one.name, one.title) for one in operations]
        for clients in operations[0].clients:
            before: Outcome | None = None
            for operation, result in zip(operations, measured, strict=True):
                units = operation.make(self.scene, self._number(operation, ONCE[clients]), before)
                if not units:
                    result.faults.append("there was nothing to send")
                    break
                if operation.is_reading and clients == 1:
                    self._warm(units)
                before = self._closed(operation, units, clients, result)
        self._open(operations, measured)
        return measured

    def _number(self, operation: Operation, most: int) -> int:
        return max(4, int(most * self.pace / operation.cost))

    def _warm(self, units: Sequence[Unit]) -> None:
        drive(units[:3], port=self.made.port, clients=1, seconds=60, is_repeated=False)

    def _closed(self, operation: Operation, units: Sequence[Unit], clients: int, result: Measured) -> Outcome:
        app, database = self.made.cpu()
        outcome = drive(
            units,
            port=self.made.port,
            clients=clients,
            seconds=SECONDS[clients] * self.pace if operation.is_reading else 120,
            is_repeated=operation.is_reading,
            keeps=True,
        )
        app_after, database_after = self.made.cpu()
        done = max(1, len(outcome.latencies))
        cost = {"cpu_app": 1000 * (app_after - app) / done, "cpu_database": 1000 * (database_after - database) / done}
        speed = {"median": outcome.median, "p95": outcome.p95, "throughput": outcome.throughput, "units": len(outcome.latencies)}
        result.at[clients] = speed | cost
        if outcome.latencies and (clients == STEADY or not result.cpu):
            result.cpu_app, result.cpu_database = cost["cpu_app"], cost["cpu_database"]
        result.faults += [fault for fault in outcome.faults if fault]
        result.turned_away += outcome.turned_away
        result.lines = max([result.lines, *(one["lines"] for one in outcome.units)])
        return _known_again(outcome, units)

    def _open(self, operations: Sequence[Operation], measured: Sequence[Measured]) -> None:
        before: Outcome | None = None
        for operation, result in zip(operations, measured, strict=True):
            rate = OPEN_SHARE * result.at.get(STEADY, {}).get("throughput", 0.0)
            if not rate:
                return
            units = operation.make(self.scene, self._number(operation, OPEN_ONCE), before)
            if not units:
                return
            outcome = drive(
                units,
                port=self.made.port,
                clients=OPEN_CLIENTS,
                seconds=OPEN_SECONDS * self.pace if operation.is_reading else len(units) / rate,
                rate=rate,
                is_repeated=operation.is_reading,
                keeps=True,
            )
            result.open = {"rate": rate, "median": outcome.median, "p95": outcome.p95}
            result.faults += [fault for fault in outcome.faults if fault]
            result.turned_away += outcome.turned_away
            before = _known_again(outcome, units)


def _known_again(outcome: Outcome, units: Sequence[Unit]) -> Outcome:
    """With what each unit carried for the next operation; of a repeated one the last answer."""
    last = {done["unit"]: done for done in outcome.units}
    kept = [{**_carried(units[number]), **done} for number, done in last.items()]
    return Outcome(outcome.latencies, outcome.seconds, outcome.faults, kept)


def _carried(one: Unit) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in {"steps", "cookies"}}


def all_of(chains: Sequence[Sequence[Operation]], only: Sequence[str]) -> Iterator[Sequence[Operation]]:
    """The chains that hold one of the names; all of them without names."""
    for chain in chains:
        if not only or any(word in one.name for one in chain for word in only):
            yield chain
