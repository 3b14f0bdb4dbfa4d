"""Which entries are settled, for readers that follow them (figures, seals) and may neither skip nor count one twice.

An id is given out before its transaction commits, so a smaller id may appear after a greater one has been read. Entries therefore are read in
the order of the transactions that wrote them, and only up to the oldest transaction still under way: below it nothing more can appear.
SQLite has one writer at a time, so its ids are in the order of commits.
"""

from dataclasses import dataclass
from time import monotonic, sleep

from django.db import connection
from django.db.models import Max, Q, QuerySet

from mazalim.complaints.models import Entry


@dataclass(frozen=True)
class Position:
    """How far a reader has come: everything up to the id `floor`, and beyond it everything up to (written_in, entry)."""

    floor: int = 0
    written_in: int = 0  # PostgreSQL's transaction id; stays 0 on SQLite
    entry: int = 0


class TransactionsBeganAnew(Exception):
    """The position was reached in another database cluster, whose transaction ids mean nothing here: read everything again from a fence."""


def settled_after(position: Position) -> QuerySet[Entry]:
    """The entries a reader has not seen that nothing can come before any more, in the order in which to read them.

    Call it inside the transaction that keeps the new position. What that transaction itself wrote counts as settled, so let it write no entries
    while others do. Raises TransactionsBeganAnew.
    """
    if connection.vendor != "postgresql":
        return Entry.objects.filter(id__gt=max(position.floor, position.entry)).order_by("id")
    horizon, own = _horizon(), _own()
    if position.written_in >= horizon and position.written_in != own:
        raise TransactionsBeganAnew
    later = Q(written_in__gt=position.written_in) | Q(written_in=position.written_in, id__gt=position.entry)
    settled = Q(written_in__lt=horizon) | Q(written_in=own)
    # The plain bounds repeat what the others say, in a form for which the index is used.
    bounds = Q(written_in__gte=position.written_in, written_in__lte=max(horizon, own))
    return Entry.objects.filter(bounds, later, settled, id__gt=position.floor).order_by("written_in", "id")


def fence(*, patience: float = 60.0) -> Position:
    """A position up to whose `floor` every id is settled, whatever cluster or database its entry was written in.

    Waits for the transactions that may still write a smaller id; `patience` in seconds. Raises TimeoutError.
    """
    if connection.vendor != "postgresql":
        return Position(floor=Entry.objects.aggregate(last=Max("id"))["last"] or 0)
    oldest, own = _horizon(), _own()
    floor = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    newest = _number("SELECT pg_current_xact_id()::text::bigint")  # greater than every id given out before
    until = monotonic() + patience
    while _number("SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot()) AS x WHERE x::text::bigint < %s", newest):
        if monotonic() > until:
            raise TimeoutError("A transaction is still under way that began before; end it, or try again later.")
        sleep(0.05)
    # Who was under way when the floor was read may write above it later, under a transaction id from before.
    return Position(floor=floor, written_in=min(oldest, own or oldest) - 1)


def _horizon() -> int:
    """The oldest transaction that is still under way, this one apart; all before it are over."""
    return _number(
        "SELECT coalesce((SELECT min(x::text::bigint) FROM pg_snapshot_xip(s) AS x), pg_snapshot_xmax(s)::text::bigint)"
        " FROM (SELECT pg_current_snapshot() AS s) AS now"
    )


def _own() -> int:
    """The id of this transaction where it has written something, else 0."""
    return _number("SELECT coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)")


def _number(query: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
