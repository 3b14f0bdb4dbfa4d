"""The clocks: lines that add up, pauses and extensions, working days of the country."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mazalim.complaints import deadlines
from mazalim.complaints.deadlines import DECISION, clocks_from
from mazalim.country.calendar import Calendar
from mazalim.country.policy import Span
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions.times.correcting import corrections
from tests import factories
from tests.factories import NOON

ERBIL = ZoneInfo("Asia/Baghdad")
DAYS = Calendar(ERBIL, frozenset({5, 6}), frozenset({date(2026, 11, 9)}))


@dataclass
class Leaf:
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


def leaves(*steps: tuple[int, dict[str, Any]]) -> list[Leaf]:
    """Entries so many days after NOON."""
    return [Leaf(NOON + timedelta(days=after), {"clocks": [note]}) for after, note in steps]


def clock(*steps: tuple[int, dict[str, Any]]) -> deadlines.Clock:
    return clocks_from(leaves(*steps), DAYS)[DECISION]


START = deadlines.start(DECISION, Span(21, "calendar"), ceiling_days=60)


def test_working_days_skip_friday_saturday_and_holidays() -> None:
    # 1 November 2026 is a Sunday; 6 and 7 are the weekend, 9 is a holiday.
    assert DAYS.add(date(2026, 11, 1), Span(5, "working")) == date(2026, 11, 8)
    assert DAYS.add(date(2026, 11, 1), Span(6, "working")) == date(2026, 11, 10)


def test_a_deadline_in_calendar_days_never_falls_on_a_day_off() -> None:
    assert DAYS.add(date(2026, 11, 1), Span(5, "calendar")) == date(2026, 11, 8)


def test_a_pause_gives_its_days_back_and_the_lines_add_up() -> None:
    paused = clock(
        (0, START), (6, deadlines.pause(DECISION)), (9, deadlines.resume(DECISION)), (10, deadlines.extend(DECISION, Span(10, "working")))
    )
    assert [line.kind for line in paused.lines] == ["start", "pause", "extension"]
    assert paused.lines[1].days >= 3
    assert date(2026, 11, 1) + timedelta(days=paused.days_in_all) == paused.due_date


def test_pauses_cannot_carry_the_deadline_past_the_legal_ceiling() -> None:
    late = clock((0, START), (5, deadlines.pause(DECISION)), (70, deadlines.resume(DECISION)))
    assert late.due_date == DAYS.next_working_day(date(2026, 11, 1) + timedelta(days=60))
    assert late.lines[-1].kind == "ceiling"
    assert date(2026, 11, 1) + timedelta(days=late.days_in_all) == late.due_date


def test_the_deadline_is_the_end_of_the_day_in_the_countrys_zone() -> None:
    assert clock((0, START)).due_at(DAYS).astimezone(ERBIL).time().isoformat() == "23:59:59.999999"


SPANS = st.builds(Span, st.integers(1, 40), st.sampled_from(["working", "calendar"]))
NOTES = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.one_of(
            st.just(deadlines.pause(DECISION)),
            st.just(deadlines.resume(DECISION)),
            st.just(deadlines.restart(DECISION)),
            st.builds(deadlines.extend, st.just(DECISION), SPANS),
            st.builds(deadlines.shorten, st.just(DECISION), SPANS),
            st.builds(deadlines.sooner, st.just(DECISION), st.dates(date(2026, 11, 1), date(2027, 3, 1))),
            st.builds(deadlines.start, st.just(DECISION), SPANS, ceiling_days=st.sampled_from([0, 60])),
        ),
    ),
    max_size=12,
)
HOLIDAYS = st.sets(st.dates(date(2026, 11, 1), date(2027, 6, 1)), max_size=25)


def _lived(steps: list[tuple[int, dict[str, Any]]], calendars: list[Calendar]) -> tuple[list[Leaf], dict[str, deadlines.Clock], datetime]:
    """Entries made one after the other, each by the calendar that was in force; the clocks as they went on; the moment of the last."""
    running: dict[str, deadlines.Clock] = {}
    entries, at = [], NOON
    for place, (wait, note) in enumerate([(0, START), *steps]):
        at += timedelta(days=wait)
        settled = deadlines.settle(running, [note], at, calendars[place % len(calendars)])
        entries.append(Leaf(at, {"clocks": settled}))
    return entries, running, at


def _adds_up(clock: deadlines.Clock) -> None:
    assert clock.started_at.astimezone(ERBIL).date() + timedelta(days=clock.days_in_all) == clock.due_date


@given(NOTES, HOLIDAYS)
def test_for_any_sequence_the_explained_lines_sum_to_the_deadline(steps: list[tuple[int, dict[str, Any]]], off: set[date]) -> None:
    days = Calendar(ERBIL, frozenset({5, 6}), frozenset(off))
    entries, running, _ = _lived(steps, [days])
    found = clocks_from(entries, days)[DECISION]
    assert found == running[DECISION]
    _adds_up(found)
    assert found.ceiling is None or found.due_date <= found.ceiling
    # What notes give is what anybody finds who works it out by hand, as long as the calendar stays.
    by_hand = clocks_from([Leaf(leaf.at, {"clocks": [_bare(note) for note in leaf.payload["clocks"]]}) for leaf in entries], days)
    assert by_hand[DECISION] == found == clocks_from(entries, days, as_of_now=True)[DECISION]


def _bare(note: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in note.items() if key not in {deadlines.GIVES, deadlines.UNCUT, "ceiling"}}


@given(NOTES, st.lists(HOLIDAYS, min_size=2, max_size=4), st.integers(0, 30))
def test_however_the_calendar_changes_dates_stay_until_they_are_corrected_and_then_all_agree(
    steps: list[tuple[int, dict[str, Any]]], off: list[set[date]], later: int
) -> None:
    calendars = [Calendar(ERBIL, frozenset({5, 6}), frozenset(one)) for one in off]
    entries, running, at = _lived(steps, calendars)
    for days in calendars:  # whoever reads them, with whatever calendar, reads the same
        assert clocks_from(entries, days) == running
    _adds_up(running[DECISION])
    at += timedelta(days=later)
    today, days, before = at.astimezone(ERBIL).date(), calendars[-1], running[DECISION].due_date
    for _ in range(2):
        notes, old, new = corrections(clocks_from(entries, days), clocks_from(entries, days, as_of_now=True), days, at)
        if notes:
            entries.append(Leaf(at, {"clocks": deadlines.settle(running, notes, at, days)}))
            assert (old, new) == ("", "") or date.fromisoformat(new) == running[DECISION].due_date
    assert not corrections(clocks_from(entries, days), clocks_from(entries, days, as_of_now=True), days, at)[0]
    clock = clocks_from(entries, days)[DECISION]
    assert clock == running[DECISION]
    _adds_up(clock)
    if clock.stopped_at is not None or before < today:
        assert clock.due_date == before  # what has passed stays as it was
    else:
        assert clock.due_date >= today
        assert clock.due_date >= min(before, clocks_from(entries, days, as_of_now=True)[DECISION].due_date)


def test_a_holiday_that_is_added_later_changes_nothing_before_the_correction() -> None:
    running: dict[str, deadlines.Clock] = {}
    entries = [Leaf(NOON, {"clocks": deadlines.settle(running, [START], NOON, DAYS)})]
    due = running[DECISION].due_date
    changed = Calendar(ERBIL, DAYS.weekend, DAYS.holidays | {due})
    assert clocks_from(entries, changed)[DECISION].due_date == due
    notes, old, new = corrections(clocks_from(entries, changed), clocks_from(entries, changed, as_of_now=True), changed, NOON)
    assert (old, new) == (due.isoformat(), changed.next_working_day(due).isoformat())
    entries.append(Leaf(NOON, {"clocks": deadlines.settle(running, notes, NOON, changed)}))
    assert [(line.kind, line.days) for line in clocks_from(entries, changed)[DECISION].lines][1:] == [("calendar", 1)]


def test_a_holiday_taken_away_never_makes_anybody_late() -> None:
    running: dict[str, deadlines.Clock] = {}
    entries = [Leaf(NOON, {"clocks": deadlines.settle(running, [deadlines.start(DECISION, Span(6, "working"))], NOON, DAYS)})]
    assert running[DECISION].due_date == date(2026, 11, 10)
    without = Calendar(ERBIL, DAYS.weekend, frozenset())
    on_the_last_day = NOON + timedelta(days=9)
    notes, _, _ = corrections(clocks_from(entries, without), clocks_from(entries, without, as_of_now=True), without, on_the_last_day)
    assert notes == []


def test_pauses_together_take_no_more_days_than_the_terms_allow() -> None:
    terms = factories.lodge().complaint.terms
    first = (0, START), (1, deadlines.pause(DECISION)), (21, deadlines.resume(DECISION)), (22, deadlines.pause(DECISION))
    asked = (NOON + timedelta(days=22)).date()
    assert deadlines.answer_until(clock(*first), terms, DAYS) == asked + timedelta(days=terms.pause_limit_days - 20)
    assert deadlines.answer_until(clock(*first[:2]), terms, DAYS) == date(2026, 11, 2) + timedelta(days=terms.answer_wait_days)


def test_the_cover_shows_the_same_date_as_the_entries() -> None:
    complaint = factories.lodge().complaint
    again = clocks_from(complaint.entries.order_by("number"), calendar())
    assert complaint.due_at == again[DECISION].due_at(calendar())
    assert complaint.next_duty_at == again["acceptance"].due_at(calendar())
    assert complaint.next_step_at is not None


def test_days_left_count_in_the_countrys_days() -> None:
    just_before_midnight = datetime(2026, 11, 21, 20, 59, tzinfo=UTC)
    assert clock((0, START)).days_left(just_before_midnight, DAYS) == 1
    assert clock((0, START)).days_left(just_before_midnight + timedelta(minutes=2), DAYS) == 0
