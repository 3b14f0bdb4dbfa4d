"""Who may see which case: the one query that every list, page, count and export begins with, made of the table in `matrix.py`."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.common.database.kept import M, Row, Value, rows_of
from mazalim.complaints.access.matrix import EVERY_RELATION, Relation, any_relation, relations_apart
from mazalim.complaints.models import Complaint, Entry, Exclusion, Visibility
from mazalim.work.replicas import on_primary, replica_read

REVEAL_LASTS = timedelta(hours=8)
NEWEST = 500  # exclusions of one officer, more than happen to anybody while a replica in use is behind


@dataclass(frozen=True)
class Follower:
    """A complainant who showed code and contact: sees one case, their own."""

    complaint_id: int


Visitor = Standing | Follower


def complaints_shown_to(visitor: Visitor, *, desk: int | None = None, body: int | None = None) -> QuerySet[Complaint]:
    """The cases that a visitor may read. Everything else answers like a case that does not exist.

    Complainants see their own; officers those to which they stand in a relation of the matrix. Who is excluded sees nothing. `desk` or `body`
    narrows to the cases held there: the same as filtering afterwards, in words that the database's planner is not misled by.
    """
    among = {name: key for name, key in (("desk_id", desk), ("body_id", body)) if key is not None}
    if isinstance(visitor, Follower):
        return Complaint.objects.filter(pk=visitor.complaint_id, **among)
    seen = any_relation(visitor, among)
    if seen is None:
        return Complaint.objects.none()
    return _not_barred(visitor, Complaint.objects.filter(seen, **among))


def complaints_shown_apart(visitor: Standing, relations: frozenset[Relation] = EVERY_RELATION) -> list[QuerySet[Complaint]]:
    """The same cases as `complaints_shown_to`, as lists each of which an index gives in order; a case may stand in more than one of them.

    `relations` keeps to cases to which the officer stands in one of these.
    """
    return [_not_barred(visitor, Complaint.objects.filter(where, **among)) for among, where in relations_apart(visitor, relations)]


def _not_barred(visitor: Standing, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    barred = Exclusion.objects.filter(complaint=OuterRef("pk"), officer_id=visitor.officer_id)
    rows = rows.exclude(Exists(barred))
    reading = replica_read()
    if reading is None:
        return rows
    # A replica may not know yet of who was kept from a case a second ago. It knows all but the newest, so that these few are handed to it.
    newest = Exclusion.objects.filter(officer_id=visitor.officer_id).order_by("-pk").values_list("complaint_id", flat=True)[:NEWEST]
    return rows.exclude(pk__in=reading.from_primary(("exclusions", visitor.officer_id), lambda: list(newest)))


def rows_shown(
    visitor: Standing, key: Hashable, make: Callable[..., QuerySet[M, Row]], *values: Value, are_roles_alike: bool = True
) -> list[Row]:
    """`rows_of` a query that begins with `complaints_shown_to`: what `make(visitor, *values)` gives, its SQL kept for all officers of like roles.

    What a replica is asked also names the newest exclusions, so that it is written anew each time.

    :param are_roles_alike: False where the query is narrowed to a desk or body, which is compared with those of the visitor: kept for this one alone.
    """
    if replica_read() is not None:
        return list(make(visitor, *values))
    if not are_roles_alike:
        return rows_of(Complaint, (key, make.__code__, visitor), lambda *given: make(visitor, *given), *values)
    desks, bodies = sorted(visitor.desks), sorted(visitor.bodies)
    roles = replace(visitor, officer_id=0, name="", language="", desks=frozenset(), bodies=frozenset())

    def made(officer_id: int, *ids: Any) -> QuerySet[M, Row]:
        held, overseen, rest = ids[: len(desks)], ids[len(desks) : len(desks) + len(bodies)], ids[len(desks) + len(bodies) :]
        return make(replace(visitor, officer_id=officer_id, desks=frozenset(held), bodies=frozenset(overseen)), *rest)

    alike = (key, make.__code__, roles, len(desks), len(bodies))
    return rows_of(Complaint, alike, made, visitor.officer_id, *desks, *bodies, *values)


def still_shown(visitor: Visitor, rows: Sequence[Complaint]) -> Sequence[Complaint]:
    """Of rows that a list shows those which the visitor may read by now: where a replica found them, the primary is asked once more, by their keys.

    A case may have gone to another desk, or behind a guard, since the replica heard of it.
    """
    if replica_read() is None or not rows:
        return rows
    with on_primary():
        keys = set(complaints_shown_to(visitor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]


def entries_shown_to(visitor: Visitor, complaint: Complaint | int) -> QuerySet[Entry]:
    """The leaves of a case that a visitor may read: complainants do not see internal ones."""
    entries = Entry.objects.filter(complaint=complaint).order_by("number")
    return entries.filter(visibility=Visibility.PUBLIC) if isinstance(visitor, Follower) else entries


def has_revealed(complaint: Complaint, officer_id: int, *, at: datetime) -> bool:
    """Whether this officer opened the complainant's identity in the last eight hours."""
    return Entry.objects.filter(complaint=complaint, kind="reveal", payload__shown_to=officer_id, at__gt=at - REVEAL_LASTS).exists()
