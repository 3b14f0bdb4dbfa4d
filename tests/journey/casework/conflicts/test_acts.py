"""Conflict of interest: a case lies only on a desk that is clean for it."""

from datetime import timedelta

import pytest

from mazalim.accounts.actions import grant
from mazalim.accounts.models import Role
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import Entry, Exclusion, State
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk
from mazalim.journey.casework import actions
from mazalim.journey.routing.models import Ruling
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import NOON

OFFICIAL = {"against": "official", "official": {"name": "Rebwar Sabir", "post": "Head of the unit", "unit": "Roads"}}
DAY = timedelta(days=1)


def accusing(**changes):
    return factories.lodge(**OFFICIAL | changes)


def at(desk, **changes):
    """An officer at a desk, by its code."""
    return factories.officer(desk=Desk.objects.get(code=desk), **changes)


def match(case, by, *officers, **changes):
    words = {"reason": "The name stands in the complaint."} | changes
    return actions.match_official(
        complaint_id=case.complaint.pk, by=factories.standing(by), officers=[one.pk for one in officers], at=NOON, **words
    )


def sees(made, case):
    return complaints_shown_to(factories.standing(made)).filter(pk=case.complaint.pk).exists()


def where(case):
    return case.fresh().desk.code


# --- Where it goes first -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "desk"),
    [("MUN-EBL", "MUN-EBL-INTEGRITY"), ("ELE-EBL", "KRG13-INTEGRITY"), ("KRG04", "KRG04-INTEGRITY"), ("KRG00", "KRG00-AUDIT")],
)
def test_a_complaint_against_an_official_goes_to_the_integrity_desk_or_above_and_against_the_central_desk_to_the_auditors(body, desk):
    category = factories.body(body).categories.first().code
    case = accusing(body=body, category=category)
    complaint = case.fresh()
    above = complaint.desk.code
    assert complaint.is_guarded
    assert above == desk or (body == "ELE-EBL" and above.endswith(("-INTEGRITY", "-CENTRAL")))
    for reader in (factories.officer(role=Role.CENTRAL_OFFICER), factories.officer(supervises=complaint.body)):
        assert sees(reader, case) == (complaint.desk.kind == "central" and reader.grants.filter(role="central_officer").exists())


# --- Matching --------------------------------------------------------------------------------------


def test_a_member_of_the_desk_who_is_accused_sees_nothing_and_the_case_climbs():
    case = accusing()
    colleague, accused = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    line = PublicBody.objects.get_ancestors(case.complaint.body)
    above = Desk.objects.filter(kind="integrity", body__in=line).first() or central_desk()
    higher = factories.officer(desk=above, role=Role.CENTRAL_OFFICER if above.kind == "central" else None)
    entry = match(case, colleague, accused)
    complaint = case.fresh()
    assert (complaint.desk, complaint.is_guarded, complaint.official_found, complaint.officer) == (above, True, "matched", None)
    assert [sees(one, case) for one in (accused, colleague, higher)] == [False, False, True]
    assert (entry.visibility, entry.payload["officers"]) == ("internal", [accused.pk])
    climb = Entry.objects.get(complaint=complaint, kind="climb")
    assert (climb.visibility, climb.payload["why"]) == ("public", "accused")
    told = Job.objects.filter(name="complaints.tell", payload__entry=climb.number).get()
    assert told.payload["told"] == [["desk", "office_new"]]


def test_a_desk_under_an_accused_supervisor_is_not_clean():
    case = accusing()
    member = at("MUN-EBL-INTEGRITY")
    match(case, member, factories.supervisor_for(case))
    assert where(case) != "MUN-EBL-INTEGRITY"
    assert not sees(member, case)


def test_an_accused_officer_elsewhere_leaves_the_case_where_it_is():
    case = accusing()
    member = at("MUN-EBL-INTEGRITY")
    match(case, member, at("MUN-EBL-ROADS"))
    assert where(case) == "MUN-EBL-INTEGRITY"
    assert sees(member, case)


def test_an_accused_central_officer_sends_it_past_the_central_desk_to_the_auditors():
    case = factories.lodge(**OFFICIAL, body=None)
    accused, other = (factories.officer(role=Role.CENTRAL_OFFICER) for _ in range(2))
    auditor = at("KRG00-AUDIT")
    match(case, other, accused)
    complaint = case.fresh()
    assert (complaint.desk.kind, complaint.state, complaint.is_guarded) == ("audit", State.WITH_BODY, True)
    assert [sees(one, case) for one in (accused, other, auditor)] == [False, False, True]
    # However late it is, it is not opened to the central desk.
    actions.sweep(at=NOON + 60 * DAY)
    assert not case.fresh().is_opened_to_centre
    assert not sees(other, case)


def test_a_case_opened_to_the_centre_is_closed_again_to_it():
    case = accusing()
    member = at("MUN-EBL-INTEGRITY")
    actions.sweep(at=NOON + 60 * DAY)
    central = [factories.officer(role=Role.CENTRAL_OFFICER) for _ in range(2)]
    assert sees(central[1], case)
    match(case, member, central[0])
    assert not case.fresh().is_opened_to_centre
    assert not sees(central[1], case)
    assert sees(member, case)


def test_a_new_ruling_takes_the_place_of_the_old_one():
    case = accusing()
    member, wrong, right = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-ROADS"), at("MUN-EBL-WASTE")
    match(case, member, wrong)
    entry = match(case, member, right)
    assert entry.payload["no_longer"] == [wrong.pk]
    assert set(Exclusion.objects.values_list("officer", flat=True)) == {right.pk}
    with pytest.raises(actions.NobodyMatched):
        match(case, member)


def test_who_stands_in_the_line_of_the_accused_adds_to_a_ruling_and_lets_nobody_in_again():
    case = accusing()
    member, accused, other = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-ROADS"), at("MUN-EBL-WASTE")
    match(case, member, accused)
    grant(officer=member, role=Role.OFFICER, desk=Desk.objects.get(code="MUN-EBL-ROADS"), at=NOON)
    with pytest.raises(actions.NotOutside):
        match(case, member, other)
    match(case, member, accused, other)
    assert set(Exclusion.objects.values_list("officer", flat=True)) == {accused.pk, other.pk}


def test_a_recusal_outlives_a_ruling_that_was_wrong():
    case = accusing()
    member, wrong = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    actions.recuse(complaint_id=case.complaint.pk, by=factories.standing(wrong), reason="kinship", at=NOON)
    match(case, member, wrong)
    higher = factories.officer_for(case)
    actions.rule_out_official(
        complaint_id=case.complaint.pk, by=factories.standing(higher), found="does_not_exist", reason="No such post.", at=NOON
    )
    assert list(Exclusion.objects.values_list("officer", "why")) == [(wrong.pk, "recused")]


def test_a_reply_that_waits_is_written_anew_where_the_case_climbs(cast):
    case = accusing()
    member, accused = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    actions.take(complaint_id=case.complaint.pk, by=factories.standing(accused), at=NOON)
    actions.propose_extension(complaint_id=case.complaint.pk, by=factories.standing(accused), reason="More time.", at=NOON)
    match(case, member, accused)
    assert not case.fresh().proposals.filter(decision="").exists()
    assert case.fresh().state == State.IN_PROGRESS


# --- Ruling out, and the way back ----------------------------------------------------------------


def rule_out(case, by, **changes):
    words = {"found": "not_an_officer", "reason": "He left the service in May."} | changes
    return actions.rule_out_official(complaint_id=case.complaint.pk, by=factories.standing(by), at=NOON, **words)


def release(case, by):
    return actions.release(complaint_id=case.complaint.pk, by=factories.standing(by), reason="Nobody here is concerned.", at=NOON)


def test_after_ruling_out_the_case_may_go_to_the_ordinary_desk_and_loses_its_guard():
    case = accusing()
    member, worker, supervisor = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-ROADS"), factories.supervisor_for(case)
    with pytest.raises(ImpossibleMove):
        release(case, member)
    rule_out(case, member)
    assert not sees(worker, case)
    release(case, member)
    complaint = case.fresh()
    assert (complaint.desk.code, complaint.is_guarded, complaint.state) == ("MUN-EBL-ROADS", False, State.WITH_BODY)
    assert [sees(one, case) for one in (worker, supervisor, member)] == [True, True, False]
    # From there it is an ordinary case: another body's desk for the category, not its integrity desk.
    actions.refer(complaint_id=complaint.pk, by=factories.standing(worker), body_id=factories.body("MUN-SUL").pk, reason="Theirs.", at=NOON)
    assert where(case) == "MUN-SUL-ROADS"


def test_the_guard_stays_while_an_accused_officer_works_anywhere_in_the_body():
    case = accusing()
    member = at("MUN-EBL-INTEGRITY")
    match(case, member, at("MUN-EBL-WASTE"))
    with pytest.raises(actions.NotClean):
        release(case, member)
    match(case, member, at("MUN-SUL-ROADS"))
    release(case, member)
    assert where(case) == "MUN-EBL-ROADS"


def test_who_stands_in_the_line_of_the_body_named_rules_nobody_out():
    case = accusing()
    member = at("MUN-EBL-INTEGRITY")
    grant(officer=member, role=Role.OFFICER, desk=Desk.objects.get(code="MUN-EBL-ROADS"), at=NOON)
    with pytest.raises(actions.NotOutside):
        rule_out(case, member)


def test_a_released_case_that_turns_out_to_accuse_a_colleague_climbs_and_is_guarded_again():
    case = accusing()
    member, worker, accused = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-ROADS"), at("MUN-EBL-ROADS")
    rule_out(case, member)
    release(case, member)
    match(case, worker, accused)
    assert (where(case), case.fresh().is_guarded) == ("MUN-EBL-INTEGRITY", True)
    assert [sees(one, case) for one in (worker, accused, member)] == [False, False, True]


# --- Every placement ------------------------------------------------------------------------------


def test_a_referral_goes_past_a_desk_where_an_accused_officer_works():
    case = accusing()
    member, elsewhere = at("MUN-EBL-INTEGRITY"), at("MUN-SUL-INTEGRITY")
    match(case, member, elsewhere)
    actions.refer(
        complaint_id=case.complaint.pk, by=factories.standing(member), body_id=factories.body("MUN-SUL").pk, reason="Theirs.", at=NOON
    )
    assert case.fresh().body.code == "MUN-SUL"
    assert where(case) not in {"MUN-SUL-INTEGRITY", "MUN-SUL-ROADS"}
    assert case.fresh().is_guarded


def test_a_change_of_category_goes_past_a_desk_where_nobody_is_left(cast):
    waste, _ = at("MUN-EBL-WASTE"), at("MUN-EBL-INTEGRITY")
    case = cast.case
    Exclusion.objects.create(complaint=case.complaint, officer=waste, why="recused", at=NOON)
    category = case.complaint.body.categories.get(code="waste_collection")
    actions.categorise(complaint_id=case.complaint.pk, by=cast.as_("officer"), category_id=category.pk, at=NOON)
    assert where(case) == "MUN-EBL-INTEGRITY"
    assert not case.fresh().is_guarded


def test_an_accused_officer_who_gets_a_desk_later_drives_the_case_away_from_it():
    case = accusing()
    member, accused = at("MUN-EBL-INTEGRITY"), at("MUN-SUL-ROADS")
    match(case, member, accused)
    assert where(case) == "MUN-EBL-INTEGRITY"
    grant(officer=accused, role=Role.OFFICER, desk=case.fresh().desk, at=NOON)
    assert not sees(accused, case)
    work_all(at=NOON)
    assert where(case) != "MUN-EBL-INTEGRITY"
    assert not sees(member, case)


def test_an_accused_officer_who_supervises_the_body_of_an_open_case_later_puts_it_under_guard():
    case = accusing()
    member, accused = at("MUN-EBL-INTEGRITY"), at("MUN-SUL-ROADS")
    match(case, member, accused)
    release(case, member)
    assert where(case) == "MUN-EBL-ROADS"
    grant(officer=accused, role=Role.SUPERVISOR, body=case.complaint.body, at=NOON)
    work_all(at=NOON)
    assert case.fresh().is_guarded
    assert case.fresh().desk.body.code != "MUN-EBL"


# --- Recusal --------------------------------------------------------------------------------------


def recuse(case, by, reason="kinship", **changes):
    return actions.recuse(complaint_id=case.complaint.pk, by=factories.standing(by), reason=reason, at=NOON, **changes)


def test_whoever_steps_back_sees_nothing_and_the_case_goes_back_to_the_desk(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    entry = recuse(cast.case, cast.officer)
    complaint = cast.case.fresh()
    assert (complaint.officer, complaint.state, complaint.desk.code) == (None, State.IN_PROGRESS, "MUN-EBL-ROADS")
    assert [sees(cast.officer, cast.case), sees(cast.colleague, cast.case)] == [False, True]
    assert (entry.visibility, entry.payload["reason"]) == ("internal", "kinship")
    told = Job.objects.filter(name="complaints.tell", payload__entry=entry.number).get()
    assert told.payload["told"] == [["supervisor", "office_conflict"]]
    actions.take(complaint_id=complaint.pk, by=cast.as_("colleague"), at=NOON)
    with pytest.raises(actions.UnknownReason):
        recuse(cast.case, cast.colleague, reason="no time")


def test_a_desk_with_nobody_left_gives_the_case_up_and_the_supervisor_goes_on_reading_it(cast):
    case = cast.case
    at("MUN-EBL-INTEGRITY")
    for one in (cast.officer, cast.colleague):
        recuse(case, one)
    assert where(case) == "MUN-EBL-INTEGRITY"
    assert not case.fresh().is_guarded
    assert sees(factories.supervisor_for(case), case)
    assert Entry.objects.get(complaint=case.complaint, kind="climb").payload["why"] == "nobody_left"


# --- The second person -----------------------------------------------------------------------------


def test_an_integrity_desk_of_one_gets_its_second_person_from_above():
    case = accusing(identity_mode="confidential")
    alone = at("MUN-EBL-INTEGRITY")
    central = factories.officer(role=Role.CENTRAL_OFFICER)
    assert not sees(central, case)
    actions.take(complaint_id=case.complaint.pk, by=factories.standing(alone), at=NOON)
    actions.propose_reveal(complaint_id=case.complaint.pk, by=factories.standing(alone), reason="To ask her.", at=NOON)
    second = case.fresh().second_desk
    assert second is not None
    above = central if second.kind == "central" else factories.officer(desk=second)
    assert sees(above, case)
    with pytest.raises(actions.SamePerson):
        actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(alone), at=NOON)
    actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(above), at=NOON)


def test_a_desk_of_two_needs_nobody_from_above():
    case = accusing()
    alone, _ = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    actions.propose_reveal(complaint_id=case.complaint.pk, by=factories.standing(alone), reason="To ask her.", at=NOON)
    assert case.fresh().second_desk is None


def test_the_second_person_of_a_reveal_stands_outside_the_line_of_the_accused():
    case = accusing()
    first, second = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    roads = Desk.objects.get(code="MUN-EBL-ROADS")
    grant(officer=second, role=Role.OFFICER, desk=roads, at=NOON)
    actions.propose_reveal(complaint_id=case.complaint.pk, by=factories.standing(first), reason="To ask her.", at=NOON)
    with pytest.raises(actions.InTheLine):
        actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(second), at=NOON)
    match(case, first, at("MUN-SUL-ROADS"))
    actions.agree_reveal(complaint_id=case.complaint.pk, by=factories.standing(second), at=NOON)


# --- Lifting an exclusion -----------------------------------------------------------------------


def test_the_central_desk_lifts_an_exclusion_by_two_persons_who_do_not_read_the_case(cast):
    recuse(cast.case, cast.officer)
    exclusion = Exclusion.objects.get()
    one, other = (factories.officer(role=Role.CENTRAL_OFFICER) for _ in range(2))
    act = {"complaint_id": cast.case.complaint.pk, "at": NOON}
    with pytest.raises(actions.NotTheirs):
        actions.propose_lift(**act, exclusion_id=exclusion.pk, by=cast.as_("colleague"), reason="She is needed.")
    actions.propose_lift(**act, exclusion_id=exclusion.pk, by=factories.standing(one), reason="She is needed.")
    with pytest.raises(actions.SamePerson):
        actions.lift(**act, by=factories.standing(one))
    assert not sees(other, cast.case)
    actions.lift(**act, by=factories.standing(other))
    assert sees(cast.officer, cast.case)
    kinds = list(cast.case.fresh().entries.order_by("number").values_list("kind", "visibility"))
    assert kinds[-2:] == [("propose_lift", "internal"), ("lift_exclusion", "internal")]


def test_where_a_central_officer_is_accused_the_auditors_desk_decides():
    case = factories.lodge(**OFFICIAL, body=None)
    accused, other, auditor = factories.officer(role=Role.CENTRAL_OFFICER), factories.officer(role=Role.CENTRAL_OFFICER), at("KRG00-AUDIT")
    match(case, other, accused)
    act = {"complaint_id": case.complaint.pk, "exclusion_id": Exclusion.objects.get().pk, "reason": "It is somebody else.", "at": NOON}
    for one in (accused, other):
        with pytest.raises(actions.NotTheirs):
            actions.propose_lift(**act, by=factories.standing(one))
    actions.propose_lift(**act, by=factories.standing(auditor))


# --- Rulings ---------------------------------------------------------------------------------------


def test_a_ruling_is_written_down_and_one_on_an_accused_official_is_for_nobody_else_to_read(cast):
    for case in (cast.case, accusing()):
        for to in ("MUN-SUL", "MUN-DHK", "MUN-HLB"):
            by = factories.standing(factories.officer_for(case))
            actions.refer(complaint_id=case.complaint.pk, by=by, body_id=factories.body(to).pk, reason="Theirs.", at=NOON)
        assert case.fresh().state == State.SCREENING
        actions.refer(
            complaint_id=case.complaint.pk,
            by=cast.as_("central"),
            body_id=factories.body("MUN-DHK").pk,
            reason="The road is Duhok's.",
            at=NOON,
        )
    rulings = list(Ruling.objects.order_by("pk"))
    assert [(one.body.code, one.is_open) for one in rulings] == [("MUN-DHK", True), ("MUN-DHK", False)]
    assert rulings[0].number.startswith("2026-R")
