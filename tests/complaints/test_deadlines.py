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


NOTES = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(
            [
                deadlines.pause(DECISION),
                deadlines.resume(DECISION),
                deadlines.extend(DECISION, Span(10, "working")),
                deadlines.extend(DECISION, Span(3, "calendar")),
                START,
            ]
        ),
    ),
    max_size=12,
)


@given(NOTES, st.sets(st.dates(date(2026, 11, 1), date(2027, 3, 1)), max_size=20))
def test_for_any_sequence_the_explained_lines_sum_to_the_deadline(steps: list[tuple[int, dict[str, Any]]], off: set[date]) -> None:
    days = Calendar(ERBIL, frozenset({5, 6}), frozenset(off))
    at, entries = 0, [Leaf(NOON, {"clocks": [START]})]
    for wait, note in steps:
        at += wait
        entries.append(Leaf(NOON + timedelta(days=at), {"clocks": [note]}))
    found = clocks_from(entries, days)[DECISION]
    started = found.started_at.astimezone(ERBIL).date()
    assert started + timedelta(days=found.days_in_all) == found.due_date
    assert days.is_working_day(found.due_date)
    assert found.ceiling is None or found.due_date <= found.ceiling


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
