"""The pages of conflict of interest: who the official is, stepping back, lifting an exclusion, rulings, and what auditors see."""

import pytest
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.accounts.queries import officers_named_like
from mazalim.complaints.models import Exclusion
from mazalim.directory.models import Desk
from mazalim.journey.casework import actions
from mazalim.journey.casework.queries import exclusions_page
from mazalim.journey.routing.models import Ruling
from mazalim.journey.routing.queries import precedents, rulings_page
from mazalim.journey.workbench.queries.audit import conflicts_seen
from tests import factories
from tests.factories import NOON, client_of

OFFICIAL = {"against": "official", "official": {"name": "Layla Yousif", "post": "Head of the unit", "unit": ""}}
SECRET = "Zq-subject-of-the-case"


def at(desk, name=""):
    return factories.officer(desk=Desk.objects.get(code=desk), name=name)


@pytest.fixture
def case():
    return factories.lodge(at=timezone.now(), subject=SECRET, **OFFICIAL)


def address(case, act):
    return f"/en/office/cases/{case.complaint.case_number}/{act}/"


def test_the_page_proposes_officers_whose_names_sound_like_the_one_complained_about(case):
    member, accused, other = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY", "Layla Yousif"), at("MUN-EBL-ROADS", "Soran Hamid")
    at("MUN-SUL-ROADS", "Leila Yusuf")
    page = client_of(member).get(address(case, "official")).content.decode()
    assert "Layla Yousif" in page
    assert "Soran Hamid" not in page
    assert "Leila Yusuf" not in page, "works elsewhere"
    for words in ("leyla yusef", "ليلى يوسف", "Yousif"):
        assert [one.officer_id for one in officers_named_like(words, near=case.complaint.body)] == [accused.pk], words
    assert [one.officer_id for one in officers_named_like("soran", near=case.complaint.body)] == [other.pk]
    assert officers_named_like("  ", near=None) == []


def test_the_search_changes_nothing_and_keeps_what_was_typed(case):
    member, accused = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-ROADS", "Omar Jabbar")
    client = client_of(member)
    typed = {"version": case.fresh().version, "q": "Umar Jabar", "found": "matched", "reason": "He signed the letter.", "search": "1"}
    page = client.post(address(case, "official"), typed).content.decode()
    assert "Omar Jabbar" in page
    assert "He signed the letter." in page
    assert not Exclusion.objects.exists()
    del typed["search"]
    page = client.post(address(case, "official"), typed).content.decode()
    assert "Choose the officer" in page
    assert "He signed the letter." in page
    answer = client.post(address(case, "official"), typed | {"officers": [accused.pk]})
    assert answer.status_code == 302
    assert Exclusion.objects.get().officer == accused
    shown = client.get(address(case, "official")[: -len("official/")]).content.decode()
    assert "Omar Jabbar" in shown


def test_whoever_matches_a_colleague_of_the_desk_loses_sight_of_the_case_and_is_led_to_the_list(case):
    member, accused = at("MUN-EBL-INTEGRITY"), at("MUN-EBL-INTEGRITY")
    client = client_of(member)
    typed = {"version": case.fresh().version, "q": accused.name, "found": "matched", "officers": [accused.pk], "reason": "It is her."}
    assert client.post(address(case, "official"), typed)["Location"] == "/en/office/desk/"
    assert client.get(address(case, "official")).status_code == 404


def test_release_says_why_a_case_has_to_stay(case):
    member = at("MUN-EBL-INTEGRITY")
    client = client_of(member)
    assert client.get(address(case, "release")).status_code == 409
    by = {"complaint_id": case.complaint.pk, "by": factories.standing(member), "reason": "It is him.", "at": timezone.now()}
    actions.match_official(**by, officers=[at("MUN-EBL-WASTE").pk])
    page = client.post(address(case, "release"), {"version": case.fresh().version, "reason": "Nobody is concerned."}).content.decode()
    assert "The case has to stay here" in page
    assert "Nobody is concerned." in page


def test_another_reason_for_stepping_back_needs_words(case):
    member = at("MUN-EBL-INTEGRITY")
    client = client_of(member)
    assert "Say what the other reason is" in client.post(address(case, "recuse"), {"version": 2, "reason": "other"}).content.decode()
    version = case.fresh().version
    assert client.post(address(case, "recuse"), {"version": version, "reason": "kinship"}).status_code == 302
    assert client.get(address(case, "recuse")).status_code == 404


def test_an_exclusion_is_lifted_on_pages_that_show_nothing_of_the_case(case):
    member = at("MUN-EBL-INTEGRITY", "Hawre Mahmoud")
    actions.recuse(complaint_id=case.complaint.pk, by=factories.standing(member), reason="kinship", at=timezone.now())
    exclusion = Exclusion.objects.get()
    one, other = (client_of(factories.officer(role=Role.CENTRAL_OFFICER)) for _ in range(2))
    page = f"/en/office/conflicts/{exclusion.pk}/"
    for stranger in (member, at("MUN-EBL-INTEGRITY"), factories.officer(role=Role.AUDITOR)):
        assert client_of(stranger).get(page).status_code == 404
        assert client_of(stranger).get("/en/office/conflicts/").status_code == 403
    listed = one.get("/en/office/conflicts/").content.decode()
    assert "Hawre Mahmoud" in listed
    assert SECRET not in listed + one.get(page).content.decode()
    assert "Write the reason" in one.post(page, {"reason": ""}).content.decode()
    assert one.post(page, {"reason": "Another family of that name."}).status_code == 302
    assert one.post(page, {"version": 1, "decision": "agree"}).status_code == 200, "whoever proposed it decides nothing"
    assert other.post(page, {"version": 1, "decision": "agree"}).status_code == 302
    assert not Exclusion.objects.exists()
    audited = client_of(factories.officer(role=Role.AUDITOR)).get("/en/office/audit/conflicts/").content.decode()
    assert case.complaint.case_number in audited
    assert "Another family of that name." in audited
    assert SECRET not in audited
    assert client_of(member).get("/en/office/audit/conflicts/").status_code == 403


def test_an_auditor_who_is_accused_does_not_see_the_case_in_the_list(case):
    auditor = factories.officer(role=Role.AUDITOR)
    by = factories.standing(at("MUN-EBL-INTEGRITY"))
    actions.match_official(complaint_id=case.complaint.pk, by=by, officers=[auditor.pk], reason="It is him.", at=NOON)
    assert conflicts_seen(factories.standing(auditor), cursor=None).rows == ()
    assert len(conflicts_seen(factories.standing(factories.officer(role=Role.AUDITOR)), cursor=None).rows) == 1


def _ruled(number):
    at("MUN-EBL-ROADS")  # a colleague who stays
    for _ in range(number):
        case = factories.lodge()
        entry = case.complaint.entries.order_by("-number").first()
        Ruling.objects.create(
            complaint=case.complaint, entry=entry, body=case.complaint.body, category=case.complaint.category, is_open=True, at=NOON
        )
        actions.recuse(complaint_id=case.complaint.pk, by=factories.standing(factories.officer_for(case)), reason="kinship", at=NOON)


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_take_the_same_number_of_queries_for_any_number_of_rows(number, django_assert_num_queries):
    central, auditor = (factories.standing(factories.officer(role=role)) for role in (Role.CENTRAL_OFFICER, Role.AUDITOR))
    _ruled(number)
    with django_assert_num_queries(2):
        assert len(exclusions_page(central, cursor=None, at=NOON).rows) == number
    with django_assert_num_queries(1):
        assert len(conflicts_seen(auditor, cursor=None).rows) == number
    with django_assert_num_queries(1):
        assert len(rulings_page(central).rows) == number


def test_rulings_are_found_and_shown_as_precedents_on_the_page_of_a_referral():
    _ruled(2)
    case = factories.lodge(at=timezone.now())
    officer = factories.officer_for(case)
    standing = factories.standing(officer)
    assert [one.times for one in precedents(standing, case.complaint)] == [2]
    for words, number in (("municpality of erbil", 2), ("road", 2), (Ruling.objects.first().number, 1), ("nothing of the kind", 0)):
        assert len(rulings_page(standing, words=words).rows) == number, words
    client = client_of(officer)
    assert "The central desk ruled 2 times" in client.get(address(case, "refer")).content.decode()
    page = client.get("/en/office/rulings/", {"q": "erbil", "category": case.complaint.category_id}).content.decode()
    assert Ruling.objects.first().number in page
    assert client.get("/en/office/rulings/", {"category": "x"}).status_code == 200
    assert client_of(factories.officer(role=Role.ADMINISTRATOR)).get("/en/office/rulings/").status_code == 403
