"""Where the calendar changes later: each open case whose dates change is corrected, once, and everybody is told the same date."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mazalim.common.clock import day_of
from mazalim.complaints import deadlines
from mazalim.complaints.access import Follower
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.queries import case_file
from mazalim.country.models import Holiday
from mazalim.country.queries import calendar, forget_policy
from mazalim.figures.rules.counting import CountryDays, Life
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework import tasks
from mazalim.journey.casework.actions.times.correcting import WAIT
from mazalim.journey.casework.models import CalendarApplied
from mazalim.journey.tracking import actions as tracking
from mazalim.journey.tracking.api.showing import shown
from mazalim.web import formats
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON
from tests.journey import lives
from tests.journey.tracking.visiting import enter


@pytest.fixture(autouse=True)
def _policy_is_read_anew():
    yield
    forget_policy()


def close(*days: date) -> None:
    """Public holidays that are added later."""
    for day in days:
        Holiday.objects.get_or_create(date=day)
    forget_policy()


def corrected(at: datetime, **how: int) -> int:
    """The calendar is seen to have changed and, once every process has read it, applied."""
    casework.correct_deadlines(at=at - WAIT)
    return casework.correct_deadlines(at=at, **how)


@pytest.fixture
def case():
    casework.correct_deadlines(at=NOON)
    return factories.lodge(at=NOON)


def due_of(case) -> date:
    return day_of(case.fresh().due_at, calendar().zone)


def test_a_holiday_on_the_last_day_moves_it_and_the_complainant_is_told(case):
    due = due_of(case)
    close(due)
    assert due_of(case) == due == case_file(case.fresh(), shown_to=Follower(case.complaint.pk)).decision.due_date  # nothing moves silently
    assert corrected(NOON + timedelta(days=2)) == 1
    entry = case.fresh().entries.last()
    assert (entry.kind, entry.visibility, entry.payload["old"], entry.payload["new"]) == (
        "correct_deadline",
        "public",
        due.isoformat(),
        due_of(case).isoformat(),
    )
    assert due_of(case) == calendar().next_working_day(due)
    job = Job.objects.filter(name="complaints.tell").latest("pk")
    assert job.payload["told"] == [["complainant", "deadline_corrected"]]


def test_a_second_run_and_a_calendar_that_has_not_changed_correct_nothing(case):
    at = NOON + timedelta(days=2)
    assert corrected(at) == 0
    close(due_of(case))
    assert corrected(at + WAIT) == 1
    count = case.fresh().entry_count
    assert corrected(at + WAIT * 4) == 0
    CalendarApplied.objects.update(is_done=False, after=0)  # even a run from the beginning finds nothing
    assert casework.correct_deadlines(at=at + WAIT * 5) == 0
    assert case.fresh().entry_count == count


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(case):
    cases = [case, *(factories.lodge(at=NOON) for _ in range(4))]
    close(due_of(case))
    casework.correct_deadlines(at=NOON + timedelta(days=2) - WAIT)
    CalendarApplied.objects.update(after=cases[1].complaint.pk)
    assert casework.correct_deadlines(at=NOON + timedelta(days=2), most=2) == 3
    assert [one.fresh().entries.filter(kind="correct_deadline").count() for one in cases] == [0, 0, 1, 1, 1]


def test_what_was_answered_or_has_passed_stays_as_it_was(case):
    answered = lives.answered(at=NOON)
    due = due_of(case)
    close(due)
    assert corrected(NOON + timedelta(days=40)) == 0
    assert due_of(case) == due
    assert not answered.case.fresh().entries.filter(kind="correct_deadline").exists()


def test_a_holiday_among_the_days_of_acceptance_concerns_the_office_alone(case):
    acceptance = day_of(case.fresh().next_duty_at, calendar().zone)
    close(acceptance)
    assert corrected(NOON + timedelta(hours=3)) == 1
    entry = case.fresh().entries.last()
    assert (entry.kind, entry.visibility) == ("correct_duty", "internal")
    assert day_of(case.fresh().next_duty_at, calendar().zone) == calendar().next_working_day(acceptance)
    assert not Job.objects.filter(name="complaints.tell", payload__entry=entry.number).exists()


# --- Page, interface for machines, sweep and figures show one date -----------------------------


def _is_late(complaint: Complaint, at: datetime) -> bool:
    """What the figures say: whether the case counts as late for who looks at it at a moment."""
    life = Life(CountryDays(calendar()))
    for entry in complaint.entries.order_by("number"):
        life.turn(entry.kind, entry.at, entry.payload)
    life.turn("note", at, {})
    return life.is_late


def _all_agree(life: lives.Life, at: datetime) -> None:
    complaint, days = life.case.fresh(), calendar()
    office = case_file(complaint, shown_to=life.officer).decision
    follower = case_file(complaint, shown_to=Follower(complaint.pk)).decision
    assert office is not None
    assert follower is not None
    due = office.due_date
    assert office.started_at.astimezone(days.zone).date() + timedelta(days=office.days_in_all) == due
    assert follower.due_date == due == day_of(complaint.due_at, days.zone)
    assert sum(line.days for line in follower.lines) == office.days_in_all
    machine = shown(Complaint.objects.select_related("body", "desk", "category", "place").get(pk=complaint.pk), at=at)
    assert (machine.clock.due_date, machine.clock.days_in_all, machine.due_at) == (due, office.days_in_all, complaint.due_at)
    if complaint.state == State.AWAITING_COMPLAINANT or not complaint.is_open or deadlines.FELL_DUE in complaint.steps_done:
        return
    entries = complaint.entries.order_by("number")
    ahead = {name: moment for moment, name in deadlines.steps_ahead(complaint, deadlines.clocks_from(entries, days), days)}
    assert ahead[deadlines.FELL_DUE] == complaint.due_at
    assert not _is_late(complaint, max(at, complaint.due_at - timedelta(hours=1)) if at <= complaint.due_at else complaint.due_at)
    assert _is_late(complaint, complaint.due_at + timedelta(hours=1))


def _lived(chance: random.Random) -> tuple[lives.Life, datetime]:
    """A life by the acts of officers and complainants, days and changes of the calendar between them; compared after each."""
    at = NOON
    life = lives.taken(at=at)
    for _ in range(chance.randint(3, 7)):
        at += timedelta(days=chance.randint(0, 6))
        complaint = life.case.fresh()
        if chance.random() < 0.4:
            close(*(day_of(at, calendar().zone) + timedelta(days=chance.randint(0, 40)) for _ in range(3)))
        if chance.random() < 0.4:
            corrected(at)
        casework.sweep(at=at)
        complaint = life.case.fresh()
        if complaint.state == State.AWAITING_COMPLAINANT:
            if chance.random() < 0.5:
                tracking.answer(complaint_id=life.pk, text="Here.", at=at)
        elif complaint.state == State.IN_PROGRESS:
            if complaint.pauses < 2 and chance.random() < 0.5:
                life.ask(at=at)
            elif not complaint.is_extended and at <= complaint.due_at and chance.random() < 0.5:
                life.extend(at=at)
        _all_agree(life, at)
    return life, at


@pytest.mark.parametrize("seed", range(6))
def test_in_any_life_page_machines_sweep_and_figures_show_one_date(client, seed):
    casework.correct_deadlines(at=NOON)
    life, _ = _lived(random.Random(seed))
    complaint = life.case.fresh()
    words = formats.plain_day(complaint.due_at.astimezone(calendar().zone).date())
    assert words in enter(life.case).get(reverse("tracking:file")).content.decode()
    client.force_login(factories.officer_for(life.case))
    assert words in client.get(reverse("workbench:case", args=[complaint.case_number])).content.decode()


def test_a_case_that_cannot_be_corrected_with_the_others_is_tried_again(case):
    other = factories.lodge(at=NOON)
    whole = case.fresh().terms_of_lodging
    Complaint.objects.filter(pk=case.complaint.pk).update(terms_of_lodging={"extension": "ten"})
    close(due_of(other))
    at = NOON + timedelta(days=2)
    assert corrected(at) == 1
    job = Job.objects.get(name="casework.correct_deadline")
    assert job.payload == {"complaint": case.complaint.pk}
    Complaint.objects.filter(pk=case.complaint.pk).update(terms_of_lodging=whole)
    tasks.correct_deadline(job, at)
    assert due_of(case) == due_of(other)
