"""What an entry counts for.

It depends on nothing but the entries of the same case before it, never on what the case looks like today. So counting one by one as they come
and counting all of them again give the same rows, in whatever order cases are taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from mazalim.complaints.deadlines import DECISION, GIVES, clocks_from, made_at
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import AppealDecision, Kind, Outcome, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.calendar import Calendar
from mazalim.country.policy import Span
from mazalim.figures.models import Measure
from mazalim.figures.rules.buckets import bucket_of

# The words of measures and kinds, looked up once: a member of an enumeration costs more than the rest of counting it.
RECEIVED, ANSWERED, IN_TIME, LATE, DAYS, REASONED = (Measure[name].value for name in "RECEIVED ANSWERED IN_TIME LATE DAYS REASONED".split())
UPHELD, PARTLY_UPHELD, NOT_UPHELD, CONTRADICTED = (Measure[name].value for name in "UPHELD PARTLY_UPHELD NOT_UPHELD CONTRADICTED".split())
REOPENED, PROMISE_BROKEN, RATING, FELL_DUE = (Measure[name].value for name in "REOPENED PROMISE_BROKEN RATING FELL_DUE".split())
APPEALED, APPEALS_DECIDED, APPEALS_ALLOWED, APPEAL_DAYS = (
    Measure[name].value for name in "APPEALED APPEALS_DECIDED APPEALS_ALLOWED APPEAL_DAYS".split()
)
OPEN, OVERDUE = Measure.OPEN.value, Measure.OVERDUE.value
COMPLAINT, WITH_BODY, DISMISSED = Kind.COMPLAINT.value, State.WITH_BODY.value, AppealDecision.DISMISSED.value

OPEN_WORDS = frozenset(state.value for state in OPEN_STATES)
UPHELD_WORDS = frozenset({Outcome.UPHELD.value, Outcome.PARTLY_UPHELD.value})
OUTCOMES = {
    Outcome.UPHELD.value: UPHELD,
    Outcome.PARTLY_UPHELD.value: PARTLY_UPHELD,
    Outcome.NOT_UPHELD.value: NOT_UPHELD,
}
# Entries of other kinds change nothing that is counted.
COUNTED_KINDS = frozenset(
    move.value
    for move in Move
    if move
    not in {
        *(Move.PROPOSE_REFUSAL, Move.DECLINE_REFUSAL, Move.PROPOSE_EXTENSION, Move.DECLINE_EXTENSION),
        *(Move.PROPOSE_REVEAL, Move.DECLINE_REVEAL, Move.REVEAL),
        *(Move.PROPOSAL_EXPIRED, Move.TAKE, Move.ASSIGN, Move.SET_POINTS, Move.DRAFT_REPLY, Move.SEND_BACK, Move.MESSAGE),
        *(Move.ENCLOSE, Move.NOTE, Move.KEEP_COMMITMENT, Move.CHANGE_CONTACT, Move.RENEW_CODE, Move.REMIND, Move.WARN),
        *(Move.ESCALATE, Move.CERTIFY_SILENCE, Move.MISS_DUTY, Move.DELIVERY_FAILED, Move.LINK, Move.REFUSE_FILE),
        *(Move.UNLINK, Move.SPLIT, Move.TIE, Move.UNTIE, Move.CAUSE_MENDED),
        *(Move.CORRECT_DUTY, Move.CONTEST_PAUSE, Move.UPHOLD_PAUSE),
        *(Move.SEPARATE, Move.UNDO_ASSIGN, Move.WITHDRAW_NOTE),
        *(Move.MATCH_OFFICIAL, Move.RULE_OUT_OFFICIAL, Move.CALL_SECOND, Move.RECUSE),
        *(Move.PROPOSE_LIFT, Move.LIFT_EXCLUSION, Move.DECLINE_LIFT),
        *(Move.HOLD, Move.LIFT_HOLD, Move.DISPOSE),
        *(Move.ASK_STATEMENT, Move.GIVE_STATEMENT, Move.MISS_APPEAL, Move.ESCALATE_APPEAL),
    }
)


class Place(NamedTuple):
    """What tells cases apart at a moment."""

    body: int
    desk: int
    category: int
    channel: str
    language: str
    kind: str


# One thing counted: the day as a date's ordinal, the place, the measure, its bucket, and by how many: -1 where something is taken back.
Change = tuple[int, Place, str, int, int]


class CountryDays:
    """The country's days and response times, each worked out once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._days: dict[tuple[int, int], int] = {}
        self._due: dict[tuple[int, int, str, str | None], int] = {}

    def day_of(self, at: datetime) -> int:
        """The ordinal of the day in which a UTC moment falls. Zones begin their days at a quarter of an hour of UTC."""
        key = (at.toordinal(), at.hour * 4 + at.minute // 15)
        day = self._days.get(key)
        if day is None:
            day = self._days[key] = at.astimezone(self.calendar.zone).toordinal()
        return day

    def due(self, start: int, days: int, unit: str, given: str | None) -> int:
        """The last day of a response time that begins on a day; `given` is what the entry says it was, as ISO text."""
        key = (start, days, unit, given)
        due = self._due.get(key)
        if due is None:
            last = date.fromisoformat(given) if given else self.calendar.add(date.fromordinal(start), Span(days, unit))  # type: ignore[arg-type]
            due = self._due[key] = last.toordinal()
        return due


@dataclass(slots=True)
class _Noted:
    """An entry as the kernel's clocks read it."""

    at: datetime
    payload: dict[str, Any]


class Life:
    """One case, followed from its first entry on."""

    __slots__ = (
        *("place", "received_at", "late_place", "has_place", "is_open", "is_overdue", "is_late", "round_day"),
        *("appeal_day", "appeal_place", "lodged_day"),
        *("_changes", "_day", "_days", "_notes", "_outcome"),
    )

    def __init__(self, days: CountryDays) -> None:
        self._days = days
        self._changes: list[Change] = []
        self._notes: list[_Noted] = []  # what the decision clock of this round did
        self._outcome = ""  # of the newest reply, as long as nobody has contradicted it
        self._day = self.lodged_day = self.round_day = self.appeal_day = 0
        self.place = self.received_at = self.late_place = self.appeal_place = Place(0, 0, 0, "", "", "")
        self.has_place = self.is_open = self.is_overdue = self.is_late = False

    def turn(self, kind: str, at: datetime, payload: dict[str, Any]) -> list[Change]:
        """Go on by one entry and return what it counts for."""
        self._changes = []
        self._day = self._days.day_of(at)
        cover = payload.get("cover") or {}
        before, was_open, was_overdue = self.place, self.is_open, self.is_overdue
        if kind == "lodge":
            self._lodge(cover, payload)
        else:
            if was_open and not self.is_late:
                self._look_at_the_clock()  # before the place changes: who holds the case at the deadline is late
            if "body_id" in cover or "desk_id" in cover or "category_id" in cover:
                body, desk, category = (cover.get(name, now) for name, now in zip(_COVER, before[:3], strict=True))
                self.place = Place(body, desk, category, *before[3:])
        if "state" in cover:
            self.is_open = cover["state"] in OPEN_WORDS
        for note in payload.get("clocks", ()):
            if note["clock"] == DECISION:
                if note["op"] == "start":
                    self._notes, self.is_late, self.is_overdue = [], False, False
                    self.round_day = self._days.day_of(made_at(note, at))
                elif note["op"] == "stop":
                    self.is_overdue = False  # also where the case stays open: a late reply under appeal
                self._notes.append(_Noted(at, {"clocks": [note]}))
        act = _ACTS.get(kind)
        if act is not None:
            act(self, cover, payload)
        if not self.is_open:
            self.is_overdue = False
        self._move_stock(OPEN, before, was_open, self.is_open)
        self._move_stock(OVERDUE, before, was_overdue, self.is_overdue)
        return self._changes

    def _count(self, measure: str, bucket: int = 0, *, place: Place | None = None, day: int = 0, by: int = 1) -> None:
        self._changes.append((day or self._day, place or self.place, measure, bucket, by))

    def _move_stock(self, measure: str, before: Place, was: bool, now: bool) -> None:
        if was != now or (now and before != self.place):
            if was:
                self._count(measure, place=before, by=-1)
            if now:
                self._count(measure)

    def _look_at_the_clock(self) -> None:
        if self.place.kind == COMPLAINT and (due := self._due()) is not None and self._day > due:
            self.is_late, self.late_place = True, self.place

    def _due(self) -> int | None:
        """The last day in time; None while the clock stands still."""
        if not self._notes:
            return None
        if len(self._notes) == 1:  # nothing moved it: by far the most frequent, and worth the shorter way
            note = self._notes[0].payload["clocks"][0]
            return self._days.due(self.round_day, note["days"], note["unit"], note.get(GIVES))
        clock = clocks_from(self._notes, self._days.calendar)[DECISION]
        return clock.due_date.toordinal() if clock.is_running else None

    def _lodge(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        told = (payload.get(name, "") for name in ("channel", "language", "kind"))
        self.place = self.received_at = Place(cover["body_id"], cover["desk_id"], cover["category_id"], *told)
        self.lodged_day = self._day
        self._count(RECEIVED)

    def _placed(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        """The first body that gets a case has received it; until then it stood with the central desk."""
        if self.has_place or cover.get("state") != WITH_BODY:
            return
        self.has_place = True
        if self.place != self.received_at:
            self._count(RECEIVED, place=self.received_at, day=self.lodged_day, by=-1)
            self._count(RECEIVED, day=self.lodged_day)

    def _replied(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(ANSWERED)
        self._count(DAYS, bucket_of(self._day - self.round_day))
        if self.place.kind == COMPLAINT:
            if self.is_late:
                self._count(LATE, place=self.late_place)
            else:
                self._count(IN_TIME)
        points = len(payload.get("outcomes", ()))
        if points and payload.get("reasons", 0) == points:
            self._count(REASONED)
        self._outcome = cover.get("outcome", "")
        if self._outcome in OUTCOMES:
            self._count(OUTCOMES[self._outcome])

    def _fell_due(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(FELL_DUE)
        self.is_overdue = True
        if not self.is_late:
            self.is_late, self.late_place = True, self.place

    def _contradict(self) -> None:
        if self._outcome in UPHELD_WORDS:
            self._count(CONTRADICTED)
            self._outcome = ""

    def _rated(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        score = payload["score"]
        self._count(RATING, score)
        if score <= 2:
            self._contradict()

    def _reopened(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(REOPENED)
        self._contradict()

    def _promise_broken(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(PROMISE_BROKEN)
        self._contradict()

    def _appealed(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(APPEALED)
        self.appeal_day = self._day
        # Whoever decides is another body than the one appealed against, and has its days counted under its own name.
        self.appeal_place = self.place._replace(body=payload["to_body"], desk=payload["to_desk"])

    def _appeal_decided(self, cover: dict[str, Any], payload: dict[str, Any]) -> None:
        self._count(APPEALS_DECIDED)
        if payload["decision"] != DISMISSED:
            self._count(APPEALS_ALLOWED)
        self._count(APPEAL_DAYS, bucket_of(self._day - self.appeal_day), place=self.appeal_place)


_COVER = ("body_id", "desk_id", "category_id")
Act = Callable[[Life, dict[str, Any], dict[str, Any]], None]


def _counting(measure: Measure) -> Act:
    return lambda life, _cover, _payload: life._count(measure.value)


_ACTS: dict[str, Act] = {
    "route": Life._placed,
    "refer": Life._placed,
    "approve": Life._replied,
    "send_reply": Life._replied,
    "answer_together": Life._replied,
    "fall_due": Life._fell_due,
    "rate": Life._rated,
    "reopen": Life._reopened,
    "break_commitment": Life._promise_broken,
    "confirm": _counting(Measure.CONFIRMED),
    "close_by_silence": _counting(Measure.UNCONFIRMED),
    "withdraw": _counting(Measure.WITHDRAWN),
    "refuse": _counting(Measure.REFUSED),
    "appeal": Life._appealed,
    "decide_appeal": Life._appeal_decided,
    "return_appeal": Life._appeal_decided,
}
