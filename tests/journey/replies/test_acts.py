"""Draft, second person, sending, promises."""

import json
from datetime import date, timedelta

import pytest

from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.journey.replies import actions
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.rules import Quality
from tests import factories
from tests.factories import NOON, standing
from tests.journey.replies.desk import POINTS, PROMISE, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Desk()


def test_a_reply_goes_from_draft_through_a_second_person_to_the_complainant(desk):
    draft = desk.write(commitments=[PROMISE])
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    assert desk.case.fresh().state == State.AWAITING_APPROVAL
    entry = actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=Quality, at=NOON)
    complaint = desk.case.fresh()
    assert (complaint.state, complaint.outcome) == (State.ANSWERED, "partly_upheld")
    words = json.loads(entry.words.text)
    assert [point["text"] for point in words["points"]] == ["Fill the hole.", "Put a barrier there until it is filled."]
    assert words["commitments"] == [{"text": PROMISE["text"], "due_date": "2026-11-22"}]
    assert entry.payload["outcomes"] == ["upheld", "not_upheld"]
    assert entry.payload["commitments"] == 1
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("outcomes", "round_outcome"),
    [
        (("upheld", "upheld"), "upheld"),
        (("not_upheld", "not_upheld"), "not_upheld"),
        (("upheld", "not_upheld"), "partly_upheld"),
        (("partly_upheld", "not_upheld"), "partly_upheld"),
        (("partly_upheld", "partly_upheld"), "partly_upheld"),
    ],
)
def test_the_outcome_of_the_round_follows_from_its_points(desk, outcomes, round_outcome):
    desk.answer(points=[point | {"outcome": outcome} for point, outcome in zip(POINTS, outcomes, strict=True)])
    assert desk.case.fresh().outcome == round_outcome


def test_whoever_drafted_a_reply_never_approves_it():
    desk = Desk()
    both = factories.officer(desk=desk.case.fresh().desk, supervises=desk.case.fresh().body)
    drafter = standing(both)
    draft = desk.write(by=drafter)
    actions.hand_in(complaint_id=desk.pk, by=drafter, version=draft.version, at=NOON)
    for act in (actions.approve, actions.send_back):
        with pytest.raises(ImpossibleMove):
            act(complaint_id=desk.pk, by=drafter, at=NOON, **({"reason": "No."} if act is actions.send_back else {"checked": Quality}))
    actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=Quality, at=NOON)


def test_an_officer_of_the_desk_is_no_second_person(desk):
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.approve(complaint_id=desk.pk, by=desk.colleague, checked=Quality, at=NOON)


def test_at_the_integrity_desk_a_colleague_is_the_second_person():
    desk = Desk(against="official", official={"name": "R. S.", "post": "Inspector", "unit": "Roads"})
    assert desk.case.fresh().is_guarded
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=Quality, at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.approve(complaint_id=desk.pk, by=desk.officer, checked=Quality, at=NOON)
    actions.approve(complaint_id=desk.pk, by=desk.colleague, checked=Quality, at=NOON)


def test_the_draft_of_a_colleague_is_never_overwritten(desk):
    desk.write(summary="Mine.")
    with pytest.raises(actions.ColleaguesDraft):
        desk.write(by=desk.colleague, version=1, summary="Theirs.")
    with pytest.raises(actions.ColleaguesDraft):
        actions.hand_in(complaint_id=desk.pk, by=desk.colleague, version=1, at=NOON)
    assert Draft.objects.get().content["summary"] == "Mine."


def test_two_windows_of_one_officer_do_not_overwrite_each_other(desk):
    desk.write(summary="First window.")
    desk.write(version=1, summary="First window, again.")
    with pytest.raises(actions.DraftChanged):
        desk.write(version=1, summary="Second window.")
    assert Draft.objects.get().content["summary"] == "First window, again."


def test_only_the_officer_of_the_case_takes_a_draft_over(desk):
    desk.write(by=desk.colleague, summary="Begun by a colleague.")
    with pytest.raises(ImpossibleMove):
        actions.take_over(complaint_id=desk.pk, by=desk.colleague, version=1, at=NOON)
    actions.take_over(complaint_id=desk.pk, by=desk.officer, version=1, at=NOON)
    draft = Draft.objects.get()
    assert (draft.author_id, draft.content["summary"]) == (desk.officer.officer_id, "Begun by a colleague.")


@pytest.mark.parametrize("field", ["outcome", "redress", "reason"])
def test_every_point_needs_outcome_redress_and_reason(desk, field):
    draft = desk.write(points=[POINTS[0], POINTS[1] | {field: " "}])
    with pytest.raises(actions.Incomplete) as refusal:
        actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    assert refusal.value.fields == [f"{field}_2"]


def test_only_the_central_desk_says_that_nobody_is_competent(desk):
    draft = desk.write(points=[point | {"outcome": "not_competent"} for point in POINTS])
    with pytest.raises(actions.Incomplete):
        actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)


def test_a_complaint_that_asks_for_nothing_is_itself_the_point():
    desk = Desk(points=[])
    entry = desk.answer(points=POINTS[:1])
    assert [point["text"] for point in json.loads(entry.words.text)["points"]] == ["A deep hole outside a primary school"]


def test_praise_is_answered_as_a_whole_and_by_one_person():
    desk = Desk(kind="praise")
    draft = desk.write(points=[], summary="Thank you: the crew will read this.")
    entry = actions.send_reply(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    assert entry.kind == "send_reply"
    assert desk.case.fresh().state == State.ANSWERED


def test_a_complaint_is_not_answered_by_one_person(desk):
    draft = desk.write()
    with pytest.raises(ImpossibleMove):
        actions.send_reply(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)


def test_what_is_sent_back_keeps_its_draft_and_the_reason_stays_in_the_office(desk):
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    entry = actions.send_back(complaint_id=desk.pk, by=desk.supervisor, reason="Say when.", at=NOON)
    assert entry.visibility == "internal"
    assert desk.case.fresh().state == State.IN_PROGRESS
    desk.write(version=draft.version, summary="On Monday.")


def test_a_reply_that_waits_for_approval_cannot_be_changed(desk):
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    with pytest.raises(ImpossibleMove):
        desk.write(version=draft.version, summary="Changed under the approver's eyes.")


def test_a_promise_that_is_proved_is_kept(desk):
    desk.answer(commitments=[PROMISE])
    promise = Commitment.objects.get()
    entry = actions.keep_commitment(commitment_id=promise.pk, by=desk.officer, text="Checked; photograph in the works diary.", at=NOON)
    assert entry.visibility == "public"
    with pytest.raises(actions.NotOpen):
        actions.keep_commitment(commitment_id=promise.pk, by=desk.officer, text="Again.", at=NOON)
    assert actions.sweep_commitments(at=NOON + timedelta(days=60)) == 0


def test_a_promise_counts_as_broken_five_working_days_after_its_date(desk):
    desk.answer(commitments=[PROMISE, PROMISE | {"due_date": date(2027, 3, 1)}])
    # 22 November 2026 is a Sunday; Friday and Saturday are days off, so the fifth working day is Sunday 29 November.
    assert actions.sweep_commitments(at=NOON.replace(day=29)) == 0
    assert actions.sweep_commitments(at=NOON.replace(day=30)) == 1
    complaint = desk.case.fresh()
    assert (complaint.state, complaint.round, complaint.reopened_by_complainant) == (State.IN_PROGRESS, 2, 0)
    assert Entry.objects.get(kind="break_commitment").payload["commitments"] == [{"reply": complaint.entry_count - 1, "number": 1}]
    assert actions.sweep_commitments(at=NOON.replace(day=30)) == 0


def test_a_stranger_cannot_keep_a_promise(desk):
    desk.answer(commitments=[PROMISE])
    stranger = standing(factories.officer(desk=factories.body("MUN-EBL").desks.get(code="MUN-EBL-WASTE")))
    with pytest.raises(ImpossibleMove):
        actions.keep_commitment(commitment_id=Commitment.objects.get().pk, by=stranger, text="Done.", at=NOON)
    assert Complaint.objects.get().state == State.ANSWERED


def test_a_reply_leaves_only_when_the_whole_list_was_gone_through_and_the_file_says_so(desk):
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    for checked in ((), ["answers_all", "is_plain"], ["made_up"]):
        with pytest.raises(actions.Unchecked):
            actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=checked, at=NOON)
    assert desk.case.fresh().state == State.AWAITING_APPROVAL
    entry = actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=Quality, at=NOON)
    assert entry.payload["checked"] == ["answers_all", "is_plain", "is_doable"]


def test_sending_back_says_which_of_the_list_failed(desk):
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    failed = ["is_doable", "is_plain", "made_up"]
    entry = actions.send_back(complaint_id=desk.pk, by=desk.supervisor, reason="Say when.", failed=failed, at=NOON)
    assert entry.payload["failed"] == ["is_plain", "is_doable"]
