"""The load: a client of little appetite in a process of its own, because it shares the machine with what it measures."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What one run of the load saw. Latencies are milliseconds of whole units; an open loop counts them from the moment at which each was due."""

    latencies: list[float]
    seconds: float
    faults: list[str]
    units: list[dict[str, Any]] = field(default_factory=list)  # of each unit done: its number, cookies and last answer
    turned_away: int = 0  # units that met a 503

    @property
    def done(self) -> int:
        """How many units were done, well or not."""
        return len(self.latencies) + len(self.faults) + self.turned_away

    @property
    def throughput(self) -> float:
        """Units a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def median(self) -> float:
        """Milliseconds."""
        return percentile(self.latencies, 0.5)

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return percentile(self.latencies, 0.95)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))] if ordered else 0.0


def drive(
    units: Sequence[dict[str, Any]],
    *,
    port: int,
    clients: int,
    seconds: float,
    rate: float = 0,
    is_repeated: bool = True,
    keeps: bool = False,
) -> Outcome:
    """Send units to the server from a process of its own.

    :param units: what `bench.load.client` sends: `{"cookies": {...}, "steps": [{"method", "path", "headers", "body", "expect"}]}`.
    :param clients: connections, each with one unit under way.
    :param seconds: when to stop; a list that is not repeated may end sooner.
    :param rate: units a second of an open loop; 0 is a closed loop, in which each client sends the next unit once it has its answer.
    :param keeps: hand back cookies and last answer of every unit.
    """
    plan = {
        "units": list(units), "port": port, "clients": clients, "seconds": seconds, "rate": rate,
        "is_repeated": is_repeated, "keeps": keeps,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(plan).encode(), stdout=subprocess.PIPE, cwd=ROOT, check=True
    )
    return Outcome(**json.loads(done.stdout))
