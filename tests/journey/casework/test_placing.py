"""Refer and categorise."""

from datetime import timedelta

import pytest

from mazalim.accounts.models import Role
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import ImpossibleMove, StaleVersion
from mazalim.complaints.models import State
from mazalim.directory.models import Category
from mazalim.directory.queries import central_desk
from mazalim.journey.casework import actions
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON


def _refer(case, by, to, *, at=NOON, **changes):
    words = {"reason": "The road is theirs."} | changes
    return actions.refer(complaint_id=case.complaint.pk, by=factories.standing(by), body_id=factories.body(to).pk, at=at, **words)


def _category(code):
    return Category.objects.get(code=code)


def test_a_referral_moves_the_case_and_leaves_the_deadline(cast):
    due = cast.case.fresh().due_at
    entry = _refer(cast.case, cast.officer, "MUN-SUL", at=NOON + timedelta(days=5))
    complaint = cast.case.fresh()
    assert (complaint.state, complaint.body.code, complaint.referrals, complaint.officer) == (State.WITH_BODY, "MUN-SUL", 1, None)
    assert complaint.due_at == due
    assert complaint.next_duty_at < due
    assert entry.visibility == "public"
    assert entry.payload["from_body"] == factories.body().pk
    assert not complaints_shown_to(cast.as_("officer")).filter(pk=complaint.pk).exists()


def test_a_referral_needs_a_reason_and_another_body_that_takes_complaints(cast):
    with pytest.raises(actions.NoReason):
        _refer(cast.case, cast.officer, "MUN-SUL", reason="  ")
    with pytest.raises(actions.NotAReceiver):
        _refer(cast.case, cast.officer, "MUN-EBL")
    closed = factories.body("MUN-SUL")
    closed.accepts_complaints = False
    closed.save()
    with pytest.raises(actions.NotAReceiver):
        _refer(cast.case, cast.officer, "MUN-SUL")


@pytest.mark.parametrize("who", ["central", "stranger"])
def test_nobody_refers_a_case_of_another_desk(cast, who):
    with pytest.raises(ImpossibleMove):
        _refer(cast.case, getattr(cast, who), "MUN-SUL")


def test_a_referral_of_an_older_version_is_refused(cast):
    version = cast.case.complaint.version
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("colleague"), at=NOON)
    with pytest.raises(StaleVersion):
        _refer(cast.case, cast.officer, "MUN-SUL", version=version)


def test_whoever_refers_a_case_that_a_colleague_has_just_sent_there_is_told_that_it_moved(cast):
    version = cast.case.fresh().version
    _refer(cast.case, cast.officer, "MUN-SUL")
    with pytest.raises(StaleVersion):
        _refer(cast.case, cast.colleague, "MUN-SUL", version=version)


def test_the_third_referral_goes_to_the_central_desk_whose_ruling_binds(cast):
    case = cast.case
    for to in ("MUN-SUL", "MUN-DHK"):
        _refer(case, factories.officer_for(case), to)
        assert case.fresh().body.code == to
    last = factories.officer_for(case)
    entry = _refer(case, last, "MUN-HLB")
    complaint = case.fresh()
    assert (complaint.state, complaint.desk, complaint.referrals, complaint.is_ruled) == (State.SCREENING, central_desk(), 3, False)
    assert entry.payload["to_body"] == factories.body("MUN-HLB").pk
    assert complaint.next_duty_at is not None
    _refer(case, cast.central, "MUN-DHK", reason="The road lies in Duhok.")
    complaint = case.fresh()
    assert (complaint.state, complaint.body.code, complaint.is_ruled) == (State.WITH_BODY, "MUN-DHK", True)
    with pytest.raises(ImpossibleMove):
        _refer(case, factories.officer_for(case), "MUN-SUL")


def test_the_first_placing_by_the_central_desk_is_no_ruling(cast):
    case = factories.lodge(body=None)
    _refer(case, cast.central, "MUN-EBL")
    complaint = case.fresh()
    assert (complaint.state, complaint.referrals, complaint.is_ruled) == (State.WITH_BODY, 0, False)
    _refer(case, cast.officer, "MUN-SUL")


def test_a_guarded_case_stays_guarded_wherever_it_is_referred(cast):
    case = factories.lodge(against="official", official={"name": "A clerk", "post": "", "unit": ""})
    below = factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general"))
    above = factories.supervisor_for(case)
    for to in ("MUN-SUL", "MUN-DHK"):
        _refer(case, factories.officer_for(case), to)
        complaint = case.fresh()
        assert (complaint.is_guarded, complaint.desk.kind) == (True, "integrity")
        for reader in (below, above, factories.supervisor_for(case)):
            assert not complaints_shown_to(factories.standing(reader)).filter(pk=complaint.pk).exists()
    _refer(case, factories.officer_for(case), "MUN-EBL")
    assert (case.fresh().is_guarded, case.fresh().state) == (True, State.SCREENING)
    chief = factories.officer(supervises=central_desk().body)
    assert not complaints_shown_to(factories.standing(chief)).filter(pk=case.complaint.pk).exists()
    _refer(case, cast.central, "MUN-EBL")
    assert (case.fresh().is_guarded, case.fresh().desk.kind) == (True, "integrity")


def test_the_new_body_has_its_own_time_to_take_the_case_up(cast):
    actions.sweep(at=NOON + timedelta(days=6))
    assert "acceptance_due" in cast.case.fresh().steps_done
    _refer(cast.case, cast.officer, "MUN-SUL", at=NOON + timedelta(days=6))
    actions.sweep(at=NOON + timedelta(days=12))
    assert cast.case.fresh().entries.filter(kind="miss_duty").count() == 2


def test_a_shorter_category_brings_the_deadline_forward(cast):
    before = cast.case.fresh()
    actions.take(complaint_id=before.pk, by=cast.as_("officer"), at=NOON)
    actions.categorise(complaint_id=before.pk, by=cast.as_("officer"), category_id=_category("waste_collection").pk, at=NOON)
    after = cast.case.fresh()
    assert (before.due_at - after.due_at).days == 7
    assert after.terms.decision.days == 14


def test_a_longer_category_leaves_the_deadline_and_back_again_does_not_lengthen(cast):
    pk = cast.case.complaint.pk
    codes = ("waste_collection", "building_permit", "road_damage", "waste_collection")
    dues = []
    for code in codes:
        by = factories.standing(factories.officer_for(cast.case))
        actions.categorise(complaint_id=pk, by=by, category_id=_category(code).pk, at=NOON)
        dues.append(cast.case.fresh().due_at)
    assert len(set(dues)) == 1


def test_a_change_of_category_never_makes_a_case_overdue(cast):
    at = NOON + timedelta(days=18)
    actions.categorise(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), category_id=_category("waste_collection").pk, at=at)
    due = cast.case.fresh().due_at
    assert at <= due < at + timedelta(days=3)


def test_a_category_with_a_desk_of_its_own_moves_the_case_there_and_tells_it(cast):
    pk = cast.case.complaint.pk
    actions.take(complaint_id=pk, by=cast.as_("officer"), at=NOON)
    actions.categorise(complaint_id=pk, by=cast.as_("officer"), category_id=_category("waste_collection").pk, at=NOON)
    complaint = cast.case.fresh()
    assert (complaint.desk.code, complaint.officer, complaint.state) == ("MUN-EBL-WASTE", None, State.IN_PROGRESS)
    assert Job.objects.filter(name="complaints.tell", payload__told=[["desk", "office_new"]]).count() == 2  # lodging, and now
    actions.take(complaint_id=pk, by=factories.standing(factories.officer_for(cast.case)), at=NOON)


def test_a_body_has_only_its_own_categories_and_a_change_is_a_change(cast):
    for code in ("passport", "road_damage"):
        with pytest.raises(actions.WrongCategory):
            actions.categorise(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), category_id=_category(code).pk, at=NOON)


def test_in_screening_any_category_will_do(cast):
    case = factories.lodge(body=None)
    actions.categorise(complaint_id=case.complaint.pk, by=cast.as_("central"), category_id=_category("passport").pk, at=NOON)
    assert case.fresh().category.code == "passport"
    with pytest.raises(ImpossibleMove):
        actions.categorise(complaint_id=case.complaint.pk, by=cast.as_("stranger"), category_id=_category("pension").pk, at=NOON)


def test_a_suggestion_changes_body_and_category_at_once(cast):
    case = factories.lodge(body=None)
    passports = factories.body("PAS-EBL")
    actions.refer(
        complaint_id=case.complaint.pk,
        by=cast.as_("central"),
        body_id=passports.pk,
        category_id=_category("passport").pk,
        reason="The passport office deals with this.",
        at=NOON,
    )
    assert (case.fresh().body, case.fresh().category.code) == (passports, "passport")
    other = factories.lodge(body=None)
    with pytest.raises(actions.WrongCategory):
        _refer(other, factories.officer(role=Role.CENTRAL_OFFICER), "PAS-EBL", category_id=_category("market_hygiene").pk)
