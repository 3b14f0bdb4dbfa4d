"""Read entries case by case, past Django's conversions: of what it costs to count an entry, they would be half."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from mazalim.complaints.models import Entry
from mazalim.figures.rules import COUNTED_KINDS

ROWS_AT_ONCE = 2_000
_decode = json.JSONDecoder().raw_decode


class Leaf(NamedTuple):
    """What counting needs of an entry."""

    complaint: int
    number: int
    kind: str
    at: datetime
    payload: dict[str, Any]


def lives(entries: QuerySet[Entry]) -> Iterator[list[Leaf]]:
    """The entries that count for something, the cases one after the other and the leaves of each in their order."""
    leaves: list[Leaf] = []
    for leaf in _leaves(entries.filter(kind__in=COUNTED_KINDS).order_by("complaint_id", "number")):
        if leaves and leaves[0].complaint != leaf.complaint:
            yield leaves
            leaves = []
        leaves.append(leaf)
    if leaves:
        yield leaves


def _leaves(entries: QuerySet[Entry]) -> Iterator[Leaf]:
    query = entries.values_list("complaint_id", "number", "kind", "at", "payload").query
    with connection.cursor() as cursor:
        cursor.execute(*query.sql_with_params())
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for complaint, number, kind, at, payload in rows:
                # SQLite gives the text that Django has written, PostgreSQL a moment.
                moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
                yield Leaf(complaint, number, kind, moment, _decode(payload)[0])
