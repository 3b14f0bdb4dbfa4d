"""What is measured over HTTP: each operation says what a unit of it sends. A unit is one visit: cookies, and one request after another."""

from bench.operations.citizens import CITIZENS
from bench.operations.officers import OFFICERS
from bench.operations.units import Operation, Scene

CHAINS: tuple[tuple[Operation, ...], ...] = (*CITIZENS, *OFFICERS)

__all__ = ["CHAINS", "Operation", "Scene"]
