"""The nightly recount, which mends what should never be wrong, and says so."""

from datetime import datetime

from django.utils import timezone

from mazalim.figures.actions import AlreadyCounting, recount
from mazalim.work.actions import enqueue, renew
from mazalim.work.models import Job, Lane


def ask_for_recount(*, at: datetime) -> int:
    """Queue a recount, unless one waits already; returns how many were queued."""
    if Job.objects.filter(name="figures.recount", done_at=None, dead_at=None).exists():
        return 0
    enqueue("figures.recount", at=at, lane=Lane.NIGHTLY)
    return 1


def recount_all(job: Job, at: datetime) -> None:
    """Count all entries again. Where somebody counts by hand at this moment nothing is left to do."""
    try:
        recount(at=at, still_there=lambda: renew(job=job, at=timezone.now()))
    except AlreadyCounting:
        return
