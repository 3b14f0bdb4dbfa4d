"""Each act on its page: whose hand, which state, what is said, what survives an error."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.access import has_revealed
from mazalim.complaints.models import Proposal, State
from mazalim.directory.models import Category
from mazalim.journey.casework import actions
from tests import factories
from tests.journey.casework.cast import Cast

ACTS = ["take", "assign", "note", "ask", "refer", "categorise", "propose_refusal", "refusal", "extend", "reveal"]
WORDS = {"reason": "before_a_court", "text": "A court has it.", "legal_basis": "Law 12, article 4", "where_to_go": "The court"}


@pytest.fixture
def today() -> Cast:
    """The cast with a case lodged today: pages read the clock."""
    return Cast.around(factories.lodge(at=timezone.now() - timedelta(minutes=5)))


def _at(case, act):
    return reverse(f"casework:{act}", args=[case.complaint.case_number])


def _send(client, case, act, **posted):
    return client.post(_at(case, act), {"version": case.fresh().version, **posted})


def _take(today):
    actions.take(complaint_id=today.case.complaint.pk, by=today.as_("officer"), at=timezone.now())


def _text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("act", ACTS)
def test_to_a_stranger_the_case_does_not_exist(client, today, act):
    for who in ("stranger", "central"):
        client.force_login(getattr(today, who))
        assert client.get(_at(today.case, act)).status_code == 404
        assert client.post(_at(today.case, act), {}).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_without_signing_in_there_is_no_act(client, today, act):
    assert client.get(_at(today.case, act)).status_code == 302


@pytest.mark.parametrize(("who", "act"), [("officer", "assign"), ("supervisor", "take"), ("officer", "refusal"), ("supervisor", "ask")])
def test_the_hand_that_never_does_it_is_told_so(client, today, who, act):
    client.force_login(getattr(today, who))
    assert client.get(_at(today.case, act)).status_code == 403


@pytest.mark.parametrize(("who", "act"), [("officer", "ask"), ("officer", "extend"), ("supervisor", "refusal")])
def test_what_cannot_be_done_now_says_so(client, today, who, act):
    client.force_login(getattr(today, who))
    assert client.get(_at(today.case, act)).status_code == 409


def test_the_page_says_what_the_complainant_will_be_told_and_then_does_it(client, today):
    client.force_login(today.officer)
    page = _text(client.get(_at(today.case, "take")))
    assert "The complainant is told, once" in page
    assert today.case.complaint.subject in page
    answer = _send(client, today.case, "take")
    assert answer.headers["Location"] == reverse("workbench:case", args=[today.case.complaint.case_number])
    assert today.case.fresh().officer == today.officer


def test_a_page_read_before_somebody_elses_act_answers_409(client, today):
    client.force_login(today.officer)
    version = today.case.fresh().version
    actions.note(complaint_id=today.case.complaint.pk, by=today.as_("colleague"), text="First", at=timezone.now())
    answer = client.post(_at(today.case, "take"), {"version": version})
    assert answer.status_code == 409
    assert "Somebody else changed this case" in _text(answer)
    assert today.case.fresh().officer is None


def test_a_note_is_kept_though_somebody_else_was_quicker(client, today):
    client.force_login(today.officer)
    version = today.case.fresh().version
    actions.note(complaint_id=today.case.complaint.pk, by=today.as_("colleague"), text="First", at=timezone.now())
    client.post(_at(today.case, "note"), {"version": version, "text": "Second"})
    assert today.case.fresh().entries.filter(kind="note").count() == 2


def test_a_supervisor_assigns(client, today):
    client.force_login(today.supervisor)
    assert "0 open cases" in _text(client.get(_at(today.case, "assign")))
    assert "Choose who gets the case" in _text(_send(client, today.case, "assign"))
    assert "Choose an officer of this desk" in _text(_send(client, today.case, "assign", officer=today.stranger.pk))
    _send(client, today.case, "assign", officer=today.colleague.pk)
    assert today.case.fresh().officer == today.colleague


def test_a_question_is_asked_and_too_long_a_one_is_kept_on_the_page(client, today):
    _take(today)
    client.force_login(today.officer)
    long = "Where exactly? " * 200
    page = _text(_send(client, today.case, "ask", question=long))
    assert "characters too long" in page
    assert "Where exactly?" in page
    _send(client, today.case, "ask", question="Where exactly?")
    assert today.case.fresh().state == State.AWAITING_COMPLAINANT


def test_referring_suggests_bodies_and_searches_without_losing_what_was_typed(client, today):
    client.force_login(today.officer)
    page = _text(client.get(_at(today.case, "refer")))
    assert "Public bodies that may fit" in page
    posted = {"version": today.case.fresh().version, "search": "1", "q": "Sulaimani munici", "reason": "It lies in Sulaimani."}
    found = client.post(_at(today.case, "refer"), posted)
    page = _text(found)
    assert "Municipality of Sulaimani" in page
    assert "It lies in Sulaimani." in page
    assert "There is one thing to put right" not in page
    assert today.case.fresh().state == State.WITH_BODY
    assert today.case.fresh().referrals == 0
    body = factories.body("MUN-SUL")
    answer = _send(client, today.case, "refer", body=body.pk, reason="It lies in Sulaimani.")
    assert answer.headers["Location"] == reverse("workbench:desk")
    assert today.case.fresh().body == body


def test_a_search_by_address_works_too_and_finds_nothing_politely(client, today):
    client.force_login(today.officer)
    assert "Municipality of Duhok" in _text(client.get(_at(today.case, "refer"), {"q": "بلدية دهوك"}))
    assert "No public body has a name like" in _text(client.get(_at(today.case, "refer"), {"q": "zzzzqq"}))


def test_a_referral_without_body_or_reason_is_put_right_on_the_page(client, today):
    client.force_login(today.officer)
    page = _text(_send(client, today.case, "refer", q="Duhok municipality"))
    assert "Choose the public body" in page
    assert "Say why the case belongs there" in page
    assert "Municipality of Duhok" in page
    assert "Choose a public body from the list" in _text(_send(client, today.case, "refer", body=10**12, reason="x"))
    assert today.case.fresh().body.code == "MUN-EBL"


def test_the_third_referral_says_that_the_central_desk_will_rule(client, today):
    case = today.case
    for to in ("MUN-SUL", "MUN-DHK"):
        by = factories.standing(factories.officer_for(case))
        actions.refer(complaint_id=case.complaint.pk, by=by, body_id=factories.body(to).pk, reason="Theirs", at=timezone.now())
    client.force_login(factories.officer_for(case))
    assert "referred as often as the rules allow" in _text(client.get(_at(case, "refer")))


def test_a_category_that_shortens_the_time_says_so(client, today):
    client.force_login(today.officer)
    assert "Rubbish collection (shorter: 14 days)" in _text(client.get(_at(today.case, "categorise")))
    assert "Choose a category" in _text(_send(client, today.case, "categorise"))
    _send(client, today.case, "categorise", category=Category.objects.get(code="waste_collection").pk)
    assert today.case.fresh().category.code == "waste_collection"


def test_a_refusal_goes_through_two_persons(client, today):
    client.force_login(today.officer)
    page = _text(_send(client, today.case, "propose_refusal", **WORDS | {"legal_basis": ""}))
    assert "Name the law and the article" in page
    assert "A court has it." in page
    _send(client, today.case, "propose_refusal", **WORDS)
    assert "A refusal is proposed already" in _text(client.get(_at(today.case, "propose_refusal")))
    client.force_login(today.supervisor)
    page = _text(client.get(_at(today.case, "refusal")))
    assert "Law 12, article 4" in page
    assert "Choose whether you agree" in _text(_send(client, today.case, "refusal"))
    assert "Say why you do not agree" in _text(_send(client, today.case, "refusal", decision="decline"))
    _send(client, today.case, "refusal", decision="agree")
    assert today.case.fresh().state == State.INADMISSIBLE


def test_whoever_proposed_sees_no_form_to_agree_with(client, today):
    both = factories.officer(desk=today.case.fresh().desk, supervises=today.case.fresh().body)
    client.force_login(both)
    _send(client, today.case, "propose_refusal", **WORDS)
    page = _text(client.get(_at(today.case, "refusal")))
    assert "Another person has to decide" in page
    assert 'name="decision"' not in page
    assert _send(client, today.case, "refusal", decision="agree").status_code == 409


def test_a_declined_refusal_is_told_to_nobody_but_the_office(client, today):
    client.force_login(today.officer)
    _send(client, today.case, "propose_refusal", **WORDS)
    client.force_login(today.supervisor)
    _send(client, today.case, "refusal", decision="decline", why="The court closed it.")
    assert today.case.fresh().entries.get(kind="decline_refusal").visibility == "internal"


def test_more_time_goes_through_two_persons(client, today):
    _take(today)
    client.force_login(today.officer)
    assert "With 10 working days more" in _text(client.get(_at(today.case, "extend")))
    assert "Write the reason" in _text(_send(client, today.case, "extend"))
    _send(client, today.case, "extend", reason="The pipe first.")
    assert "More time is proposed already" in _text(client.get(_at(today.case, "extend")))
    before = today.case.fresh().due_at
    client.force_login(today.supervisor)
    assert "The pipe first." in _text(client.get(_at(today.case, "extend")))
    _send(client, today.case, "extend", decision="agree")
    assert today.case.fresh().due_at > before


def test_a_named_identity_is_opened_with_a_reason(client, today):
    client.force_login(today.officer)
    assert "Write the reason" in _text(_send(client, today.case, "reveal"))
    _send(client, today.case, "reveal", reason="To call back")
    assert has_revealed(today.case.complaint, today.officer.pk, at=timezone.now())
    assert "The identity is open to you" in _text(client.get(_at(today.case, "reveal")))


def test_a_confidential_identity_goes_through_two_persons(client, today):
    case = factories.lodge(at=timezone.now(), identity_mode="confidential")
    client.force_login(today.officer)
    assert "another person has to agree first" in _text(client.get(_at(case, "reveal")))
    _send(client, case, "reveal", reason="To find the house")
    assert "It is proposed to open the identity" in _text(client.get(_at(case, "reveal")))
    client.force_login(today.supervisor)
    assert "To find the house" in _text(client.get(_at(case, "reveal")))
    _send(client, case, "reveal", decision="agree")
    assert has_revealed(case.complaint, today.officer.pk, at=timezone.now())
    assert Proposal.objects.get().decided_by == today.supervisor


@pytest.mark.parametrize("act", ["take", "note", "refer", "categorise", "propose_refusal", "reveal"])
def test_an_accused_officials_case_is_not_there_for_the_unit_named(client, today, act):
    case = factories.lodge(at=timezone.now(), against="official", official={"name": "A clerk", "post": "", "unit": ""})
    for who in ("officer", "supervisor"):
        client.force_login(getattr(today, who))
        assert client.get(_at(case, act)).status_code == 404


def test_no_page_of_an_act_may_be_kept(client, today):
    client.force_login(today.officer)
    assert client.get(_at(today.case, "note")).headers["Cache-Control"] == "no-store"


def test_assigning_costs_the_same_with_one_colleague_and_with_three(
    client, today, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(today.supervisor)
    client.get(_at(today.case, "assign"))
    with django_assert_max_num_queries(20) as one:
        client.get(_at(today.case, "assign"))
    factories.officer_for(today.case)
    factories.officer_for(today.case)
    with django_assert_num_queries(len(one)):
        client.get(_at(today.case, "assign"))


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "fr"])
@pytest.mark.parametrize("act", ["take", "note", "refer", "categorise", "propose_refusal", "reveal"])
def test_every_page_is_drawn_in_every_language(client, today, act, language):
    client.force_login(today.officer)
    assert client.get(_at(today.case, act).replace("/en/", f"/{language}/", 1)).status_code == 200
