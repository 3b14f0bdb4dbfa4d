"""Whether a replica is fit to be read: it answers, it still follows, and it is no more behind than MAZALIM_REPLICA_LAG.

Each process looks once a second, and only while pages ask, in a thread beside them: no page waits for a replica that does not answer. What was
seen grows old: seconds behind when looked at, and seconds since, together must stay below the limit. A replica whose answer does not come at all
is left out by that alone.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from os import dup
from socket import SHUT_RDWR, socket
from threading import Lock, Thread
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

log = logging.getLogger("mazalim.replicas")
LOOK_EVERY = 1.0  # seconds
PATIENCE = 5.0  # seconds that a page waits for a replica once it is known not to be fit
LEFT_OUT_FOR = 5.0  # seconds after it failed a page
NEWEST = 2**63 - 1  # a place in the log that no replica has reached
_PAGE, _SEGMENT = 8192, 16 * 1024 * 1024  # of the log; each begins with a header of 24 and 40 bytes
_WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
_REPLAYED = (
    "SELECT pg_is_in_recovery(), pg_wal_lsn_diff(coalesce(pg_last_wal_replay_lsn(), '0/0'), '0/0')::bigint, "
    "extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8"
)


@dataclass(frozen=True)
class Seen:
    """One replica as it was seen last. Moments are of the monotonic clock, in seconds."""

    alias: str
    looked_at: float | None = None  # None: not yet
    replayed: int = 0  # the place in the log up to which it has everything
    behind: float = 0.0  # seconds, at most, when it was looked at
    level_at: float | None = None  # when it had everything last
    fault: str = ""  # why it cannot be read, in words
    out_until: float = 0.0
    is_primary: bool = False  # it follows nobody

    def lag(self, now: float) -> float | None:
        """How many seconds it may be behind by now; None where nobody knows."""
        return None if self.looked_at is None or self.fault else self.behind + now - self.looked_at

    def is_fit(self, now: float) -> bool:
        """Whether it may be read."""
        lag = self.lag(now)
        return lag is not None and lag <= settings.MAZALIM_REPLICA_LAG and now >= self.out_until

    def words(self, now: float) -> str:
        """How it stands, for who runs the service."""
        lag = self.lag(now)
        if self.looked_at is None:
            return "Not looked at yet."
        if lag is None or now < self.out_until:
            return f"Left out: {self.fault or 'it broke off while it was read.'}"
        return f"{'In use' if self.is_fit(now) else 'Left out'}: at most {lag:.1f} seconds behind."


_seen: dict[str, Seen] = {}
_looking: set[str] = set()
_lock = Lock()
_turn = count()
_pages: dict[int, tuple[float, str, Any]] = {}


def forget() -> None:
    """Know nothing of any replica."""
    with _lock:
        _seen.clear()


def _of(alias: str) -> Seen:
    return _seen.get(alias) or Seen(alias)


def replicas_seen() -> list[tuple[Seen, float]]:
    """Every replica as it was seen last, with the moment to judge it by. Looks anew where nobody has for a while."""
    for alias in settings.MAZALIM_REPLICAS:
        if monotonic() - (_of(alias).looked_at or 0.0) >= LOOK_EVERY:
            look(alias)
    return [(_of(alias), monotonic()) for alias in settings.MAZALIM_REPLICAS]


def fit_in_turn() -> list[str]:
    """The replicas that are fit, each time another one first."""
    aliases, now = settings.MAZALIM_REPLICAS, monotonic()
    if not aliases:
        return []
    first = next(_turn) % len(aliases)
    found = []
    for alias in (*aliases[first:], *aliases[:first]):
        seen = _of(alias)
        if seen.looked_at is None or now - seen.looked_at >= LOOK_EVERY:
            _look_beside(alias)
        if seen.is_fit(now):
            found.append(alias)
        elif _pages:
            _break_off(alias, before=now - PATIENCE)
    return found


@contextmanager
def page_of(alias: str) -> Iterator[None]:
    """For as long as a page reads a replica: so that it can be freed where that one falls silent in the midst."""
    page = (monotonic(), alias, connections[alias].connection)
    _pages[id(page)] = page
    try:
        yield
    finally:
        del _pages[id(page)]


def _break_off(alias: str, *, before: float) -> None:
    """Shut the lines of pages that have waited long for a replica which is not fit any more: they go on with the primary.

    A server whose disk hangs acknowledges every packet and answers none, so that neither keepalives nor its own timeouts free a page.
    """
    for since, of, connection in list(_pages.values()):
        if of == alias and since < before and connection is not None and not connection.closed:
            with suppress(OSError, psycopg.Error), socket(fileno=dup(connection.fileno())) as line:
                line.shutdown(SHUT_RDWR)


def has_come_to(alias: str, written: int) -> bool:
    """Whether the server at the other end follows the primary and has everything up to `written`, and no less than was seen there last.

    To be asked in the transaction of the page: behind a pooler or a balancer the same address may lead to another server each time, which may be
    further behind than the one that was looked at, or the primary itself. Raises DatabaseError.
    """
    least = max(written, _of(alias).replayed)
    with connections[alias].cursor() as cursor:
        cursor.execute(_REPLAYED)
        follows, replayed, _ = cursor.fetchone()
    return bool(follows and replayed >= least)


def leave_out(alias: str, why: str) -> None:
    """Read nothing from a replica for some seconds."""
    with _lock:
        _seen[alias] = replace(_of(alias), fault=why, out_until=monotonic() + LEFT_OUT_FOR)


def _look_beside(alias: str) -> None:
    """Look in a thread of its own, unless one is looking already."""
    with _lock:
        if alias in _looking:
            return
        _looking.add(alias)

    def looked() -> None:
        try:
            look(alias)
        finally:
            _looking.discard(alias)
            connections.close_all()

    Thread(target=looked, name=f"look at {alias}", daemon=True).start()


def look(alias: str) -> Seen:
    """Ask the primary and a replica how far they are."""
    before, began = _of(alias), monotonic()
    try:
        written = written_on_primary()  # first: what is written meanwhile must not count as missing
    except DatabaseError:
        return before  # nobody can say; what was seen grows old
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(_REPLAYED)
            follows, replayed, since_last = cursor.fetchone()
    except DatabaseError as error:
        seen = replace(before, looked_at=began, fault=f"it does not answer ({type(error.__cause__ or error).__name__}).")
    else:
        if follows:
            seen = _judged(before, began, written, replayed, since_last)
        else:
            seen = replace(before, looked_at=began, fault="it is the primary.", is_primary=True)
    with _lock:
        if _of(alias).is_fit(began) != seen.is_fit(began) and before.looked_at is not None:
            log.warning("%s: %s", alias, seen.words(began))
        _seen[alias] = replace(seen, out_until=_of(alias).out_until)  # a page may have failed meanwhile
    return seen


def _judged(before: Seen, began: float, written: int, replayed: int, since_last: float | None) -> Seen:
    """`since_last`: since the last transaction that it has was committed. In a quiet night that is long ago, so it counts only while something is missing."""
    if replayed >= written:
        return replace(before, looked_at=began, replayed=replayed, behind=0.0, level_at=began, fault="", is_primary=False)
    since_level = began - before.level_at if before.level_at is not None else None
    known = [seconds for seconds in (since_last, since_level) if seconds is not None]
    behind = max(0.0, min(known)) if known else float("inf")
    return replace(before, looked_at=began, replayed=replayed, behind=behind, fault="", is_primary=False)


def written_on_primary() -> int:
    """The place in the log behind everything that is committed, as a number of bytes. Raises DatabaseError."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_WRITTEN)
        place = int(cursor.fetchone()[0])
    # The place of the next record lies behind the header of a page that is still empty; a replica says where the last record ended.
    if place % _SEGMENT == 40:
        return place - 40
    return place - 24 if place % _PAGE == 24 else place
