"""A house with so many places to work at and so many to wait in. Knows no HTTP.

Better classes go first; within a class who came first. The worse classes together never fill the house, so that a place is near for whoever must be
served. Two rules turn somebody away before their patience ends: the waiting room is full and nobody worse waits in it, or somebody better has been
waiting for a while, so that waiting would only make the answer late.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from mazalim.web.crowd.classes import Class

CROWDED_AFTER = 0.5  # seconds during which somebody better waited without a pause; shorter crowds pass by themselves


class _Waiter:
    """Somebody in the waiting room. The gate opens when they may go in, or when they are sent away."""

    __slots__ = ("gate", "is_in", "is_sent_away")

    def __init__(self) -> None:
        self.gate = threading.Lock()
        self.gate.acquire()
        self.is_in = self.is_sent_away = False


class House:
    """Shared by the threads of one process.

    :param most: how many work at once; 0 lets everybody in.
    :param room: how many may wait.
    :param classes: all of them, from the first to the last.
    :param clock: seconds that never go back.
    """

    def __init__(self, *, most: int, room: int, classes: tuple[Class, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.room, self.clock = most, room, clock
        self.limits = [max(1, int(most * (1.0 if one.share is None else one.share))) for one in classes]
        self.at_work = [0] * len(classes)
        self.waiting: list[deque[_Waiter]] = [deque() for _ in classes]
        self.waits_since: list[float | None] = [None] * len(classes)  # since when somebody of this class has been waiting without a pause
        self.lock = threading.Lock()

    def enter(self, one: Class) -> bool:
        """Take a place, waiting for it where need be; False for who is turned away. Who was let in calls `leave` in the end."""
        if not self.most:
            return True
        with self.lock:
            if self._has_place(one.rank):
                self.at_work[one.rank] += 1
                return True
            if not self._may_wait(one.rank):
                return False
            waiter = _Waiter()
            self.waiting[one.rank].append(waiter)
            if self.waits_since[one.rank] is None:
                self.waits_since[one.rank] = self.clock()
        waiter.gate.acquire(timeout=one.patience)
        with self.lock:
            if not waiter.is_in and not waiter.is_sent_away:
                self._forget(one.rank, waiter)
            return waiter.is_in

    def leave(self, one: Class) -> None:
        """Give the place back; whoever is next goes in."""
        if not self.most:
            return
        with self.lock:
            self.at_work[one.rank] -= 1
            for rank, line in enumerate(self.waiting):
                if line and self._has_place(rank):
                    waiter = line[0]
                    self._forget(rank, waiter)
                    self.at_work[rank] += 1
                    waiter.is_in = True
                    waiter.gate.release()
                    return

    def is_full_for(self, one: Class) -> bool:
        """Whether somebody who takes no place had better come later: nobody of the class could even wait."""
        with self.lock:
            return bool(self.most) and not self._has_place(one.rank) and not self._may_wait(one.rank, sends_away=False)

    def _has_place(self, rank: int) -> bool:
        return sum(self.at_work) < self.most and sum(self.at_work[rank:]) < self.limits[rank]

    def _may_wait(self, rank: int, *, sends_away: bool = True) -> bool:
        now = self.clock()
        if any(since is not None and now - since >= CROWDED_AFTER for since in self.waits_since[:rank]):
            return False
        if sum(map(len, self.waiting)) < self.room:
            return True
        for worse in range(len(self.waiting) - 1, rank, -1):
            if self.waiting[worse]:
                if sends_away:
                    waiter = self.waiting[worse][-1]  # who came last has lost the least
                    self._forget(worse, waiter)
                    waiter.is_sent_away = True
                    waiter.gate.release()
                return True
        return False

    def _forget(self, rank: int, waiter: _Waiter) -> None:
        self.waiting[rank].remove(waiter)
        if not self.waiting[rank]:
            self.waits_since[rank] = None
