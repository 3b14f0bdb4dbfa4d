"""Ends the waiting of a commit for a standby that does not answer.

PostgreSQL waits for a synchronous standby without end, and `statement_timeout` does not count there: with the standby gone, sixty-four threads would
hang in sixty-four commits. One thread a process looks once a second for commits that have waited too long and cancels the wait; the server then
says so in a WARNING, and the transaction is kept on the primary alone.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

import psycopg

log = logging.getLogger("mazalim.database")
LOOK_EVERY = 1.0  # seconds
CANCEL_TIMEOUT = 5.0  # seconds


class _Wait:
    """One commit that is under way."""

    __slots__ = ("connection", "is_over", "lock", "until")

    def __init__(self, connection: Any, until: float) -> None:
        self.connection, self.until, self.is_over, self.lock = connection, until, False, Lock()


_waits: dict[int, _Wait] = {}
_starting = Lock()
_thread: Thread | None = None


@contextmanager
def watched(connection: Any, seconds: float) -> Iterator[None]:
    """What is done inside on a psycopg connection is cancelled after `seconds`; 0 lets it wait for ever."""
    if not seconds:
        yield
        return
    _start()
    wait = _Wait(connection, monotonic() + seconds)
    _waits[id(wait)] = wait
    try:
        yield
    finally:
        with wait.lock:  # a cancel that is on its way must not meet the next statement
            wait.is_over = True
        del _waits[id(wait)]


def _start() -> None:
    global _thread  # one thread a process
    if _thread is None:
        with _starting:
            if _thread is None:
                _thread = Thread(target=_look, name="commits", daemon=True)
                _thread.start()


def _look() -> None:
    while True:
        sleep(LOOK_EVERY)
        for wait in list(_waits.values()):
            if monotonic() >= wait.until:
                _cancel(wait)


def _cancel(wait: _Wait) -> None:
    with wait.lock:
        if wait.is_over:
            return
        try:
            wait.connection.cancel_safe(timeout=CANCEL_TIMEOUT)
        except psycopg.Error as error:
            log.warning("a commit that waits too long could not be cancelled (%s)", type(error).__name__)


def _forget() -> None:
    """A child process has none of its parent's threads."""
    global _thread
    _thread = None
    _waits.clear()


os.register_at_fork(after_in_child=_forget)
