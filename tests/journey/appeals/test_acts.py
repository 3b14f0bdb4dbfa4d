"""Who decides an appeal, who is kept out of it, what a decision does, and what a withdrawal gives back."""

from datetime import timedelta

import pytest

from mazalim.accounts.models import Role
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, actor_officer, moves_open
from mazalim.complaints.lifecycle.leaves import write_on_cover
from mazalim.complaints.models import AppealDecision, Complaint, Entry, Exclusion, State
from mazalim.complaints.tasks import tell
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk
from mazalim.journey.appeals import actions
from mazalim.journey.appeals.actions import Decision, Incomplete
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.actions import sweep
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.rules import Quality
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON, standing
from tests.journey import lives
from tests.journey.lives import EXAMINE, POINTS, REASONS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def may(complaint, at):
    return moves_open(complaint, by=actor_complainant(), at=at)


def sees(who, life):
    return complaints_shown_to(who).filter(pk=life.pk).exists()


@pytest.fixture
def life():
    return lives.answered(at=NOON)


@pytest.fixture
def judge(life):
    return lives.judge_over(life.case)


def test_an_appeal_goes_to_the_body_above_and_nobody_of_the_first_instance_sees_it(life, judge):
    colleague = standing(factories.officer_for(life.case))
    entry = life.appeal(at=NOON + DAY)
    complaint = life.case.fresh()
    assert complaint.state == State.UNDER_APPEAL
    assert complaint.appeal_desk_id in judge.desks
    assert entry.words.text == EXAMINE
    assert entry.payload["against"] == "reply"
    assert {one.officer_id for one in Exclusion.objects.filter(complaint=complaint, why="appeal")} == {
        life.officer.officer_id,
        life.supervisor.officer_id,
    }
    assert not sees(life.officer, life)
    assert not sees(life.supervisor, life)
    assert sees(judge, life)
    assert sees(colleague, life)
    assert {Move.DECIDE_APPEAL, Move.RETURN_APPEAL, Move.ASK_STATEMENT} <= moves_open(complaint, by=actor_officer(judge), at=NOON + DAY)
    assert moves_open(complaint, by=actor_officer(colleague), at=NOON + DAY) & {Move.DECIDE_APPEAL, Move.DRAFT_REPLY} == set()


def test_after_a_refusal_whoever_proposed_it_and_whoever_agreed_are_out():
    life = lives.taken(at=NOON)
    life.refuse(at=NOON + DAY)
    entry = life.appeal(at=NOON + 2 * DAY)
    assert entry.payload["against"] == "refusal"
    assert not sees(life.officer, life)
    assert not sees(life.supervisor, life)


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (31, False)])
def test_the_time_to_appeal_ends_with_the_thirtieth_day_after_the_reply(life, days, is_open):
    last = NOON.astimezone(calendar().zone).replace(hour=23, minute=59, second=59) + timedelta(days=days)
    assert (Move.APPEAL in may(life.case.fresh(), last)) is is_open


def test_there_is_one_level(life, judge):
    life.appeal(at=NOON + DAY)
    life.decide(judge, AppealDecision.DISMISSED, at=NOON + 2 * DAY)
    complaint = life.case.fresh()
    assert (complaint.state, complaint.is_final, complaint.appeal_decision) == (State.ANSWERED, True, "dismissed")
    assert not may(complaint, NOON + 2 * DAY) & {Move.APPEAL, Move.REOPEN, Move.RATE, Move.WITHDRAW_APPEAL}
    with pytest.raises(actions.CannotAppeal):
        life.appeal(at=NOON + 3 * DAY)


def test_a_suggestion_has_no_appeal_and_an_answer_that_is_not_due_has_none_yet():
    assert Move.APPEAL not in may(lives.taken(at=NOON).case.fresh(), NOON + 5 * DAY)
    assert Move.APPEAL not in may(factories.lodge(kind="suggestion").fresh(), NOON + 50 * DAY)


def test_a_certificate_of_silence_opens_an_appeal_even_while_a_question_waits():
    life = lives.taken(at=NOON)
    life.ask(at=NOON + 20 * DAY)
    Complaint.objects.filter(pk=life.pk).update(steps_done=["ceiling"])
    assert Move.APPEAL in may(life.case.fresh(), NOON + 21 * DAY)


def test_a_desk_without_anybody_left_and_one_where_the_accused_works_are_passed_over(life, judge):
    above = Desk.objects.get(pk=next(iter(judge.desks)))
    Exclusion.objects.create(complaint=life.case.complaint, officer_id=judge.officer_id, why="recused", at=NOON)
    beyond = PublicBody.objects.get_parent(above.body)
    top = Desk.objects.get(body=beyond, kind="general") if beyond else central_desk()
    factories.officer(desk=top)
    life.appeal(at=NOON + DAY)
    assert life.case.fresh().appeal_desk_id == top.pk
    other = lives.answered(at=NOON)
    factories.officer(desk=above)
    accused = Exclusion.objects.create(complaint=other.case.complaint, officer_id=judge.officer_id, why="accused", at=NOON)
    other.appeal(at=NOON + DAY)
    assert other.case.fresh().appeal_desk_id == top.pk
    actions.withdraw_appeal(complaint_id=other.pk, at=NOON + DAY)
    assert Exclusion.objects.filter(pk=accused.pk).exists()  # the appeal did not bring it, so its end does not lift it


def test_where_nobody_stands_above_the_central_desk_decides(life):
    centre = standing(factories.officer(role=Role.CENTRAL_OFFICER))
    life.appeal(at=NOON + DAY)  # no officer works at any desk above
    assert life.case.fresh().appeal_desk_id == central_desk().pk
    assert sees(centre, life)


def test_a_withdrawal_gives_state_clocks_and_people_back(life, judge):
    before = Complaint.objects.values().get(pk=life.pk)
    life.appeal(at=NOON + DAY)
    assert life.case.fresh().next_duty_at != before["next_duty_at"]
    actions.withdraw_appeal(complaint_id=life.pk, at=NOON + 2 * DAY)
    after = Complaint.objects.values().get(pk=life.pk)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"entry_count", "head_digest", "last_entry_at", "version", "state_before_appeal"}
    assert sees(life.officer, life)
    assert not sees(judge, life)
    assert Move.APPEAL in may(life.case.fresh(), NOON + 3 * DAY)  # as it was: within its window it may be lodged again


def test_the_cover_of_a_decided_appeal_comes_out_of_the_entries_again(life, judge):
    life.appeal(at=NOON + DAY)
    life.decide(judge, at=NOON + 2 * DAY)
    complaint, again = life.case.fresh(), Complaint()
    names = set()
    for entry in complaint.entries.order_by("number"):
        names |= entry.payload.get("cover", {}).keys()
        write_on_cover(again, entry.payload.get("cover", {}))
    assert {"appeal_desk_id", "appeal_decision", "is_appealed", "is_final"} <= names
    assert {name: getattr(again, name) for name in names} == {name: getattr(complaint, name) for name in names}


def test_a_decision_needs_reasons_and_an_allowed_one_every_point(life, judge):
    life.appeal(at=NOON + DAY)

    def lacks(decision, reasons=REASONS, points=()):
        with pytest.raises(Incomplete) as refused:
            actions.decide(complaint_id=life.pk, by=judge, decision=Decision(decision, reasons, points), at=NOON + DAY)
        return refused.value.fields

    assert lacks(AppealDecision.DISMISSED, "It is right.") == ["reasons"]
    assert lacks(AppealDecision.ALLOWED, points=POINTS[:1]) == ["outcome_2", "redress_2", "reason_2"]
    assert lacks(AppealDecision.ALLOWED, points=[{**point, "outcome": "not_upheld"} for point in POINTS]) == ["decision"]
    assert life.case.fresh().state == State.UNDER_APPEAL


def test_an_allowed_appeal_is_final_and_what_must_be_done_is_followed(life, judge):
    life.appeal(at=NOON + DAY)
    promise = [{"text": "Fill the hole with asphalt.", "due_date": NOON.date() + timedelta(days=20)}]
    actions.decide(
        complaint_id=life.pk, by=judge, decision=Decision(AppealDecision.PARTLY_ALLOWED, REASONS, POINTS, promise), at=NOON + 2 * DAY
    )
    complaint = life.case.fresh()
    assert (complaint.state, complaint.outcome, complaint.appeal_decision) == (State.ANSWERED, "partly_upheld", "partly_allowed")
    assert Commitment.objects.get(complaint=complaint).owner_id == life.officer.officer_id
    assert sees(life.officer, life)  # both bodies read how it ended
    assert sees(judge, life)
    sweep(at=NOON + 40 * DAY)
    assert life.case.fresh().state == State.CLOSED
    assert Job.objects.filter(name="complaints.tell", payload__told=[["complainant", "closed_final"]]).exists()


def test_sent_back_the_body_answers_anew_by_others_in_half_the_time(life, judge):
    other = standing(factories.officer_for(life.case))
    life.appeal(at=NOON + DAY)
    life.decide(judge, AppealDecision.SENT_BACK, at=NOON + 2 * DAY)
    complaint = life.case.fresh()
    assert (complaint.state, complaint.round, complaint.officer_id, complaint.is_final) == (State.IN_PROGRESS, 2, None, False)
    assert not sees(life.officer, life)
    assert sees(life.supervisor, life)  # the body has no other supervisor
    casework.take(complaint_id=life.pk, by=other, at=NOON + 3 * DAY)
    assert Move.APPEAL not in may(life.case.fresh(), NOON + 60 * DAY)  # one level


def test_sent_back_to_a_desk_of_one_officer_that_officer_answers(life, judge):
    life.appeal(at=NOON + DAY)
    life.decide(judge, AppealDecision.SENT_BACK, at=NOON + 2 * DAY)
    assert sees(life.officer, life)


def test_a_refusal_at_screening_that_is_sent_back_is_screened_again():
    case = factories.lodge(body=None)
    first, second, third = (standing(factories.officer(role=Role.CENTRAL_OFFICER)) for _ in range(3))
    refusal = casework.Refusal("not_a_public_body", "A shop is no public body.", "Law 12", "The police")
    casework.propose_refusal(complaint_id=case.complaint.pk, by=first, refusal=refusal, at=NOON)
    casework.refuse(complaint_id=case.complaint.pk, by=second, at=NOON)
    actions.appeal(complaint_id=case.complaint.pk, text=EXAMINE, at=NOON + DAY)
    assert case.fresh().appeal_desk_id == central_desk().pk
    decision = Decision(AppealDecision.SENT_BACK, REASONS)
    with pytest.raises(Complaint.DoesNotExist):
        complaints_shown_to(first).get(pk=case.complaint.pk)
    actions.decide(complaint_id=case.complaint.pk, by=third, decision=decision, at=NOON + 2 * DAY)
    assert case.fresh().state == State.SCREENING
    assert Move.REFER in moves_open(case.fresh(), by=actor_officer(third), at=NOON + 2 * DAY)


# --- Silence -----------------------------------------------------------------------------------


@pytest.fixture
def silent():
    life = lives.taken(at=NOON)
    sweep(at=NOON + 25 * DAY)
    return life


def test_a_silent_body_keeps_whom_it_needs_to_reply_and_they_have_no_hand_in_the_appeal(silent):
    judge, at = lives.judge_over(silent.case), NOON + 25 * DAY
    entry = silent.appeal(at=at)
    assert entry.payload["against"] == "silence"
    assert sees(silent.officer, silent)  # alone at the desk
    moves = moves_open(silent.case.fresh(), by=actor_officer(silent.officer), at=at)
    assert Move.DRAFT_REPLY in moves
    assert not moves & {Move.DECIDE_APPEAL, Move.RETURN_APPEAL, Move.ASK}
    silent.answer(at=at + DAY)
    complaint = silent.case.fresh()
    assert (complaint.state, complaint.state_before_appeal) == (State.UNDER_APPEAL, State.ANSWERED)  # the reply does not end the appeal
    assert Move.DRAFT_REPLY not in moves_open(complaint, by=actor_officer(silent.officer), at=at + DAY)
    assert Move.DECIDE_APPEAL in moves_open(complaint, by=actor_officer(judge), at=at + DAY)
    actions.withdraw_appeal(complaint_id=silent.pk, at=at + 2 * DAY)
    complaint = silent.case.fresh()
    assert complaint.state == State.ANSWERED
    assert {Move.RATE, Move.REOPEN, Move.APPEAL} <= may(complaint, at + 2 * DAY)


def test_a_silent_officer_with_a_colleague_is_out_and_the_colleague_replies(silent):
    colleague, at = standing(factories.officer_for(silent.case)), NOON + 25 * DAY
    lives.judge_over(silent.case)
    silent.appeal(at=at)
    assert not sees(silent.officer, silent)
    draft = replies.save_draft(complaint_id=silent.pk, by=colleague, version=0, summary="Done.", points=POINTS, commitments=(), at=at)
    replies.hand_in(complaint_id=silent.pk, by=colleague, version=draft.version, at=at)
    actions.withdraw_appeal(complaint_id=silent.pk, at=at)
    assert silent.case.fresh().state == State.AWAITING_APPROVAL  # what waits for a second person goes on waiting
    replies.approve(complaint_id=silent.pk, by=silent.supervisor, checked=Quality, at=at)
    assert silent.case.fresh().state == State.ANSWERED


# --- The clock ---------------------------------------------------------------------------------


def test_the_appeal_has_its_own_clock_which_warns_falls_due_and_climbs(life, judge):
    life.appeal(at=NOON)
    complaint = life.case.fresh()
    assert complaint.next_duty_at == calendar().due(NOON, complaint.terms.appeal)
    assert complaint.next_duty_at != complaint.due_at
    over = standing(factories.officer(supervises=Desk.objects.get(pk=complaint.appeal_desk_id).body))
    sweep(at=complaint.next_duty_at + DAY)
    assert [entry.kind for entry in complaint.entries.filter(author="system", at__gt=NOON).order_by("number")] == ["warn", "miss_appeal"]
    assert sees(over, life)
    told = {who for job in Job.objects.filter(name="complaints.tell") for who in job.payload["told"] for who in [tuple(who)]}
    assert {("complainant", "appeal_late"), ("appeal_supervisor", "office_fell_due")} <= told
    sweep(at=complaint.next_duty_at + 8 * DAY)
    assert life.case.fresh().is_opened_to_centre
    assert Entry.objects.filter(complaint=complaint, kind="fall_due").count() == 0


def test_both_bodies_are_told_and_nobody_who_is_out(life, judge):
    colleague = factories.officer_for(life.case)
    life.appeal(at=NOON + DAY)
    tell(Job.objects.filter(name="complaints.tell").latest("pk"), NOON + DAY)
    sent = {
        (job.payload["kind"], sealed_part(job)["address"])
        for job in Job.objects.filter(name="notices.deliver")
        if job.payload["kind"].startswith("office_appeal")
    }
    emails = dict(type(colleague).objects.values_list("pk", "email"))
    assert sent == {("office_appeal", emails[judge.officer_id]), ("office_appealed", colleague.email)}


def test_nobody_else_decides_or_withdraws(life, judge):
    stranger = standing(factories.officer(desk=Desk.objects.filter(kind="general").exclude(pk__in=judge.desks).last()))
    life.appeal(at=NOON + DAY)
    for who in (stranger, standing(factories.officer_for(life.case)), life.officer):
        with pytest.raises(ImpossibleMove):
            life.decide(who, at=NOON + 2 * DAY)
    assert life.case.fresh().state == State.UNDER_APPEAL
