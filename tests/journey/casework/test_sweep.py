"""What time alone brings."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import Move, actor_complainant, actor_officer, move
from mazalim.complaints.models import Complaint, State
from mazalim.directory.queries import line_above
from mazalim.journey.casework import actions
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import NOON

BY_TIME = ["remind", "time_out", "warn", "fall_due", "escalate", "certify_silence", "miss_duty", "close_by_silence"]
WHOLE_WAY = [
    ("miss_duty", "acceptance_due"),
    ("warn", "warned"),
    ("fall_due", "fell_due"),
    ("escalate", "body_above"),
    ("escalate", "central_desk"),
    ("certify_silence", "ceiling"),
]


def _steps(case):
    return [(entry.kind, entry.payload["step"]) for entry in case.fresh().entries.filter(kind__in=BY_TIME).order_by("number")]


def test_seventy_days_of_silence_caught_up_in_one_pass_leave_each_step_once_and_in_order(cast):
    late = NOON + timedelta(days=70)
    assert actions.sweep(at=late) == len(WHOLE_WAY)
    assert _steps(cast.case) == WHOLE_WAY
    complaint = cast.case.fresh()
    assert complaint.next_step_at is None
    assert complaint.steps_done == [step for _, step in WHOLE_WAY]


def test_swept_every_day_it_is_the_same(cast):
    for day in range(71):
        actions.sweep(at=NOON + timedelta(days=day))
    assert _steps(cast.case) == WHOLE_WAY


def test_a_second_sweep_adds_nothing(cast):
    late = NOON + timedelta(days=70)
    actions.sweep(at=late)
    count, jobs = cast.case.fresh().entry_count, Job.objects.count()
    assert actions.sweep(at=late) == 0
    assert (cast.case.fresh().entry_count, Job.objects.count()) == (count, jobs)


def test_the_days_of_each_step_are_those_promised(cast):
    due = cast.case.fresh().due_at
    moments = {}
    for day in range(71):
        at = NOON + timedelta(days=day)
        before = len(_steps(cast.case))
        actions.sweep(at=at)
        for _, step in _steps(cast.case)[before:]:
            moments[step] = (at - due).days
    assert moments["fell_due"] == 0
    assert moments["body_above"] == 7
    assert moments["central_desk"] == 15
    assert -9 <= moments["warned"] <= -6  # five working days, and the weekends between


def test_the_body_above_reads_from_seven_days_after_and_the_central_desk_from_fifteen(cast):
    above = factories.officer(supervises=factories.body(line_above(cast.case.fresh().body_id)[-1].code))
    due = cast.case.fresh().due_at
    expected = {6: (False, False), 8: (True, False), 16: (True, True)}
    for days, (above_reads, centre_reads) in expected.items():
        actions.sweep(at=due + timedelta(days=days))
        assert complaints_shown_to(factories.standing(above)).exists() is above_reads
        assert complaints_shown_to(cast.as_("central")).exists() is centre_reads


def test_above_a_root_body_stands_the_central_desk(cast):
    case = factories.lodge(body="KRG07", category="school_building")
    actions.sweep(at=case.fresh().due_at + timedelta(days=8))
    assert (case.fresh().opened_to_body, case.fresh().is_opened_to_centre) == (None, True)


def test_a_case_against_an_official_is_never_opened_to_the_officials_own_line(cast):
    case = factories.lodge(against="official", official={"name": "A clerk", "post": "", "unit": ""})
    complaint = case.fresh()
    line = [complaint.body, *(factories.body(one.code) for one in line_above(complaint.body_id))]
    readers = [factories.officer(supervises=one) for one in line]
    readers += [factories.officer(desk=desk) for desk in complaint.body.desks.exclude(pk=complaint.desk_id)]
    for day in range(0, 75, 3):
        actions.sweep(at=NOON + timedelta(days=day))
        for reader in readers:
            assert not complaints_shown_to(factories.standing(reader)).filter(pk=complaint.pk).exists()
    assert _steps(case) == WHOLE_WAY
    assert case.fresh().opened_to_body is None
    assert complaints_shown_to(cast.as_("central")).filter(pk=complaint.pk).exists()


def test_a_question_is_reminded_of_and_times_out_and_the_clock_goes_on(cast):
    complaint = cast.case.fresh()
    actions.take(complaint_id=complaint.pk, by=cast.as_("officer"), at=NOON)
    before = cast.case.fresh().due_at
    actions.ask(complaint_id=complaint.pk, by=cast.as_("officer"), question="Where?", at=NOON)
    actions.sweep(at=NOON + timedelta(days=8))
    assert _steps(cast.case) == [("remind", "answer_reminder")]
    actions.sweep(at=NOON + timedelta(days=15))
    assert _steps(cast.case)[-1] == ("time_out", "answer_time_out")
    assert cast.case.fresh().state == State.IN_PROGRESS
    assert cast.case.fresh().due_at > before
    again = NOON + timedelta(days=16)
    actions.ask(complaint_id=complaint.pk, by=cast.as_("officer"), question="And when?", at=again)
    actions.sweep(at=again + timedelta(days=15))
    assert [kind for kind, _ in _steps(cast.case) if kind in {"remind", "time_out"}] == ["remind", "time_out", "remind", "time_out"]


def test_an_answer_in_time_ends_the_wait(cast):
    complaint = cast.case.fresh()
    actions.take(complaint_id=complaint.pk, by=cast.as_("officer"), at=NOON)
    actions.ask(complaint_id=complaint.pk, by=cast.as_("officer"), question="Where?", at=NOON)
    move(cast.case.fresh(), Move.ANSWER, by=actor_complainant(), text="At the gate.", at=NOON + timedelta(days=2))
    actions.sweep(at=NOON + timedelta(days=15))
    assert not [kind for kind, _ in _steps(cast.case) if kind in {"remind", "time_out"}]


def test_screening_that_takes_too_long_is_written_down(cast):
    case = factories.lodge(body=None)
    actions.sweep(at=NOON + timedelta(days=5))
    assert _steps(case) == [("miss_duty", "screening_due")]


def test_an_answered_case_closes_after_silence_and_says_so(cast):
    case = factories.lodge(kind="suggestion")
    move(case.fresh(), Move.TAKE, by=actor_officer(cast.as_("officer")), at=NOON)
    move(case.fresh(), Move.SEND_REPLY, by=actor_officer(cast.as_("officer")), text="{}", cover={"outcome": "upheld"}, at=NOON)
    assert actions.sweep(at=NOON + timedelta(days=13)) == 1  # the other case's acceptance alone
    actions.sweep(at=NOON + timedelta(days=15))
    assert (case.fresh().state, case.fresh().closed_as) == (State.CLOSED, "unconfirmed")


def test_suggestions_are_never_overdue(cast):
    case = factories.lodge(kind="suggestion")
    actions.sweep(at=NOON + timedelta(days=70))
    assert _steps(case) == [("miss_duty", "acceptance_due")]


def test_a_batch_is_no_limit_and_one_fault_holds_up_no_other(cast):
    cases = [cast.case, *(factories.lodge() for _ in range(4))]
    at = NOON + timedelta(days=4)
    damaged = Complaint.objects.filter(pk=cases[2].complaint.pk)
    terms = damaged.get().terms_of_lodging
    damaged.update(terms_of_lodging={})
    assert actions.sweep(at=at, most=2) == 4
    damaged.update(terms_of_lodging=terms)
    assert actions.sweep(at=at, most=2) == 1


def test_a_moment_written_down_before_a_holiday_was_added_is_put_right(cast):
    real = cast.case.fresh().next_step_at
    Complaint.objects.update(next_step_at=NOON)
    assert actions.sweep(at=NOON) == 0
    assert cast.case.fresh().next_step_at == real


def test_one_step_takes_no_more_queries_in_a_long_file(cast):
    short, long = cast.case, factories.lodge()
    for _ in range(10):
        actions.note(complaint_id=long.complaint.pk, by=cast.as_("officer"), text="Called again.", at=NOON)
    numbers = []
    for case in (short, long):
        Complaint.objects.exclude(pk=case.complaint.pk).update(next_step_at=None)
        Complaint.objects.filter(pk=case.complaint.pk).update(next_step_at=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert actions.sweep(at=NOON + timedelta(days=4)) == 1
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_nothing_due_costs_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.sweep(at=NOON)


def test_what_the_sweep_does_reaches_the_people_it_concerns(cast):
    work_all(at=NOON)
    Job.objects.all().delete()
    actions.sweep(at=cast.case.fresh().due_at + timedelta(hours=1))
    told = {tuple(pair) for job in Job.objects.filter(name="complaints.tell") for pair in job.payload["told"]}
    assert told == {("supervisor", "office_fell_due"), ("complainant", "fell_due")}


def test_the_cover_can_still_be_worked_out_from_the_entries(cast):
    actions.sweep(at=NOON + timedelta(days=70))
    folded = {}
    for entry in cast.case.fresh().entries.order_by("number"):
        folded |= entry.payload.get("cover", {})
    complaint = Complaint.objects.values(*[name for name in folded if not name.endswith("_at")]).get(pk=cast.case.complaint.pk)
    assert complaint == {name: value for name, value in folded.items() if not name.endswith("_at")}


@pytest.mark.parametrize("day", [0, 30, 90])
def test_an_ended_case_is_left_alone(cast, day):
    move(cast.case.fresh(), Move.WITHDRAW, by=actor_complainant(), at=NOON)
    assert actions.sweep(at=NOON + timedelta(days=day)) == 0
