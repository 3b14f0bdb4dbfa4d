"""Clocks, derived from the entries alone, so that page, API, statistics and sweep show the same sum.

A note in an entry says what happened to a clock, and the date that it gave by the calendar of that day. So a public holiday that is added or
taken away later changes nothing by itself: only a correction does, which is an entry of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db.models import QuerySet

from mazalim.common.clock import day_of, end_of_day, stamp, start_of_day, unstamp
from mazalim.common.database.kept import rows_of
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.complaints.terms import Terms
from mazalim.country.calendar import Calendar
from mazalim.country.policy import Span

SCREENING, ACCEPTANCE, DECISION, APPEAL = "screening", "acceptance", "decision", "appeal"


class Leaf(Protocol):
    """What the sums need of an entry."""

    @property
    def at(self) -> datetime:
        """When it was turned."""

    @property
    def payload(self) -> dict[str, Any]:
        """What it says of clocks, among the rest."""


@dataclass(frozen=True)
class Line:
    """One line of an explained clock; the days of all lines add up to the deadline."""

    kind: str  # start, pause, extension, category, joined, calendar, ceiling
    days: int  # calendar days that the line adds
    start: date
    end: date
    span: Span | None = None


@dataclass
class Clock:
    """One clock: when it began, what moved it, when it is due."""

    name: str
    started_at: datetime
    due_date: date
    ceiling: date | None = None
    lines: list[Line] = field(default_factory=list)
    paused_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Neither paused nor over."""
        return self.paused_at is None and self.stopped_at is None

    @property
    def days_in_all(self) -> int:
        """Calendar days from the start to the deadline: the total under the lines."""
        return sum(line.days for line in self.lines)

    def due_at(self, calendar: Calendar) -> datetime:
        """The end of the day on which it is due."""
        return end_of_day(self.due_date, calendar.zone)

    def days_left(self, at: datetime, calendar: Calendar) -> int:
        """Days from today to the deadline; negative once overdue."""
        return (self.due_date - day_of(at, calendar.zone)).days


def start(name: str, span: Span, *, ceiling_days: int = 0) -> dict[str, Any]:
    """The note in an entry that starts a clock; it records days and unit, so that the sum can be checked by hand."""
    note: dict[str, Any] = {"clock": name, "op": "start", "days": span.days, "unit": span.unit}
    return note | ({"ceiling_days": ceiling_days} if ceiling_days else {})


def pause(name: str) -> dict[str, Any]:
    """The note that stops a clock for a while."""
    return {"clock": name, "op": "pause"}


def resume(name: str) -> dict[str, Any]:
    """The note that lets it run again."""
    return {"clock": name, "op": "resume"}


def extend(name: str, span: Span) -> dict[str, Any]:
    """The note that adds time."""
    return {"clock": name, "op": "extend", "days": span.days, "unit": span.unit}


def shorten(name: str, span: Span) -> dict[str, Any]:
    """The note that puts a shorter promise in the place of the first one; it never moves a deadline later."""
    return {"clock": name, "op": "shorten", "days": span.days, "unit": span.unit}


def stop(name: str) -> dict[str, Any]:
    """The note that ends it."""
    return {"clock": name, "op": "stop"}


def sooner(name: str, due: date) -> dict[str, Any]:
    """The note that brings a deadline forward to another case's, with which it is answered."""
    return {"clock": name, "op": "sooner", "due": due.isoformat()}


def carried_over(note: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A note of another case's clock for a case split off it, with the moment at which it was made: the time already passed counts."""
    return {**note, "at": note.get("at") or stamp(at)}


def restart(name: str) -> dict[str, Any]:
    """The note of an act undone: the clock runs as if it had never been stopped."""
    return {"clock": name, "op": "restart"}


def lengthen_back(name: str) -> dict[str, Any]:
    """The note of an act undone: the newest shorter promise is taken back, and the one before it counts again."""
    return {"clock": name, "op": "lengthen_back"}


def correct(name: str, due: date, *, ceiling: date | None = None) -> dict[str, Any]:
    """The note that sets a deadline, and its ceiling, to what they are by a calendar that has changed."""
    return {"clock": name, "op": "correct", GIVES: due.isoformat()} | ({"ceiling": ceiling.isoformat()} if ceiling else {})


# What a note gave is kept in it: the date and, where the legal ceiling cut it, the date before the cut.
GIVES, UNCUT = "gives", "uncut"


def noted_on(complaint: Complaint) -> list[Entry]:
    """The entries of a case with what the clocks need of them, in their order. One query."""
    return rows_of(Entry, "noted on clocks", _noted, complaint.pk)


def _noted(complaint_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(complaint=complaint_id).order_by("number").only("complaint", "at", "payload")


def clocks_from(entries: Iterable[Leaf], calendar: Calendar, *, as_of_now: bool = False) -> dict[str, Clock]:
    """The newest clock of each name, from entries in their order.

    With `as_of_now` every date is worked out anew by the given calendar, as if it had always been the one in force.
    """
    clocks: dict[str, Clock] = {}
    for entry in entries:
        for note in entry.payload.get("clocks", ()):
            at = made_at(note, entry.at)
            _apply(clocks, {key: note[key] for key in note if key not in {GIVES, UNCUT}} if as_of_now else note, at, calendar)
    return clocks


def settle(clocks: dict[str, Clock], notes: Sequence[Mapping[str, Any]], at: datetime, calendar: Calendar) -> list[dict[str, Any]]:
    """Let clocks go on by the notes of an entry that is being made, and return the notes with the dates that they gave."""
    settled = []
    for note in notes:
        before = clocks.get(note["clock"])
        lines_before = len(before.lines) if before is not None and note["op"] != "start" else 0
        _apply(clocks, note, made_at(note, at), calendar)
        clock = clocks.get(note["clock"])
        new = clock.lines[lines_before:] if clock is not None else []
        kept = dict(note)
        if clock is not None and new:
            kept[GIVES] = clock.due_date.isoformat()
            if clock.ceiling is not None and note["op"] == "start":
                kept["ceiling"] = clock.ceiling.isoformat()
            if new[-1].kind == "ceiling":
                kept[UNCUT] = (clock.due_date - timedelta(days=new[-1].days)).isoformat()
        settled.append(kept)
    return settled


def made_at(note: Mapping[str, Any], entry_at: datetime) -> datetime:
    """When a note was made: with its entry, unless it was carried over from another case."""
    return unstamp(note["at"]) if "at" in note else entry_at


def _day(note: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(note[key]) if key in note else None


def _start(note: Mapping[str, Any], at: datetime, day: date, calendar: Calendar) -> Clock:
    span, given = Span(note["days"], note["unit"]), _day(note, GIVES)
    due = given or calendar.add(day, span)
    ceiling = None
    if "ceiling_days" in note:
        kept = _day(note, "ceiling") if given else None
        ceiling = kept or calendar.next_working_day(day + timedelta(days=note["ceiling_days"]))
    return Clock(note["clock"], at, due, ceiling, [Line("start", (due - day).days, day, due, span)])


def _apply(clocks: dict[str, Clock], note: Mapping[str, Any], at: datetime, calendar: Calendar) -> None:
    name, day = note["clock"], day_of(at, calendar.zone)
    if note["op"] == "start":
        clocks[name] = _start(note, at, day, calendar)
        return
    clock = clocks.get(name)
    if clock is not None and note["op"] == "restart":
        clock.stopped_at = None
    if clock is None or clock.stopped_at is not None:
        return
    match note["op"]:
        case "pause":
            clock.paused_at = clock.paused_at or at
        case "resume" if clock.paused_at is not None:
            since = day_of(clock.paused_at, calendar.zone)
            _move_due(clock, note, "pause", calendar.next_working_day(clock.due_date + (day - since)), since, day)
            clock.paused_at = None
        case "extend":
            span = Span(note["days"], note["unit"])
            _move_due(clock, note, "extension", calendar.add(clock.due_date, span), day, day, span)
        case "shorten":
            span = Span(note["days"], note["unit"])
            since = clock.lines[0].start
            promised = next(line.span for line in reversed(clock.lines) if line.kind in {"start", "category"})
            sooner = clock.due_date + (calendar.add(since, span) - calendar.add(since, promised or span))
            # What is promised anew may lie in the past: then it is due today, for nobody is late by a change of category.
            due = min(clock.due_date, calendar.next_working_day(max(sooner, day)))
            _move_due(clock, note, "category", due, day, day, span)
        case "sooner":
            _move_due(clock, note, "joined", min(clock.due_date, date.fromisoformat(note["due"])), day, day)
        case "lengthen_back" if clock.lines[-1].kind == "category":
            clock.due_date -= timedelta(days=clock.lines.pop().days)
        case "correct" if GIVES in note:
            clock.ceiling = _day(note, "ceiling") or clock.ceiling
            due = date.fromisoformat(note[GIVES])
            if due != clock.due_date:
                clock.lines.append(Line("calendar", (due - clock.due_date).days, day, day))
                clock.due_date = due
        case "stop":
            clock.stopped_at = at


def _move_due(clock: Clock, note: Mapping[str, Any], kind: str, due: date, since: date, until: date, span: Span | None = None) -> None:
    """Write a line, and one more where the legal ceiling, which counts pauses in, cuts it; what the note gave counts before any sum."""
    given = _day(note, GIVES)
    due = _day(note, UNCUT) or given or due
    last = given or (min(due, clock.ceiling) if clock.ceiling is not None else due)
    clock.lines.append(Line(kind, (due - clock.due_date).days, since, until, span))
    if last != due:
        clock.lines.append(Line("ceiling", (last - due).days, last, last))
    clock.due_date = last


def pause_days_used(clock: Clock) -> int:
    """Calendar days that pauses have added so far."""
    return sum((line.end - line.start).days for line in clock.lines if line.kind == "pause")


def answer_until(clock: Clock, terms: Terms, calendar: Calendar) -> date:
    """The last day to answer the question for which a clock stands still: so many days, but never more than all pauses together may take."""
    asked = day_of(clock.paused_at or clock.started_at, calendar.zone)
    return asked + timedelta(days=max(1, min(terms.answer_wait_days, terms.pause_limit_days - pause_days_used(clock))))


def window_end(since: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of a window that runs from the day the reply was sent, to the end of its last day."""
    return end_of_day(day_of(since, calendar.zone) + timedelta(days=days), calendar.zone)


# --- What the sweep does next -----------------------------------------------------------------

WARNED, FELL_DUE, BODY_ABOVE, CENTRAL_DESK, CEILING = "warned", "fell_due", "body_above", "central_desk", "ceiling"
SCREENING_DUE, ACCEPTANCE_DUE = "screening_due", "acceptance_due"
ANSWER_REMINDER, ANSWER_TIME_OUT, CLOSE_BY_SILENCE = "answer_reminder", "answer_time_out", "close_by_silence"
APPEAL_WARNED, APPEAL_DUE, APPEAL_TO_CENTRE = "appeal_warned", "appeal_due", "appeal_to_centre"
APPEAL_STEPS = frozenset({APPEAL_WARNED, APPEAL_DUE, APPEAL_TO_CENTRE})
# Steps that fall on the same moment are done in this order.
_IN_ORDER = (
    ANSWER_REMINDER, ANSWER_TIME_OUT, SCREENING_DUE, ACCEPTANCE_DUE, WARNED, FELL_DUE, BODY_ABOVE, CENTRAL_DESK, CEILING, CLOSE_BY_SILENCE,
    APPEAL_WARNED, APPEAL_DUE, APPEAL_TO_CENTRE,
)  # fmt: skip


def steps_ahead(complaint: Complaint, clocks: Mapping[str, Clock], calendar: Calendar) -> list[tuple[datetime, str]]:
    """Every step that time alone will bring to the complaint as it stands, the earliest first."""
    terms, done = complaint.terms, set(complaint.steps_done)
    steps: list[tuple[datetime, str]] = []
    if complaint.state == State.ANSWERED and complaint.answered_at:
        steps.append((window_end(complaint.answered_at, terms.confirm_wait_days, calendar), CLOSE_BY_SILENCE))
    elif complaint.is_open:
        steps += _duties(clocks, calendar)
        if complaint.state == State.UNDER_APPEAL and APPEAL in clocks:
            steps += _appeal_steps(clocks[APPEAL], terms, calendar)
        decision = clocks.get(DECISION)
        if decision is not None and decision.stopped_at is None:
            steps += _decision_steps(decision, terms, calendar, is_short_lane=complaint.is_short_lane)
            if decision.paused_at is not None and complaint.state == State.AWAITING_COMPLAINANT:
                asked = day_of(decision.paused_at, calendar.zone)
                steps.append((start_of_day(asked + timedelta(days=terms.answer_reminder_days), calendar.zone), ANSWER_REMINDER))
                steps.append((end_of_day(answer_until(decision, terms, calendar), calendar.zone), ANSWER_TIME_OUT))
    return sorted(((moment, name) for moment, name in steps if name not in done), key=lambda step: (step[0], _IN_ORDER.index(step[1])))


def _duties(clocks: Mapping[str, Clock], calendar: Calendar) -> list[tuple[datetime, str]]:
    names = {SCREENING: SCREENING_DUE, ACCEPTANCE: ACCEPTANCE_DUE}
    return [(clocks[name].due_at(calendar), step) for name, step in names.items() if name in clocks and clocks[name].is_running]


def _decision_steps(clock: Clock, terms: Terms, calendar: Calendar, *, is_short_lane: bool) -> list[tuple[datetime, str]]:
    if is_short_lane:
        return []
    steps = []
    if clock.is_running:
        warn = calendar.subtract_working(clock.due_date, terms.warn_working_days_before)
        steps = [
            (start_of_day(warn, calendar.zone), WARNED),
            (clock.due_at(calendar), FELL_DUE),
            (end_of_day(clock.due_date + timedelta(days=terms.body_above_after_days), calendar.zone), BODY_ABOVE),
            (end_of_day(clock.due_date + timedelta(days=terms.central_desk_after_days), calendar.zone), CENTRAL_DESK),
        ]
    if clock.ceiling is not None:  # pauses do not move it
        steps.append((end_of_day(clock.ceiling, calendar.zone), CEILING))
    return steps


def _appeal_steps(clock: Clock, terms: Terms, calendar: Calendar) -> list[tuple[datetime, str]]:
    """The deciding desk is warned, then its supervisor is told; the next above it is the central desk."""
    warn = calendar.subtract_working(clock.due_date, terms.warn_working_days_before)
    return [
        (start_of_day(warn, calendar.zone), APPEAL_WARNED),
        (clock.due_at(calendar), APPEAL_DUE),
        (end_of_day(clock.due_date + timedelta(days=terms.body_above_after_days), calendar.zone), APPEAL_TO_CENTRE),
    ]


def set_times(complaint: Complaint, clocks: Mapping[str, Clock], calendar: Calendar) -> None:
    """Write the times that follow from its clocks on the cover, without saving."""
    decision = clocks.get(DECISION)
    complaint.due_at = decision.due_at(calendar) if decision else None
    complaint.paused_days = pause_days_used(decision) if decision else 0
    is_appealed = complaint.state == State.UNDER_APPEAL and APPEAL in clocks
    complaint.is_paused = bool(decision and decision.paused_at and not decision.stopped_at and not is_appealed)
    running = [clock.due_at(calendar) for clock in clocks.values() if clock.is_running] if complaint.is_open else []
    complaint.next_duty_at = min(running, default=complaint.due_at if complaint.is_open else None)
    if is_appealed:  # what is due next is the decision of the appeal, also where the reply is still owed
        complaint.next_duty_at = clocks[APPEAL].due_at(calendar)
    ahead = steps_ahead(complaint, clocks, calendar)
    complaint.next_step_at = ahead[0][0] if ahead else None
