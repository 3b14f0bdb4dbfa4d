"""The one function that turns a leaf: checks the table, writes the entry, changes the cover, derives the times, tells whom it concerns."""

from collections.abc import Callable, Container
from datetime import datetime
from typing import Any

from mazalim.complaints import deadlines
from mazalim.complaints.lifecycle.hands import Actor, actor_system
from mazalim.complaints.lifecycle.leaves import ImpossibleMove, Running, chain, changes_of, first_leaves, new_leaf
from mazalim.complaints.lifecycle.table import ENDS_LEADING, TABLE, WHILE_DISPOSED, WHILE_JOINED, Move, Row, rows_for
from mazalim.complaints.models import Complaint, Entry, EntryText, State
from mazalim.complaints.search.keeping import enter, follow
from mazalim.complaints.search.scope import scope_of_case
from mazalim.country.queries import calendar
from mazalim.work.actions import enqueue, enqueue_all, new_job
from mazalim.work.models import Job

COLUMNS = tuple(field.attname for field in Complaint._meta.concrete_fields)
MOVE_TIMES = frozenset({"steps_done", "answered_at"})  # what else than a clock and the state a next step depends on


class StaleVersion(Exception):
    """Somebody else changed the case since this page was read."""


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
    running: dict[str, deadlines.Clock] | None = None,
) -> Entry:
    """Make a move on a complaint that the caller has locked with select_for_update, and return its entry.

    `cover` and `clocks` add to the standing effects of the move, `payload` holds further ids, dates and whole numbers, `to` replaces the
    table's next state where the row leaves a choice, `version` is the one that the page was read at. Whom the caller tells otherwise is named
    in `untold`; `tell_at` holds the telling back for as long as the move can be undone. `running` are the clocks, where the caller has read them
    under its lock; they go on with the move. Of the cover only what the move changes is written, nothing that the caller set on it before.
    Raises ImpossibleMove or StaleVersion.
    """
    if version is not None and version != complaint.version:
        raise StaleVersion
    row, before = _row(complaint, what, by, at), dict(vars(complaint))
    changes, notes = changes_of(complaint, what, row=row, by=by, at=at, cover=cover, clocks=clocks, to=to)
    sets_free = complaint.has_joined and (what in ENDS_LEADING or changes.get("desk_id", complaint.desk_id) != complaint.desk_id)
    if sets_free:
        changes["has_joined"] = False
    scope, days = scope_of_case(complaint), calendar()
    sets_times = bool(notes) or changes.get("state", complaint.state) != complaint.state or not changes.keys().isdisjoint(MOVE_TIMES)
    if sets_times:
        running = deadlines.clocks_from(deadlines.noted_on(complaint), days) if running is None else running
        notes = deadlines.settle(running, notes, at, days)
    leaf = new_leaf(complaint, kind=what, by=by, at=at, text=text, cover=changes, clocks=notes, payload=payload, visibility=row.visibility)
    chain(complaint, [leaf])
    leaf.entry.save(force_insert=True)
    if leaf.words is not None:
        leaf.words.entry = leaf.entry
        leaf.words.save(force_insert=True)
    if sets_times and running is not None:
        deadlines.set_times(complaint, running, days)
    complaint.version += 1
    after = vars(complaint)
    complaint.save(update_fields=[name for name in COLUMNS if name in after and after[name] != before.get(name)])
    follow(complaint, scope_before=scope, kind=what, text=text)
    tell(complaint, leaf.entry, row, untold=untold, tell_at=tell_at)
    if sets_free:
        enqueue("complaints.set_free", {"complaint": complaint.pk}, at=at)
    return leaf.entry


def tell(complaint: Complaint, entry: Entry, row: Row, *, untold: Container[str] = (), tell_at: datetime | None = None) -> None:
    """Queue the telling: who exactly, in which language and by which channel is found by the worker."""
    enqueue_all(_telling(complaint, entry, row, untold=untold, tell_at=tell_at))


def _telling(complaint: Complaint, entry: Entry, row: Row, *, untold: Container[str] = (), tell_at: datetime | None = None) -> list[Job]:
    told = [pair for pair in row.told if pair[0] not in untold and _is_worth_telling(pair, complaint, entry)]
    if not told:
        return []
    held = {"unless_undone": True} if tell_at else {}
    told_of = {"complaint": complaint.pk, "entry": entry.number, "told": told} | held
    return [new_job("complaints.tell", told_of, at=entry.at, run_at=tell_at)]


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
    acknowledge: Callable[[Complaint], list[Job]] | None = None,
) -> list[Entry]:
    """Save a new complaint (given unsaved, in SCREENING) with its first leaves, and return them.

    `text` are the words as lodged. `route` names cover changes (body_id, desk_id, is_guarded) and, beside them, `why`; None leaves the
    complaint where it is. For a case split off another, `by` is the officer and `clocks` are the notes of a clock that runs already.
    `acknowledge` makes further jobs, once number and dates are known: all are written together.
    """
    days, running = calendar(), Running()
    row = _row(complaint, Move.ROUTE, actor_system(), at) if route is not None else None
    leaves = first_leaves(complaint, text=text, payload=payload, route=route, running=running, days=days, at=at, by=by, clocks=clocks)
    chain(complaint, leaves)
    deadlines.set_times(complaint, running, days)
    complaint.save(force_insert=True)
    for leaf in leaves:
        leaf.entry.complaint = complaint
    Entry.objects.bulk_create([leaf.entry for leaf in leaves])
    EntryText.objects.bulk_create(
        [EntryText(entry=leaf.entry, salt=leaf.words.salt, text=leaf.words.text) for leaf in leaves if leaf.words]
    )
    enter(complaint, [(leaf.entry.kind, leaf.words.text) for leaf in leaves if leaf.words])
    jobs = _telling(complaint, leaves[-1].entry, row) if row is not None else []
    jobs.append(new_job("complaints.note_likeness", {"complaint": complaint.pk}, at=at))
    enqueue_all([*jobs, *(acknowledge(complaint) if acknowledge else [])])
    return [leaf.entry for leaf in leaves]
