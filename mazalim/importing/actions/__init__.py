"""Take over a file: batch by batch, in one process or in several."""

from mazalim.importing.actions.batches import Taken, look_at, take_over
from mazalim.importing.actions.processes import LINES_AT_ONCE, Run, WorkerEnded, run

__all__ = ["LINES_AT_ONCE", "Run", "Taken", "WorkerEnded", "look_at", "run", "take_over"]
