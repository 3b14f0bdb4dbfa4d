"""That somebody wrote, and up to where the log of the primary had come by then."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DatabaseError

from mazalim.work.replicas.health import NEWEST, written_on_primary


@dataclass
class Noted:
    """Whether something was written during a request."""

    has_written: bool = False


_noted: ContextVar[Noted | None] = ContextVar("noted_writes", default=None)


@contextmanager
def noting_writes() -> Iterator[Noted]:
    """Notes whether anything is written inside."""
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note_write() -> None:
    """Called by the router for every write, and for every row that is locked."""
    noted = _noted.get()
    if noted is not None:
        noted.has_written = True


def place_after_writing() -> int:
    """A place in the log that lies behind everything committed so far; NEWEST where nobody can say."""
    try:
        return written_on_primary()
    except DatabaseError:
        return NEWEST
