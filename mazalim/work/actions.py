"""The outbox: write a job, lease it, start it, end it; and the answers kept for a retry."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from mazalim.common.canonical import canonical
from mazalim.common.crypto import keyed_hash, seal, unseal
from mazalim.work.models import WIPED, Job, KeptAnswer, Lane, LimitCounter, WorkerLife

LEASE = timedelta(seconds=90)
SILENT_AFTER = timedelta(seconds=60)  # a worker that has not said a word for so long is not counted on
MOST_ATTEMPTS = 12
CLAIM = timedelta(seconds=60)  # how long a key stays claimed by a request that ended without a word
CLAIMED = 0  # stands in for the status of an answer that is still being made
WAITS = (10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200)  # seconds; about a day and a quarter in all


def new_job(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    at: datetime,
    sealed: Any = None,
    run_at: datetime | None = None,
    lane: Lane = Lane.QUICK,
) -> Job:
    """A job that is not written yet. `sealed` holds what may not stand in clear: recipients, codes."""
    job = Job(name=name, payload=payload or {}, created_at=at, run_at=run_at or at, lane=lane)
    if sealed is not None:
        job.sealed = seal(sealed, place=job.place)
    return job


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    at: datetime,
    sealed: Any = None,
    run_at: datetime | None = None,
    lane: Lane = Lane.QUICK,
) -> Job:
    """Write a job in the caller's transaction; see `new_job`."""
    job = new_job(name, payload, at=at, sealed=sealed, run_at=run_at, lane=lane)
    job.save(force_insert=True)
    return job


def enqueue_all(jobs: Sequence[Job]) -> None:
    """Write several jobs of `new_job` in the caller's transaction, in one query."""
    Job.objects.bulk_create(jobs)


def sealed_part(job: Job) -> Any:
    """What was sealed into the job; raises CannotUnseal."""
    return unseal(job.sealed, place=job.place) if job.sealed is not None else None


def lease(*, worker: str, most: int, at: datetime, lane: Lane = Lane.QUICK) -> list[Job]:
    """Up to `most` waiting jobs of a lane, now this worker's for 90 seconds. Attempts are counted when a job starts, not here.

    Read from the beginning of an index of what waits in the lane: as quick with a hundred thousand waiting as with one.
    """
    waiting = Job.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=at), done_at=None, dead_at=None, lane=lane, run_at__lte=at
    ).order_by("run_at", "pk")
    if not waiting.exists():
        return []  # without a transaction that writes: on SQLite everybody would wait for it
    return _lease(waiting, worker=worker, most=most, at=at)


@transaction.atomic
def _lease(waiting: QuerySet[Job], *, worker: str, most: int, at: datetime) -> list[Job]:
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    jobs = list(waiting[:most])
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(leased_until=at + LEASE, leased_by=worker)
    return jobs


@transaction.atomic
def start(*, job: Job, worker: str, at: datetime) -> bool:
    """Count the attempt before the work begins; False where the lease is lost or the job has had all its tries."""
    mine = Job.objects.filter(pk=job.pk, leased_by=worker, leased_until__gte=at, done_at=None, dead_at=None)
    if not mine.update(attempts=F("attempts") + 1, leased_until=at + LEASE):
        return False
    job.refresh_from_db()
    if job.attempts > MOST_ATTEMPTS:
        bury(job=job, error=job.last_error or "The worker ended during every try.", at=at)
        return False
    return True


class LeaseLost(Exception):
    """Another worker has begun the same job meanwhile, or ended it: what this one did in its transaction must not be kept."""


def _as_started(job: Job) -> QuerySet[Job]:
    """The job, unless it was started again since: the number of attempts tells one start from the next."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, done_at=None, dead_at=None)


def renew(*, job: Job, at: datetime) -> None:
    """Go on holding a job that takes long: another 90 seconds from now."""
    _as_started(job).update(leased_until=at + LEASE)


def hurry(*, name: str, error_begins: str, at: datetime) -> int:
    """Let jobs of one name that failed with one error be tried now, as if never tried: what held them back is there again. Returns how many."""
    waiting = Q(leased_until=None) | Q(leased_until__lt=at)
    held_back = Job.objects.filter(waiting, name=name, done_at=None, attempts__gt=0, last_error__startswith=error_begins)
    return held_back.update(attempts=0, run_at=at, dead_at=None, leased_until=None, leased_by="", last_error="")


def finish(*, job: Job, at: datetime) -> None:
    """Mark the job as done and wipe what was sealed in it. Raises LeaseLost."""
    if not _as_started(job).update(done_at=at, sealed=None, leased_until=None, last_error=""):
        raise LeaseLost


def fail(*, job: Job, error: str, at: datetime) -> None:
    """Let the job wait for its next try, longer each time; the last one buries it."""
    if job.attempts >= MOST_ATTEMPTS:
        bury(job=job, error=error, at=at)
        return
    wait = WAITS[min(job.attempts - 1, len(WAITS) - 1)]
    _as_started(job).update(run_at=at + timedelta(seconds=wait), leased_until=None, leased_by="", last_error=error[:500])


def bury(*, job: Job, error: str, at: datetime) -> None:
    """A dead letter: shown to an administrator, tried no more until somebody revives it."""
    _as_started(job).update(dead_at=at, leased_until=None, last_error=error[:500])


def give_back(*, jobs: Sequence[Job], worker: str) -> int:
    """Let others have leased jobs that this worker did not come to; returns how many."""
    mine = Job.objects.filter(pk__in=[job.pk for job in jobs], leased_by=worker, done_at=None, dead_at=None)
    return mine.update(leased_until=None, leased_by="")


class NothingToRetry(Exception):
    """The letter is not dead any more, or what it had to send was wiped."""


@transaction.atomic
def revive(*, job_id: int, at: datetime) -> Job:
    """Let a dead letter be tried again from the beginning. Raises NothingToRetry."""
    job = Job.objects.select_for_update().filter(pk=job_id, dead_at__isnull=False, done_at=None).first()
    if job is None or job.is_wiped:
        raise NothingToRetry
    job.dead_at, job.attempts, job.run_at, job.leased_until, job.leased_by = None, 0, at, None, ""
    job.save()
    return job


@transaction.atomic
def put_away(*, job_id: int, at: datetime) -> Job:
    """Take a dead letter off the list: nobody will try it again, and it is deleted after a week. Raises NothingToRetry."""
    job = Job.objects.select_for_update().filter(pk=job_id, dead_at__isnull=False, done_at=None).first()
    if job is None:
        raise NothingToRetry
    job.done_at, job.sealed = at, None
    job.save()
    return job


def forget_old(*, at: datetime) -> int:
    """Delete done jobs after a week, and answers and counters whose time is over; returns how many rows went."""
    gone, _ = Job.objects.filter(done_at__lt=at - timedelta(days=7)).delete()
    Job.objects.filter(sealed__isnull=False, created_at__lt=at - timedelta(hours=72)).update(sealed=None, dead_at=at, last_error=WIPED)
    answers, _ = KeptAnswer.objects.filter(expires_at__lt=at).delete()
    counters, _ = LimitCounter.objects.filter(window_end__lt=at).delete()
    workers, _ = WorkerLife.objects.filter(beat_at__lt=at - timedelta(days=1)).delete()
    return gone + answers + counters + workers


def beat(*, worker: str, started_at: datetime, done: int, failed: int, at: datetime) -> None:
    """Say that a worker lives, and how many jobs it has done and tried in vain since it started."""
    WorkerLife.objects.update_or_create(name=worker, defaults={"started_at": started_at, "beat_at": at, "done": done, "failed": failed})


def say_goodbye(*, worker: str) -> None:
    """A worker that ends in peace is missed by nobody."""
    WorkerLife.objects.filter(name=worker).delete()


class KeyUsedForAnotherRequest(Exception):
    """The idempotency key was used before, with other contents."""


def _key_hash(key: str, scope: str) -> bytes:
    return keyed_hash(f"{scope}\0{key}", of="idempotency")


def _answer_place(key_hash: bytes) -> str:
    return f"work.keptanswer.{key_hash.hex()}"


def kept_answer(*, key: str, scope: str, at: datetime) -> Any:
    """The JSON answer kept for this key, or None."""
    key_hash = _key_hash(key, scope)
    kept = KeptAnswer.objects.filter(key_hash=key_hash, expires_at__gt=at).first()
    return None if kept is None else unseal(kept.sealed, place=_answer_place(key_hash))


def once(*, key: str, scope: str, request: Any, act: Callable[[], tuple[int, Any]], at: datetime) -> tuple[int, Any]:
    """Do `act` once for this key and give everybody who repeats it the same status and JSON answer for 24 hours.

    `scope` says whose key it is, `request` is what was asked. Raises KeyUsedForAnotherRequest. What `act` raises is not kept.
    """
    key_hash = _key_hash(key, scope)
    request_hash = sha256(canonical(request)).digest()
    place = _answer_place(key_hash)
    with transaction.atomic():
        _lock_key(key_hash)
        kept = KeptAnswer.objects.filter(key_hash=key_hash, expires_at__gt=at).first()
        if kept is not None:
            if bytes(kept.request_hash) != request_hash:
                raise KeyUsedForAnotherRequest
            return kept.status, unseal(kept.sealed, place=place)
        status, answer = act()
        KeptAnswer.objects.filter(key_hash=key_hash).delete()
        KeptAnswer.objects.create(
            key_hash=key_hash, request_hash=request_hash, status=status, sealed=seal(answer, place=place), expires_at=at + timedelta(days=1)
        )
        return status, answer


def keep_first(*, key: str, scope: str, status: int, answer: Any, at: datetime) -> None:
    """Keep for 24 hours the answer of an act that can be done but once, in its transaction: what it acts on is locked, and gone afterwards.

    Whoever repeats it finds nothing to act on, and asks `kept_answer`.
    """
    key_hash = _key_hash(key, scope)
    KeptAnswer.objects.create(
        key_hash=key_hash,
        request_hash=sha256(canonical({})).digest(),
        status=status,
        sealed=seal(answer, place=_answer_place(key_hash)),
        expires_at=at + timedelta(days=1),
    )


class StillUnderWay(Exception):
    """Another request with this key is being done at this very moment."""


def claim(*, key: str, scope: str, request: Any, at: datetime) -> tuple[int, Any] | None:
    """The kept status and answer; or None, and the key is the caller's, who must `keep` an answer or `release` the key.

    For acts of which something must survive a failure (counters), so that one transaction cannot hold act and answer as `once` does.
    Raises KeyUsedForAnotherRequest or StillUnderWay.
    """
    key_hash = _key_hash(key, scope)
    request_hash = sha256(canonical(request)).digest()
    with transaction.atomic():
        _lock_key(key_hash)
        kept = KeptAnswer.objects.filter(key_hash=key_hash, expires_at__gt=at).first()
        if kept is None:
            KeptAnswer.objects.filter(key_hash=key_hash).delete()
            KeptAnswer.objects.create(key_hash=key_hash, request_hash=request_hash, status=CLAIMED, sealed=b"", expires_at=at + CLAIM)
            return None
    if bytes(kept.request_hash) != request_hash:
        raise KeyUsedForAnotherRequest
    if kept.status == CLAIMED:
        raise StillUnderWay
    return kept.status, unseal(kept.sealed, place=_answer_place(key_hash))


def keep(*, key: str, scope: str, status: int, answer: Any, until: datetime) -> None:
    """Keep the answer of an act whose key was claimed."""
    key_hash = _key_hash(key, scope)
    sealed = seal(answer, place=_answer_place(key_hash))
    KeptAnswer.objects.filter(key_hash=key_hash, status=CLAIMED).update(status=status, sealed=sealed, expires_at=until)


def release(*, key: str, scope: str) -> None:
    """Give a claimed key back: its act was refused, and whoever tries again with it is heard anew."""
    KeptAnswer.objects.filter(key_hash=_key_hash(key, scope), status=CLAIMED).delete()


def _lock_key(key_hash: bytes) -> None:
    """Let parallel repeats wait for the first. SQLite's IMMEDIATE transactions stand in line already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key_hash[:8], signed=True)])
