"""Try dead letters again, or put them away."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.outbox.queries import dead_jobs
from mazalim.work import actions as work
from mazalim.work.models import NOTHING_LEFT, Job

MOST = 500  # revived at once: the worker takes them in batches, and the page answers soon


@transaction.atomic
def retry(*, by: Standing, job_id: int, at: datetime) -> Job:
    """Try one dead letter again. Raises work.actions.NothingToRetry."""
    job = work.revive(job_id=job_id, at=at)
    record(by=by.officer_id, subject="outbox", key=str(job.pk), names={}, act="retry", after={"job": job.name}, at=at)
    return job


@transaction.atomic
def retry_all(*, by: Standing, at: datetime) -> int:
    """Try every dead letter again that can be sent; returns how many."""
    ids = list(dead_jobs().exclude(last_error__in=NOTHING_LEFT).order_by("dead_at").values_list("pk", flat=True)[:MOST])
    for job_id in ids:
        work.revive(job_id=job_id, at=at)
    if ids:
        record(by=by.officer_id, subject="outbox", key="", names={}, act="retry", after={"jobs": len(ids)}, at=at)
    return len(ids)


@transaction.atomic
def put_away(*, by: Standing, job_id: int, at: datetime) -> Job:
    """Take a dead letter off the list. Raises work.actions.NothingToRetry."""
    job = work.put_away(job_id=job_id, at=at)
    record(by=by.officer_id, subject="outbox", key=str(job.pk), names={}, act="put_away", after={"job": job.name}, at=at)
    return job
