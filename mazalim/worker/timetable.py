"""Does what the clock brings, in a thread of its own: once a period over all workers, and beside the jobs, which wait for none of it."""

import logging
from datetime import datetime
from threading import Event

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from mazalim.work import turns
from mazalim.worker.schedules import SCHEDULES, Schedule

log = logging.getLogger("mazalim.worker")
LOOK_EVERY = 0.5  # seconds
AFTER_A_FAULT = 3.0  # seconds


class Timetable:
    """The schedules as one worker sees them: when to look at each again."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.looks: dict[str, datetime] = {}

    def keep(self, at: datetime, *, stop: Event) -> int:
        """Do whatever is due and is this worker's turn; returns how many schedules were done."""
        done = 0
        for schedule in SCHEDULES:
            if not stop.is_set() and self.looks.get(schedule.name, at) <= at:
                done += self._look(schedule, at)
        return done

    def _look(self, schedule: Schedule, at: datetime) -> bool:
        if schedule.is_shared:
            self.looks[schedule.name] = schedule.next_after(at)
            _do(schedule, at)
            return True
        later = turns.take(name=schedule.name, worker=self.worker, at=at, first_at=schedule.first_at(at))
        if later is not None:
            self.looks[schedule.name] = later
            return False
        self.looks[schedule.name] = schedule.next_after(at)
        try:
            _do(schedule, at)
        finally:
            turns.end(name=schedule.name, worker=self.worker, next_at=self.looks[schedule.name])
        return True

    def run(self, stop: Event) -> None:
        """Until `stop` is set."""
        is_new = True
        try:
            while not stop.is_set():
                close_old_connections()
                try:
                    if is_new:
                        turns.let_go(worker=self.worker)
                        is_new = False
                    self.keep(timezone.now(), stop=stop)
                except DatabaseError:
                    log.exception("the timetable waits: the database does not answer")
                    stop.wait(AFTER_A_FAULT)
                stop.wait(LOOK_EVERY)
        finally:
            connections.close_all()  # those of this thread


def _do(schedule: Schedule, at: datetime) -> None:
    try:
        if did := schedule.do(at):
            log.info("%s: %s", schedule.name, did)
    except Exception:  # whatever one does, the next one must be done; this one is due again in its own time
        log.exception("%s failed", schedule.name)
