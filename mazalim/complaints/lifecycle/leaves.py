"""Leaves in memory: built, written on the cover, chained. An act of today and one that is taken over from another system have them made here."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from mazalim.common.canonical import canonical
from mazalim.common.clock import unstamp
from mazalim.common.database.new_rows import new_row
from mazalim.complaints import deadlines
from mazalim.complaints.lifecycle.effects import effects_of
from mazalim.complaints.lifecycle.hands import Actor, Hand, actor_complainant, actor_system
from mazalim.complaints.lifecycle.table import Move, Row, rows_for
from mazalim.complaints.models import Author, Complaint, Entry, EntryText, State, Visibility
from mazalim.country.calendar import Calendar

NO_TEXT = sha256(b"").digest()
Running = dict[str, deadlines.Clock]


class ImpossibleMove(Exception):
    """The table does not allow this move now, by this hand."""


@dataclass
class Leaf:
    """An entry and its words, not yet saved."""

    entry: Entry
    words: EntryText | None = field(default=None)


def first_leaves(
    complaint: Complaint,
    *,
    text: str,
    payload: dict[str, Any],
    route: dict[str, Any] | None,
    running: Running,
    days: Calendar,
    at: datetime,
    by: Actor | None = None,
    clocks: list[dict[str, Any]] | None = None,
) -> list[Leaf]:
    """The leaves with which a file begins, not chained: lodging and, unless `route` is None, the way to its desk. See `open_file`."""
    terms = complaint.terms
    first = [
        deadlines.start(deadlines.SCREENING, terms.screening),
        deadlines.start(deadlines.DECISION, terms.decision, ceiling_days=terms.legal_ceiling_days),
    ]
    cover = {"state": complaint.state, "body_id": complaint.body_id, "desk_id": complaint.desk_id, "category_id": complaint.category_id}
    leaves = [
        new_leaf(
            complaint,
            kind=Move.LODGE,
            by=by or actor_complainant(),
            at=at,
            text=text,
            cover=cover,
            clocks=deadlines.settle(running, first if clocks is None else clocks, at, days),
            payload=payload,
            visibility=Visibility.PUBLIC,
        )
    ]
    if route is not None:
        system = actor_system()
        changes, notes = effects_of(Move.ROUTE, complaint, system, at)
        place = {key: value for key, value in route.items() if key != "why"}
        leaves.append(
            new_leaf(
                complaint,
                kind=Move.ROUTE,
                by=system,
                at=at,
                text="",
                cover={**changes, "state": State.WITH_BODY.value, **place},
                clocks=deadlines.settle(running, notes, at, days),
                payload={"why": route["why"]},
                visibility=rows_for(Move.ROUTE, State.SCREENING)[0].visibility,
            )
        )
    return leaves


def changes_of(
    complaint: Complaint,
    what: Move,
    *,
    row: Row,
    by: Actor,
    at: datetime,
    cover: dict[str, Any] | None,
    clocks: list[dict[str, Any]] | None,
    to: State | None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a move writes on the cover and does to the clocks: its standing effects, the next state, and what the caller adds."""
    standing_cover, standing_clocks = effects_of(what, complaint, by, at)
    changes = dict(standing_cover)
    next_state = to or row.to
    if next_state is not None and next_state != complaint.state:
        changes["state"] = next_state.value
    return changes | (cover or {}), [*standing_clocks, *(clocks or [])]


_HANDS = {
    Author.COMPLAINANT: frozenset({Hand.COMPLAINANT}),
    Author.SYSTEM: frozenset({Hand.SYSTEM}),
    Author.OFFICER: frozenset(Hand) - {Hand.COMPLAINANT, Hand.SYSTEM},
}


def past_leaf(
    complaint: Complaint,
    what: Move,
    *,
    by: Actor,
    at: datetime,
    running: Running,
    days: Calendar,
    text: str = "",
    cover: dict[str, Any] | None = None,
    clocks: list[dict[str, Any]] | None = None,
    payload: dict[str, Any] | None = None,
    to: State | None = None,
) -> Leaf:
    """The leaf, not chained, of something that happened before the case came here; as `move` would have made it, without telling anybody.

    The table's states bind. Its guards do not: windows and counts are for acts of today, and what happened has happened. Raises ImpossibleMove.
    """
    hands = _HANDS[by.author]
    row = next((row for row in rows_for(what, State(complaint.state)) if row.hands & hands), None)
    if row is None:
        raise ImpossibleMove(what)
    changes, notes = changes_of(complaint, what, row=row, by=by, at=at, cover=cover, clocks=clocks, to=to)
    notes = deadlines.settle(running, notes, at, days)
    return new_leaf(complaint, kind=what, by=by, at=at, text=text, cover=changes, clocks=notes, payload=payload, visibility=row.visibility)


def new_leaf(
    complaint: Complaint,
    *,
    kind: Move,
    by: Actor,
    at: datetime,
    text: str,
    cover: dict[str, Any],
    clocks: list[dict[str, Any]],
    payload: dict[str, Any] | None,
    visibility: Visibility,
) -> Leaf:
    """Build the next leaf and write its changes on the cover, all in memory; `chain` gives it its digest."""
    body: dict[str, Any] = dict(payload or {})
    if cover:
        body["cover"] = cover
    if clocks:
        body["clocks"] = clocks
    salt = os.urandom(16) if text else b""
    entry = new_row(
        Entry,
        complaint_id=complaint.pk,
        number=complaint.entry_count + 1,
        kind=kind.value,
        author=by.author,
        officer_id=by.officer_id if by.author == Author.OFFICER else None,
        visibility=visibility,
        at=at,
        payload=body,
        text_hash=text_hash(salt, text),
    )
    complaint.entry_count = entry.number
    complaint.last_entry_at = at
    write_on_cover(complaint, cover)
    return Leaf(entry, new_row(EntryText, salt=salt, text=text) if text else None)


def chain(complaint: Complaint, leaves: Iterable[Leaf]) -> None:
    """Chain leaves to the last of the file, in their order."""
    for leaf in leaves:
        leaf.entry.digest = digest(bytes(complaint.head_digest), leaf.entry, complaint.case_number)
        complaint.head_digest = leaf.entry.digest


def text_hash(salt: bytes, text: str) -> bytes:
    """SHA-256(salt || text), of nothing at all where there are no words."""
    return sha256(salt + text.encode("utf-8", "surrogatepass")).digest() if text else NO_TEXT


def digest(previous: bytes, entry: Entry, case_number: str) -> bytes:
    """SHA-256(previous digest || canonical form), RFC 8785."""
    return sha256(previous + canonical(entry.canonical_fields(case_number))).digest()


def write_on_cover(complaint: Complaint, cover: dict[str, Any]) -> None:
    """Set cover fields from an entry's JSON values; the recompute test folds the same function over all entries."""
    for name, value in cover.items():
        setattr(complaint, name, unstamp(value) if name.endswith("_at") and value else value)
