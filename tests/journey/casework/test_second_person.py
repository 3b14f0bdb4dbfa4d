"""Refuse, extend, reveal: one proposes, another decides."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from mazalim.accounts.models import Role
from mazalim.complaints.access import has_revealed
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion
from mazalim.complaints.models import Proposal, State
from mazalim.journey.casework import actions
from tests import factories
from tests.factories import NOON

WORDS = actions.Refusal("before_a_court", "A court has the matter since May.", "Law 12 of 2009, article 4", "The court that has the matter")


def _propose(cast, by="officer", **changes):
    return actions.propose_refusal(complaint_id=cast.case.complaint.pk, by=cast.as_(by), refusal=WORDS, at=NOON, **changes)


def test_a_refusal_takes_effect_when_a_second_person_agrees(cast):
    _propose(cast)
    assert cast.case.fresh().state == State.WITH_BODY
    entry = actions.refuse(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), at=NOON)
    complaint = cast.case.fresh()
    assert complaint.state == State.INADMISSIBLE
    assert (complaint.next_step_at, complaint.next_duty_at) == (None, None)
    assert json.loads(entry.words.text) == {
        "reason": "before_a_court",
        "text": "A court has the matter since May.",
        "legal_basis": "Law 12 of 2009, article 4",
        "where_to_go": "The court that has the matter",
    }
    assert entry.payload["reason"] == "before_a_court"
    assert Proposal.objects.get().decided_by == cast.supervisor


def test_the_proposer_never_agrees_even_with_both_roles(cast):
    both = factories.officer(desk=cast.case.fresh().desk, supervises=cast.case.fresh().body)
    actions.propose_refusal(complaint_id=cast.case.complaint.pk, by=factories.standing(both), refusal=WORDS, at=NOON)
    with pytest.raises(actions.SamePerson):
        actions.refuse(complaint_id=cast.case.complaint.pk, by=factories.standing(both), at=NOON)
    assert cast.case.fresh().state == State.WITH_BODY


def test_the_database_refuses_a_proposal_agreed_by_its_proposer(cast):
    _propose(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decision="agreed", decided_by=cast.officer, decided_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decision="agreed", decided_by=None, decided_at=NOON)


def test_only_one_proposal_of_an_act_waits(cast):
    _propose(cast)
    with pytest.raises(actions.AlreadyProposed):
        _propose(cast, by="colleague")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(complaint=cast.case.complaint, act="refuse", proposed_by=cast.colleague, proposed_at=NOON, expires_at=NOON)


@pytest.mark.parametrize("who", ["officer", "colleague", "central", "stranger"])
def test_nobody_but_the_supervisor_agrees(cast, who):
    _propose(cast)
    with pytest.raises(ImpossibleMove):
        actions.refuse(complaint_id=cast.case.complaint.pk, by=cast.as_(who), at=NOON)


def test_a_declined_refusal_leaves_the_case_as_it_was(cast):
    _propose(cast)
    actions.decline_refusal(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), reason="The court closed it.", at=NOON)
    assert cast.case.fresh().state == State.WITH_BODY
    assert Proposal.objects.get().decision == Proposal.Decision.DECLINED
    with pytest.raises(actions.NothingProposed):
        actions.refuse(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), at=NOON)
    _propose(cast)


def test_a_refusal_needs_a_known_ground_and_the_version_that_was_read(cast):
    unknown = actions.Refusal("too_late", "x", "x", "x")
    with pytest.raises(actions.UnknownReason):
        actions.propose_refusal(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), refusal=unknown, at=NOON)
    with pytest.raises(StaleVersion):
        _propose(cast, version=cast.case.complaint.version + 1)
    assert not Proposal.objects.exists()


def test_the_central_desk_refuses_in_screening_by_two_of_its_officers(cast):
    case = factories.lodge(body=None)
    second = factories.officer(role=Role.CENTRAL_OFFICER)
    actions.propose_refusal(complaint_id=case.complaint.pk, by=cast.as_("central"), refusal=WORDS, at=NOON)
    with pytest.raises(actions.SamePerson):
        actions.refuse(complaint_id=case.complaint.pk, by=cast.as_("central"), at=NOON)
    actions.refuse(complaint_id=case.complaint.pk, by=factories.standing(second), at=NOON)
    assert case.fresh().state == State.INADMISSIBLE


def test_more_time_is_given_once_before_the_deadline_and_moves_it_ten_working_days(cast):
    pk = cast.case.complaint.pk
    actions.take(complaint_id=pk, by=cast.as_("officer"), at=NOON)
    before = cast.case.fresh().due_at
    actions.propose_extension(complaint_id=pk, by=cast.as_("officer"), reason="The pipe under it must be mended first.", at=NOON)
    assert cast.case.fresh().due_at == before
    entry = actions.extend(complaint_id=pk, by=cast.as_("supervisor"), at=NOON)
    assert entry.words.text == "The pipe under it must be mended first."
    after = cast.case.fresh().due_at
    assert timedelta(days=12) <= after - before <= timedelta(days=20)
    with pytest.raises(ImpossibleMove):
        actions.propose_extension(complaint_id=pk, by=cast.as_("officer"), reason="Again", at=NOON)


def test_after_the_deadline_nobody_agrees_to_more_time(cast):
    pk = cast.case.complaint.pk
    actions.take(complaint_id=pk, by=cast.as_("officer"), at=NOON)
    due = cast.case.fresh().due_at
    actions.propose_extension(complaint_id=pk, by=cast.as_("officer"), reason="More time", at=due - timedelta(hours=20))
    with pytest.raises(ImpossibleMove):
        actions.extend(complaint_id=pk, by=cast.as_("supervisor"), at=due + timedelta(hours=1))


def test_a_named_complainant_is_opened_by_the_officer_for_eight_hours(cast):
    complaint = cast.case.complaint
    actions.reveal(complaint_id=complaint.pk, by=cast.as_("officer"), reason="To call back", at=NOON)
    assert has_revealed(complaint, cast.officer.pk, at=NOON + timedelta(hours=7))
    assert not has_revealed(complaint, cast.officer.pk, at=NOON + timedelta(hours=9))
    assert not has_revealed(complaint, cast.colleague.pk, at=NOON)


def test_a_guarded_case_is_opened_to_nobody_alone_though_its_complainant_accused_nobody():
    case = factories.lodge()
    worker, colleague = factories.officer_for(case), factories.officer_for(case)
    told = {"officers": [colleague.pk], "reason": "The letter means him."}
    actions.match_official(complaint_id=case.complaint.pk, by=factories.standing(worker), at=NOON, **told)
    complaint = case.fresh()
    assert (complaint.is_guarded, complaint.accuses_official) == (True, False)
    with pytest.raises(actions.NeedsSecondPerson):
        actions.reveal(complaint_id=complaint.pk, by=factories.standing(factories.officer_for(case)), reason="To ask her.", at=NOON)


def test_a_colleague_of_the_desk_is_no_second_person_for_an_identity():
    case = factories.lodge(identity_mode="confidential")
    first, colleague = factories.officer_for(case), factories.officer_for(case)
    actions.propose_reveal(complaint_id=case.complaint.pk, by=factories.standing(first), reason="To ask her.", at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(colleague), at=NOON)
    assert not has_revealed(case.complaint, first.pk, at=NOON)


def test_a_confidential_complainant_is_opened_to_who_asked_when_a_supervisor_agrees(cast):
    case = factories.lodge(identity_mode="confidential")
    with pytest.raises(actions.NeedsSecondPerson):
        actions.reveal(complaint_id=case.complaint.pk, by=cast.as_("officer"), reason="To call back", at=NOON)
    actions.propose_reveal(complaint_id=case.complaint.pk, by=cast.as_("officer"), reason="To find the house", at=NOON)
    assert not has_revealed(case.complaint, cast.officer.pk, at=NOON)
    entry = actions.agree_reveal(complaint_id=case.complaint.pk, by=cast.as_("supervisor"), at=NOON)
    assert entry.payload["shown_to"] == cast.officer.pk
    assert entry.visibility == "public"
    assert has_revealed(case.complaint, cast.officer.pk, at=NOON)
    assert not has_revealed(case.complaint, cast.supervisor.pk, at=NOON)


def test_a_declined_reveal_opens_nothing(cast):
    case = factories.lodge(identity_mode="confidential")
    actions.propose_reveal(complaint_id=case.complaint.pk, by=cast.as_("officer"), reason="Curious", at=NOON)
    actions.decline_reveal(complaint_id=case.complaint.pk, by=cast.as_("supervisor"), reason="Not needed", at=NOON)
    assert not has_revealed(case.complaint, cast.officer.pk, at=NOON)
    with pytest.raises(actions.NothingProposed):
        actions.agree_reveal(complaint_id=case.complaint.pk, by=cast.as_("supervisor"), at=NOON)


def test_where_an_official_is_accused_a_member_of_the_integrity_desk_is_the_second_person(cast):
    case = factories.lodge(against="official", official={"name": "A clerk", "post": "", "unit": ""})
    first, second = factories.officer_for(case), factories.officer_for(case)
    with pytest.raises(actions.NeedsSecondPerson):
        actions.reveal(complaint_id=case.complaint.pk, by=factories.standing(first), reason="x", at=NOON)
    actions.propose_reveal(complaint_id=case.complaint.pk, by=factories.standing(first), reason="To hear the witness", at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.agree_reveal(complaint_id=case.complaint.pk, by=cast.as_("supervisor"), at=NOON)
    actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(second), at=NOON)
    assert has_revealed(case.complaint, first.pk, at=NOON)


def test_a_proposal_ends_by_itself_after_three_working_days(cast):
    _propose(cast)
    assert actions.expire_proposals(at=NOON + timedelta(days=3)) == 0
    late = NOON + timedelta(days=4)
    with pytest.raises(actions.NothingProposed):
        actions.refuse(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), at=late)
    assert actions.expire_proposals(at=late) == 1
    assert actions.expire_proposals(at=late) == 0
    assert Proposal.objects.get().decision == Proposal.Decision.EXPIRED
    assert cast.case.fresh().entries.filter(kind=Move.PROPOSAL_EXPIRED).count() == 1
    assert cast.case.fresh().state == State.WITH_BODY


def test_a_referral_ends_what_was_proposed_at_the_old_body(cast):
    _propose(cast)
    waiting = Proposal.objects.get()
    entry = actions.refer(
        complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), body_id=factories.body("MUN-SUL").pk, reason="Their road", at=NOON
    )
    assert entry.payload["proposals_dropped"] == [waiting.pk]
    assert Proposal.objects.get().decision == Proposal.Decision.EXPIRED
