"""The worker's loops, one a lane: lease, start, do, finish. They end gently: the job in hand is done, the rest of the lease goes back."""

import logging
import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from mazalim.notices.tasks import Undeliverable
from mazalim.work.actions import LeaseLost, beat, bury, fail, finish, give_back, lease, say_goodbye, start
from mazalim.work.models import Job, Lane
from mazalim.work.turns import hold
from mazalim.worker.jobs import JOBS
from mazalim.worker.timetable import Timetable

log = logging.getLogger("mazalim.worker")
BATCH = 20
IDLE_SECONDS = 0.5
AFTER_A_FAULT = 3.0  # seconds
INLINE = (Lane.CODES, Lane.QUICK)  # in this order: nobody before a screen waits for what many others caused
# Lanes with a thread of their own, and how many of their jobs are leased at once. A gateway may take fifteen seconds to say no, and a lease lasts
# ninety: what is leased must be begun within it.
BESIDE = {Lane.CODE_BY_EMAIL: 5, Lane.CODE_BY_PHONE: 5, Lane.EMAIL: 5, Lane.PHONE: 5, Lane.LONG: 1, Lane.NIGHTLY: 1}
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
        """One more job tried; from any thread."""
        with self.lock:
            if is_done:
                self.done += 1
            else:
                self.failed += 1

    def beat(self, at: datetime) -> None:
        """Write it down, where ten seconds have passed, and go on holding the turns that are in hand; from any thread."""
        with self.lock:
            if at < self.next_at:
                return
            self.next_at = at + BEAT_EVERY
        beat(worker=self.worker, started_at=self.started_at, done=self.done, failed=self.failed, at=at)
        hold(worker=self.worker, at=at)


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
    *, worker: str, at: datetime, lanes: Sequence[Lane] = INLINE, most: int = BATCH, stop: Event | None = None, pulse: Pulse | None = None
) -> int:
    """Lease a batch of the first lane in which something waits, and do it; returns how many jobs were tried.

    Once `stop` is set the job in hand is done and the rest of the batch is given back.
    """
    jobs = next((jobs for lane in lanes if (jobs := lease(worker=worker, most=most, at=at, lane=lane))), [])
    for number, job in enumerate(jobs):
        if stop is not None and stop.is_set():
            give_back(jobs=jobs[number:], worker=worker)
            return number
        is_done = do_job(job, worker=worker)
        if pulse is not None:
            pulse.count(is_done)
            pulse.beat(timezone.now())
    return len(jobs)


def work_all(*, at: datetime, most: int = 100_000) -> int:
    """Do everything that waits at `at` or, where that is later, now, and return how many jobs were tried; what jobs write is done too."""
    total = 0
    while total < most and (tried := work_once(worker=worker_name(), at=max(at, timezone.now()), lanes=tuple(Lane))):
        total += tried
    return total


def work(*, stop: Event) -> None:
    """Work until `stop` is set: this thread does what is quick, one thread each what goes out, what takes long, and what the clock brings."""
    pulse = Pulse(worker_name(), timezone.now())
    threads = [Thread(target=_lane, args=(lane, most, stop, pulse), name=lane) for lane, most in BESIDE.items()]
    threads.append(Thread(target=Timetable(pulse.worker).run, args=(stop,), name="timetable"))
    for thread in threads:
        thread.start()
    try:
        _work(INLINE, BATCH, stop=stop, pulse=pulse)
    finally:
        stop.set()
        for thread in threads:
            thread.join()  # for what is in hand; the rest of each lease is given back
        try:
            say_goodbye(worker=pulse.worker)
        except DatabaseError:
            log.info("the database does not answer; the worker is forgotten in a day")


def _lane(lane: Lane, most: int, stop: Event, pulse: Pulse) -> None:
    try:
        _work((lane,), most, stop=stop, pulse=pulse)
    finally:
        connections.close_all()  # those of this thread


def _work(lanes: Sequence[Lane], most: int, *, stop: Event, pulse: Pulse) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            pulse.beat(timezone.now())
            if not work_once(worker=pulse.worker, at=timezone.now(), lanes=lanes, most=most, stop=stop, pulse=pulse):
                stop.wait(IDLE_SECONDS)
        except Exception:  # leases fail when the database is away, in whatever way; the worker outlives it
            log.exception("the worker waits: the database does not answer")
            stop.wait(AFTER_A_FAULT)
