"""Reading from a replica for the length of one page, or of one question."""

import logging
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from mazalim.work.replicas import health

log = logging.getLogger("mazalim.replicas")
T = TypeVar("T")


@dataclass
class Reading:
    """A page that reads a replica, and what it has asked the primary once for all its questions."""

    alias: str
    asked: dict[Hashable, Any] = field(default_factory=dict)

    def from_primary(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` gives, read from the primary once for this page."""
        if key not in self.asked:
            with on_primary():
                self.asked[key] = ask()
        return cast(T, self.asked[key])


_reading: ContextVar[Reading | None] = ContextVar("replica_read", default=None)


def replica_read() -> Reading | None:
    """What is read at this moment; None for the primary."""
    return _reading.get()


@contextmanager
def _reading_from(alias: str) -> Iterator[None]:
    token = _reading.set(Reading(alias))
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def on_primary() -> Iterator[None]:
    """Read the primary inside of a page that may read a replica: whatever guards access, or must be as it is now."""
    token = _reading.set(None)
    try:
        yield
    finally:
        _reading.reset(token)


def from_replica(ask: Callable[[], T], *, written: int = 0) -> T:
    """What `ask` gives, read from a replica that is fit and has everything up to `written`; from the primary where there is none.

    Where the replica fails meanwhile, `ask` is asked again of the primary: it must do nothing but read.

    :param written: the place in the log of the primary after the last write of whoever asks; `health.NEWEST` for the primary in any case.
    """
    if _reading.get() is not None or written >= health.NEWEST:
        return ask()
    for alias in health.fit_in_turn():
        try:
            # One transaction: behind a pooler it is one server that answers all of it, the same that says how far it has come.
            with _reading_from(alias), transaction.atomic(using=alias), health.page_of(alias):
                if health.has_come_to(alias, written):
                    return ask()
        except DatabaseError as error:
            # Also what is no fault of the replica's is asked once more: if it is ours, the primary says the same.
            log.warning("%s did not answer (%s): the primary was asked", alias, type(error.__cause__ or error).__name__)
            if isinstance(error, OperationalError | InterfaceError) and not _is_conflict(error):
                health.leave_out(alias, "it broke off while it was read.")
            break
    return ask()


def _is_conflict(error: DatabaseError) -> bool:
    """Whether the replica ended the question because what it read was being cleared away (40001, 40P01): it is well."""
    return str(getattr(error.__cause__, "sqlstate", "") or "").startswith("40")
