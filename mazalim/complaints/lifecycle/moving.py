"""The one function that turns a leaf: checks the table, writes the entry, changes the cover, derives the times, tells whom it concerns."""

import os
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from mazalim.common.canonical import canonical
from mazalim.common.clock import unstamp
from mazalim.complaints import deadlines
from mazalim.complaints.lifecycle.effects import effects_of
from mazalim.complaints.lifecycle.hands import Actor, actor_complainant, actor_system
from mazalim.complaints.lifecycle.table import ENDS_LEADING, TABLE, WHILE_DISPOSED, WHILE_JOINED, Move, Row, rows_for
from mazalim.complaints.models import Author, Complaint, Entry, EntryText, State, Visibility
from mazalim.complaints.search.keeping import enter, follow
from mazalim.complaints.search.scope import scope_of_case
from mazalim.country.queries import calendar
from mazalim.work.actions import enqueue

NO_TEXT = sha256(b"").digest()


class ImpossibleMove(Exception):
    """The table does not allow this move now, by this hand."""


class StaleVersion(Exception):
    """Somebody else changed the case since this page was read."""


@dataclass
class Leaf:
    """An entry and its words, not yet saved."""

    entry: Entry
    words: EntryText | None = field(default=None)


def moves_open(complaint: Complaint, *, by: Actor, at: datetime) -> frozenset[Move]:
    """Every move that this actor may make now: the one source for buttons, the API, actions and tests."""
    hands, state = by.hands_on(complaint), State(complaint.state)
    return frozenset(
        row.move
        for row in TABLE
        if state in row.states and row.hands & hands and _is_free(complaint, row.move) and row.guard(complaint, by, at)
    )


def _is_free(complaint: Complaint, what: Move) -> bool:
    """Whether a case that was joined to another, or whose words are gone, may still make this move."""
    if complaint.is_disposed and what not in WHILE_DISPOSED:
        return False
    return complaint.joined_to_id is None or what in WHILE_JOINED


def _row(complaint: Complaint, what: Move, by: Actor, at: datetime) -> Row:
    hands = by.hands_on(complaint)
    for row in rows_for(what, State(complaint.state)):
        if row.hands & hands and _is_free(complaint, what) and row.guard(complaint, by, at):
            return row
    raise ImpossibleMove(what)


def move(
    complaint: Complaint,
    what: Move,
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    cover: dict[str, Any] | None = None,
    clocks: list[dict[str, Any]] | None = None,
    payload: dict[str, Any] | None = None,
    to: State | None = None,
    version: int | None = None,
    untold: Container[str] = (),
    tell_at: datetime | None = None,
) -> Entry:
    """Make a move on a complaint that the caller has locked with select_for_update, and return its entry.

    `cover` and `clocks` add to the standing effects of the move, `payload` holds further ids, dates and whole numbers, `to` replaces the
    table's next state where the row leaves a choice, `version` is the one that the page was read at. Whom the caller tells otherwise is named
    in `untold`; `tell_at` holds the telling back for as long as the move can be undone. Raises ImpossibleMove or StaleVersion.
    """
    if version is not None and version != complaint.version:
        raise StaleVersion
    row = _row(complaint, what, by, at)
    standing_cover, standing_clocks = effects_of(what, complaint, by, at)
    changes = dict(standing_cover)
    next_state = to or row.to
    if next_state is not None and next_state != complaint.state:
        changes["state"] = next_state.value
    changes |= cover or {}
    sets_free = complaint.has_joined and (what in ENDS_LEADING or changes.get("desk_id", complaint.desk_id) != complaint.desk_id)
    if sets_free:
        changes["has_joined"] = False
    notes, scope, days = [*standing_clocks, *(clocks or [])], scope_of_case(complaint), calendar()
    running = None
    if notes or changes.get("state", complaint.state) != complaint.state or "steps_done" in changes or "answered_at" in changes:
        running = deadlines.clocks_from(complaint.entries.order_by("number").only("complaint", "at", "payload"), days)
        notes = deadlines.settle(running, notes, at, days)
    leaf = _turn(
        complaint,
        kind=what,
        by=by,
        at=at,
        text=text,
        cover=changes,
        clocks=notes,
        payload=payload,
        visibility=row.visibility,
    )
    leaf.entry.save(force_insert=True)
    if leaf.words is not None:
        leaf.words.entry = leaf.entry
        leaf.words.save(force_insert=True)
    if running is not None:
        deadlines.set_times(complaint, running, days)
    complaint.version += 1
    complaint.save()
    follow(complaint, scope_before=scope, kind=what, text=text)
    tell(complaint, leaf.entry, row, untold=untold, tell_at=tell_at)
    if sets_free:
        enqueue("complaints.set_free", {"complaint": complaint.pk}, at=at)
    return leaf.entry


def tell(complaint: Complaint, entry: Entry, row: Row, *, untold: Container[str] = (), tell_at: datetime | None = None) -> None:
    """Queue the telling: who exactly, in which language and by which channel is found by the worker."""
    told = [pair for pair in row.told if pair[0] not in untold and _is_worth_telling(pair, complaint, entry)]
    if told:
        held = {"unless_undone": True} if tell_at else {}
        enqueue("complaints.tell", {"complaint": complaint.pk, "entry": entry.number, "told": told} | held, at=entry.at, run_at=tell_at)


def _is_worth_telling(pair: tuple[str, str], complaint: Complaint, entry: Entry) -> bool:
    if pair == ("complainant", "taken"):
        # Once: where another officer gets a case in progress, nobody begins to work on it.
        return complaint.round == 1 and complaint.referrals == 0 and "state" in entry.payload.get("cover", {})
    if pair == ("complainant", "points_changed"):
        return bool(entry.payload.get("left_out"))  # splitting and adding takes nothing away
    return True


def open_file(
    complaint: Complaint,
    *,
    text: str,
    payload: dict[str, Any],
    route: dict[str, Any] | None,
    at: datetime,
    by: Actor | None = None,
    clocks: list[dict[str, Any]] | None = None,
) -> list[Entry]:
    """Save a new complaint (given unsaved, in SCREENING) with its first leaves, and return them.

    `text` are the words as lodged. `route` names cover changes (body_id, desk_id, is_guarded) and, beside them, `why`; None leaves the
    complaint where it is. For a case split off another, `by` is the officer and `clocks` are the notes of a clock that runs already.
    """
    terms, days, running = complaint.terms, calendar(), dict[str, deadlines.Clock]()
    first = [
        deadlines.start(deadlines.SCREENING, terms.screening),
        deadlines.start(deadlines.DECISION, terms.decision, ceiling_days=terms.legal_ceiling_days),
    ]
    cover = {"state": complaint.state, "body_id": complaint.body_id, "desk_id": complaint.desk_id, "category_id": complaint.category_id}
    leaves = [
        _turn(
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
    row = None
    if route is not None:
        row = _row(complaint, Move.ROUTE, actor_system(), at)
        leaves.append(_routed(complaint, row, route=route, running=running, at=at))
    deadlines.set_times(complaint, running, days)
    complaint.save(force_insert=True)
    for leaf in leaves:
        leaf.entry.complaint = complaint
    Entry.objects.bulk_create([leaf.entry for leaf in leaves])
    EntryText.objects.bulk_create(
        [EntryText(entry=leaf.entry, salt=leaf.words.salt, text=leaf.words.text) for leaf in leaves if leaf.words]
    )
    enter(complaint, [(leaf.entry.kind, leaf.words.text) for leaf in leaves if leaf.words])
    if row is not None:
        tell(complaint, leaves[-1].entry, row)
    enqueue("complaints.note_likeness", {"complaint": complaint.pk}, at=at)
    return [leaf.entry for leaf in leaves]


def _routed(complaint: Complaint, row: Row, *, route: dict[str, Any], running: dict[str, deadlines.Clock], at: datetime) -> Leaf:
    """The leaf that sends a complaint on to its desk in the very transaction of lodging."""
    cover, clocks = effects_of(Move.ROUTE, complaint, actor_system(), at)
    place = {key: value for key, value in route.items() if key != "why"}
    return _turn(
        complaint,
        kind=Move.ROUTE,
        by=actor_system(),
        at=at,
        text="",
        cover={**cover, "state": State.WITH_BODY.value, **place},
        clocks=deadlines.settle(running, clocks, at, calendar()),
        payload={"why": route["why"]},
        visibility=row.visibility,
    )


def _turn(
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
    """Build the next leaf, chain it to the one before, and write its changes on the cover, all in memory."""
    body: dict[str, Any] = dict(payload or {})
    if cover:
        body["cover"] = cover
    if clocks:
        body["clocks"] = clocks
    salt = os.urandom(16) if text else b""
    entry = Entry(
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
    entry.digest = digest(bytes(complaint.head_digest), entry, complaint.case_number)
    complaint.entry_count = entry.number
    complaint.head_digest = entry.digest
    complaint.last_entry_at = at
    write_on_cover(complaint, cover)
    return Leaf(entry, EntryText(salt=salt, text=text) if text else None)


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
