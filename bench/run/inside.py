"""What the worker does by itself: figures, the escalation sweep, its jobs. Played in this process, so that its CPU is known."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.run.installation import Installation

MOST_JOBS = 2_000
SHARE_DUE = 0.02  # of a million open cases 20,000 fall due in a day


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock and of processors (this process; the database), and what came back."""

    seconds: float
    app: float
    database: float
    returned: Any

    @property
    def cpu(self) -> float:
        """Both together."""
        return self.app + self.database


def spent(made: Installation, act: Callable[[], Any]) -> Spent:
    """Do it and say what it cost."""
    began, app, database = time.perf_counter(), time.process_time(), made.cpu()[1]
    returned = act()
    return Spent(time.perf_counter() - began, time.process_time() - app, made.cpu()[1] - database, returned)


def recompute(made: Installation, at: datetime) -> Spent:
    """Count every entry again; returns how many."""
    from mazalim.figures.actions import recompute as count_again

    return spent(made, lambda: count_again(at=at))


def drain(made: Installation, at: datetime) -> Spent:
    """Do jobs that wait, two thousand at most; returns how many.

    What the import left waits meanwhile: each of its jobs prepares two hundred cases for comparison and costs as much as two hundred others.
    """
    from mazalim.work.models import Job
    from mazalim.worker.loop import work_all

    Job.objects.filter(name="complaints.note_likeness", payload__has_key="complaints", done_at=None).update(run_at=at + timedelta(days=1))
    return spent(made, lambda: work_all(at=at, most=MOST_JOBS))


def sweep(made: Installation, at: datetime) -> tuple[Spent, Spent, int]:
    """The sweep with a fiftieth of the open cases due, and with nothing due; and how many cases were due.

    What is due now is done first, unmeasured. Then time passes until so many fall due as on a day of a country with a million open cases.
    """
    from mazalim.complaints.models import Complaint
    from mazalim.journey.casework.actions import sweep as sweep_at

    sweep_at(at=at)
    waiting = Complaint.objects.filter(next_step_at__gt=at).order_by("next_step_at")
    due = max(20, int(waiting.count() * SHARE_DUE))
    moment = waiting.values_list("next_step_at", flat=True)[due - 1 : due].first() or at + timedelta(days=1)
    number = Complaint.objects.filter(next_step_at__lte=moment).count()
    with_due = spent(made, lambda: sweep_at(at=moment))
    nothing = spent(made, lambda: sweep_at(at=moment))
    return with_due, nothing, number
