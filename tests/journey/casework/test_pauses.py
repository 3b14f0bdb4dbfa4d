"""A complainant contests a pause; a supervisor lifts or upholds it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Officer
from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import State
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions as tracking
from mazalim.work.models import Job
from tests import factories
from tests.journey import lives
from tests.journey.tracking.visiting import enter

WHY = "The desk has the map already."


@pytest.fixture
def life():
    return lives.taken(at=timezone.now() - timedelta(days=3))


@pytest.fixture
def contested(life):
    at = timezone.now() - timedelta(days=2)
    life.ask(at=at)
    tracking.contest_pause(complaint_id=life.pk, text=WHY, at=at + timedelta(hours=1))
    return life


def test_lifted_the_clock_runs_and_the_question_may_still_be_answered(contested):
    before = contested.case.fresh()
    at = timezone.now()
    casework.lift_pause(complaint_id=contested.pk, by=contested.supervisor, text="You are right.", at=at)
    complaint = contested.case.fresh()
    assert (complaint.state, complaint.is_paused, before.is_paused) == (State.IN_PROGRESS, False, True)
    assert complaint.due_at >= before.due_at + timedelta(days=1)  # the days of the pause are given back
    assert complaint.open_question
    answer = tracking.answer(complaint_id=contested.pk, text="On the left.", at=at)
    assert (answer.kind, contested.case.fresh().state, contested.case.fresh().open_question) == ("answer", State.IN_PROGRESS, 0)
    with pytest.raises(ImpossibleMove):
        tracking.answer(complaint_id=contested.pk, text="Again.", at=at)


def test_upheld_the_question_waits_and_the_reason_is_read(contested):
    at = timezone.now()
    with pytest.raises(casework.NoWords):
        casework.uphold_pause(complaint_id=contested.pk, by=contested.supervisor, text=" ", at=at)
    casework.uphold_pause(complaint_id=contested.pk, by=contested.supervisor, text="We must know the side.", at=at)
    page = enter(contested.case).get(reverse("tracking:file")).content.decode()
    assert "We must know the side." in page
    assert contested.case.fresh().state == State.AWAITING_COMPLAINANT
    with pytest.raises(ImpossibleMove):
        tracking.contest_pause(complaint_id=contested.pk, text=WHY, at=at)


def test_it_is_contested_once_a_question_and_again_with_the_next(contested):
    at = timezone.now()
    with pytest.raises(ImpossibleMove):
        tracking.contest_pause(complaint_id=contested.pk, text=WHY, at=at)
    tracking.answer(complaint_id=contested.pk, text="On the left.", at=at)
    contested.ask(at=at)
    tracking.contest_pause(complaint_id=contested.pk, text=WHY, at=at)


def test_no_system_judges_what_another_system_asked(life):
    body, desk, at = life.case.complaint.body, life.case.complaint.desk, timezone.now()
    asking, judging = factories.officer(desk=desk), factories.officer(supervises=body)
    Officer.objects.filter(pk__in=[asking.pk, judging.pk]).update(is_service=True)
    asking, judging = (factories.standing(Officer.objects.get(pk=one.pk)) for one in (asking, judging))
    casework.ask(complaint_id=life.pk, by=asking, question="Which side?", at=at)
    tracking.contest_pause(complaint_id=life.pk, text=WHY, at=at)
    with pytest.raises(casework.SamePerson):
        casework.uphold_pause(complaint_id=life.pk, by=judging, text="We must know.", at=at)
    casework.lift_pause(complaint_id=life.pk, by=life.supervisor, at=at)


def test_who_asked_does_not_judge(life):
    both = factories.officer(supervises=life.case.complaint.body, desk=life.case.complaint.desk)
    at = timezone.now()
    casework.ask(complaint_id=life.pk, by=factories.standing(both), question="Which side?", at=at)
    tracking.contest_pause(complaint_id=life.pk, text=WHY, at=at)
    with pytest.raises(casework.SamePerson):
        casework.lift_pause(complaint_id=life.pk, by=factories.standing(both), at=at)


def test_the_supervisor_is_told_and_then_the_complainant(contested):
    casework.uphold_pause(complaint_id=contested.pk, by=contested.supervisor, text="We must know.", at=timezone.now())
    told = [pair for job in Job.objects.filter(name="complaints.tell").order_by("pk") for pair in job.payload["told"]]
    assert told[-2:] == [["supervisor", "office_pause_contested"], ["complainant", "pause_upheld"]]


def test_the_page_of_the_complainant_leads_there_and_keeps_what_was_typed(life):
    life.ask(at=timezone.now())
    client = enter(life.case)
    assert reverse("tracking:contest_pause") in client.get(reverse("tracking:file")).content.decode()
    empty = client.post(reverse("tracking:contest_pause"), {"text": ""})
    assert (empty.status_code, "Say why the clock should run on" in empty.content.decode()) == (200, True)
    assert client.post(reverse("tracking:contest_pause"), {"text": WHY})["Location"] == reverse("tracking:file")
    assert client.get(reverse("tracking:contest_pause")).status_code == 409
    assert WHY in client.get(reverse("tracking:file")).content.decode()


def test_the_supervisor_decides_on_a_page_that_others_do_not_have(client, contested):
    address = reverse("casework:pause", args=[contested.case.complaint.case_number])
    for person, status in ((factories.officer(), 404), (factories.officer_for(contested.case), 403)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(factories.supervisor_for(contested.case))
    page = client.get(address)
    assert WHY in page.content.decode()
    assert address in client.get(reverse("replies:approvals")).content.decode()
    version = contested.case.fresh().version
    refused = client.post(address, {"version": version, "decision": "uphold", "why": ""})
    assert "Say why the question must be answered first" in refused.content.decode()
    assert client.post(address, {"version": version, "decision": "lift", "why": "Go on."}).status_code == 302
    assert contested.case.fresh().state == State.IN_PROGRESS
