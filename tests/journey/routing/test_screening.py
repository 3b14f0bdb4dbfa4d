"""Screening by the central desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complaints.models import Opening, State
from mazalim.journey.casework import actions
from tests import factories

ADDRESS = "/en/office/screening/"


@pytest.fixture
def central(client):
    made = factories.officer(role=Role.CENTRAL_OFFICER)
    client.force_login(made)
    return made


def _unplaced(**changes):
    return factories.lodge(body=None, at=timezone.now(), **changes)


def test_the_page_lists_what_names_no_body_the_oldest_first_with_three_suggestions(client, central):
    first = _unplaced(subject="A deep hole outside the school in Erbil")
    second = _unplaced(subject="Another hole")
    placed = factories.lodge(at=timezone.now(), subject="Not for the central desk")
    page = client.get(ADDRESS).content.decode()
    assert page.index(first.complaint.subject) < page.index(second.complaint.subject)
    assert placed.complaint.subject not in page
    assert page.count('name="body"') == 6
    assert "Municipality of Erbil" in page
    assert "hole" in page


def test_only_central_officers_screen(client):
    client.force_login(factories.officer(desk=factories.body().desks.first()))
    assert client.get(ADDRESS).status_code == 403


def test_the_complainant_sees_that_the_page_was_opened(client, central):
    case = _unplaced()
    client.get(ADDRESS)
    client.get(ADDRESS)
    assert [(one.officer, one.role) for one in Opening.objects.filter(complaint=case.complaint)] == [(central, "central_officer")]


def test_one_row_and_three_rows_cost_the_same(client, central, django_assert_max_num_queries, django_assert_num_queries):
    _unplaced()
    client.get(ADDRESS)
    with django_assert_max_num_queries(12) as one:
        client.get(ADDRESS)
    _unplaced()
    _unplaced()
    with django_assert_num_queries(len(one)):
        client.get(ADDRESS)


def test_one_click_refers_and_tells_why_in_the_complainants_language(client, central):
    case = _unplaced()
    page = client.get(ADDRESS)
    offer = page.context["listed"].cases[0].offers[0]
    one = offer.suggestion
    posted = {"version": case.fresh().version, "body": one.body.pk, "category": one.category.pk, "reason": offer.reason}
    answer = client.post(reverse("casework:refer", args=[case.complaint.case_number]), posted)
    assert answer.headers["Location"] == ADDRESS
    complaint = case.fresh()
    assert (complaint.state, complaint.body_id) == (State.WITH_BODY, one.body.pk)
    assert complaint.entries.get(kind="refer").words.text == offer.reason


def test_a_disputed_case_shows_who_sent_it_and_offers_no_single_click(client, central):
    case = factories.lodge(at=timezone.now())
    for to in ("MUN-SUL", "MUN-DHK", "MUN-HLB"):
        by = factories.standing(factories.officer_for(case))
        to_body = factories.body(to).pk
        actions.refer(complaint_id=case.complaint.pk, by=by, body_id=to_body, reason=f"It lies in {to}.", at=timezone.now())
    page = client.get(ADDRESS).content.decode()
    assert "A ruling is needed" in page
    assert "Sent on last by: Municipality of Duhok" in page
    assert "Proposed: Municipality of Halabja" in page
    assert "It lies in MUN-HLB." in page
    assert 'name="body"' not in page
    ruling = client.get(reverse("casework:refer", args=[case.complaint.case_number])).content.decode()
    assert "Rule and refer" in ruling
    assert "Your ruling binds" in ruling


def test_a_refusal_that_waits_is_shown_to_the_second_person(client, central):
    case = _unplaced()
    other = factories.standing(factories.officer(role=Role.CENTRAL_OFFICER, name="Second Person"))
    refusal = actions.Refusal("before_a_court", "x", "y", "z")
    actions.propose_refusal(complaint_id=case.complaint.pk, by=other, refusal=refusal, at=timezone.now())
    page = client.get(ADDRESS).content.decode()
    assert "Second Person" in page
    assert reverse("casework:refusal", args=[case.complaint.case_number]) in page


def test_pages_follow_one_another_without_a_gap(client, central):
    cases = [_unplaced(subject=f"Case {number:02}") for number in range(12)]
    first = client.get(ADDRESS)
    second = client.get(ADDRESS, {"after": str(first.context["listed"].next)})
    shown = [row.complaint.pk for page in (first, second) for row in page.context["listed"].cases]
    assert shown == [case.complaint.pk for case in cases]
    assert second.context["listed"].next is None


def test_an_empty_desk_says_what_appears_there(client, central):
    assert "Nothing waits for screening" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("after", ["x", "2026_~", "'"])
def test_a_cursor_that_is_none_shows_the_first_page(client, central, after):
    _unplaced()
    assert client.get(ADDRESS, {"after": after}).status_code == 200
