"""The worker's loop: lease, start, do, finish. Ends gently: the job in hand is done, the rest of the lease goes back."""

import logging
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Lock

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from mazalim.notices.tasks import Undeliverable
from mazalim.work.actions import LeaseLost, beat, bury, fail, finish, give_back, lease, say_goodbye, start
from mazalim.work.models import Job
from mazalim.worker.jobs import JOBS
from mazalim.worker.schedules import SCHEDULES

log = logging.getLogger("mazalim.worker")
BATCH = 20
IDLE_SECONDS = 0.5
BEAT_EVERY = timedelta(seconds=10)


def worker_name() -> str:
    """This process, for the lease."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


class Pulse:
    """What this worker says of itself, every ten seconds, between two jobs."""

    def __init__(self, worker: str, at: datetime) -> None:
        self.worker, self.started_at, self.done, self.failed = worker, at, 0, 0
        self.next_at, self.lock = at, Lock()

    def count(self, is_done: bool) -> None:
        """One more job tried; from either thread."""
        with self.lock:
            if is_done:
                self.done += 1
            else:
                self.failed += 1

    def beat(self, at: datetime) -> None:
        """Write it down, where ten seconds have passed."""
        if at >= self.next_at:
            beat(worker=self.worker, started_at=self.started_at, done=self.done, failed=self.failed, at=at)
            self.next_at = at + BEAT_EVERY


def do_job(job: Job, *, worker: str) -> bool:
    """Do one leased job; True when it is done."""
    at = timezone.now()
    if not start(job=job, worker=worker, at=at):
        return False
    function = JOBS.get(job.name)
    try:
        if function is None:
            raise Undeliverable(f"No function does {job.name}.")
        if function.in_transaction:
            with transaction.atomic():
                function.do(job, at)
                finish(job=job, at=at)
        else:
            function.do(job, at)
            finish(job=job, at=at)
    except LeaseLost:
        log.warning("job %s %s took longer than its lease, and another worker has it", job.pk, job.name)
        return False
    except Undeliverable as error:
        log.warning("job %s %s is dead: %s", job.pk, job.name, error)
        bury(job=job, error=str(error), at=at)
        return False
    except Exception as error:  # noqa: BLE001 - whatever one job does, the next one must be done
        log.warning("job %s %s failed: %s", job.pk, job.name, type(error).__name__)
        fail(job=job, error=f"{type(error).__name__}: {error}", at=timezone.now())
        return False
    return True


def work_once(
    *, worker: str, at: datetime, aside: ThreadPoolExecutor | None = None, stop: Event | None = None, pulse: Pulse | None = None
) -> int:
    """Lease a batch and do it; returns how many jobs were tried. Long ones go to `aside`, so that a code by mail never waits for a workbook.

    Once `stop` is set the job in hand is done and the rest of the batch is given back.
    """
    jobs = lease(worker=worker, most=BATCH, at=at)
    for number, job in enumerate(jobs):
        if stop is not None and stop.is_set():
            give_back(jobs=jobs[number:], worker=worker)
            return number
        if aside is not None and job.name in JOBS and JOBS[job.name].is_long:
            # Whose turn does not come within the lease is leased anew, and done once all the same.
            aside.submit(_do_aside, job, worker, stop, pulse)
        else:
            _counted(do_job(job, worker=worker), pulse)
        if pulse is not None:
            pulse.beat(timezone.now())
    return len(jobs)


def _counted(is_done: bool, pulse: Pulse | None) -> None:
    if pulse is not None:
        pulse.count(is_done)


def _do_aside(job: Job, worker: str, stop: Event | None, pulse: Pulse | None) -> None:
    try:
        if stop is not None and stop.is_set():
            give_back(jobs=[job], worker=worker)
        else:
            _counted(do_job(job, worker=worker), pulse)
    except Exception:  # the database is away: the lease runs out, and the job is tried again
        log.exception("job %s %s could not be done", job.pk, job.name)
    finally:
        connections.close_all()  # those of this thread


def work_all(*, at: datetime, most: int = 100_000) -> int:
    """Do everything that waits at `at` or, where that is later, now, and return how many jobs were tried; what jobs write is done too."""
    total = 0
    while total < most and (tried := work_once(worker=worker_name(), at=max(at, timezone.now()))):
        total += tried
    return total


def work(*, stop: Event) -> None:
    """Work until `stop` is set."""
    pulse = Pulse(worker_name(), timezone.now())
    aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long")
    try:
        _work(stop=stop, aside=aside, pulse=pulse)
    finally:
        aside.shutdown()  # waits for the one in hand; those behind it give their leases back
        try:
            say_goodbye(worker=pulse.worker)
        except DatabaseError:
            log.info("the database does not answer; the worker is forgotten in a day")


def _work(*, stop: Event, aside: ThreadPoolExecutor, pulse: Pulse) -> None:
    due = {schedule.name: timezone.now() for schedule in SCHEDULES}
    while not stop.is_set():
        close_old_connections()
        try:
            now = timezone.now()
            pulse.beat(now)
            for schedule in SCHEDULES:
                if due[schedule.name] <= now and not stop.is_set():
                    due[schedule.name] = now + schedule.every
                    if did := schedule.do(now):
                        log.info("%s: %s", schedule.name, did)
            if not work_once(worker=pulse.worker, at=timezone.now(), aside=aside, stop=stop, pulse=pulse):
                stop.wait(IDLE_SECONDS)
        except Exception:  # schedules and leases fail when the database is away, in whatever way; the worker outlives it
            log.exception("the worker waits: the database does not answer")
            stop.wait(timedelta(seconds=3).total_seconds())
