"""The tree of bodies, their names, categories and desks; what becomes of cases when a body or desk is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mazalim.accounts.models import Grant
from mazalim.accounts.queries import standing_of
from mazalim.administration.closing import actions as closing
from mazalim.administration.desks import actions as desks
from mazalim.administration.models import Change, Closing
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import bodies_named_like, forget_directory
from mazalim.figures.actions import recompute
from mazalim.journey.casework import actions as casework
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import NOON

BODIES = "/en/office/administration/bodies/"
OF = BODIES + "of/"


@pytest.fixture
def by(administrator):
    return standing_of(administrator)


def body(code):
    return PublicBody.objects.get(code=code)


def moved_all(begun):
    work_all(at=timezone.now())
    return Closing.objects.get(pk=begun.pk)


def merged(by, code, into):
    return moved_all(closing.begin_closing_body(by=by, body_id=body(code).pk, receiver=body(into), is_merging=True, at=timezone.now()))


def test_a_body_is_added_under_another_with_a_desk_and_the_categories_of_its_sectors(office):
    typed = {"code": "mun-new", "kind": "municipality", "name_en": "New Town", "name_ar": "المدينة الجديدة", "sectors": ["municipality"]}
    assert office.post(BODIES + "add/?under=KRG01", typed | {"accepts": "on"}).status_code == 302
    made = body("MUN-NEW")
    assert PublicBody.objects.get_parent(made).code == "KRG01"
    assert made.desks.get().kind == "general"
    assert made.categories.filter(code="road_damage").exists()
    assert [row.code for row in bodies_named_like("New Town")][:1] == ["MUN-NEW"]
    again = office.post(BODIES + "add/", typed).content.decode()
    assert "Another body has this code" in again
    assert "المدينة الجديدة" in again


def test_a_body_and_a_desk_show_who_is_there_and_how_many_cases(office):
    desk = Desk.objects.get(code="MUN-EBL-ROADS")
    factories.officer(desk=desk, name="Sozan Rashid")
    factories.officer(supervises=desk.body, name="Kawa Latif")
    factories.lodge()
    shown = office.get(f"{OF}MUN-EBL/").content.decode()
    assert "Roads and drainage desk" in shown
    assert "Kawa Latif" in shown
    shown = office.get("/en/office/administration/desks/of/MUN-EBL-ROADS/").content.decode()
    assert "Sozan Rashid" in shown
    assert "Close it" in shown


def test_a_body_is_renamed_in_every_language_at_once(office):
    typed = {"name_en": "Erbil City", "name_ckb": "شاری هەولێر", "name_ar": "", "name_fr": ""}
    office.post(f"{OF}MUN-EBL/name/", typed)
    assert body("MUN-EBL").names == {"en": "Erbil City", "ckb": "شاری هەولێر"}
    assert "Enter the name in one language" in office.post(f"{OF}MUN-EBL/name/", dict.fromkeys(typed, "")).content.decode()


def test_a_body_moves_with_all_that_is_under_it_and_never_under_itself(office):
    parent = PublicBody.objects.filter(numchild__gt=0).first()
    child = PublicBody.objects.filter(path__startswith=parent.path, depth=2).first()
    shown = office.post(f"{OF}{parent.code}/place/?q={child.code}", {"body": child.code}).content.decode()
    assert "cannot stand under itself" in shown
    office.post(f"{OF}{parent.code}/place/?q=MUN-EBL", {"body": "MUN-EBL"})
    assert PublicBody.objects.get_parent(body(parent.code)).code == "MUN-EBL"
    assert body(child.code).path.startswith(body("MUN-EBL").path)
    office.post(f"{OF}{parent.code}/place/", {"to_root": "1"})
    assert body(parent.code).depth == 1
    assert not any(PublicBody.objects.find_problems())


def test_a_body_that_accepts_complaints_keeps_a_category(office):
    page = f"{OF}MUN-EBL/categories/"
    assert "needs one category at least" in office.post(page, {"accepts": "on"}).content.decode()
    office.post(page, {"categories": ["road_damage"], "accepts": "on"})
    assert [category.code for category in body("MUN-EBL").categories.all()] == ["road_damage"]
    office.post(page, {"categories": ["road_damage"]})
    assert not body("MUN-EBL").accepts_complaints


def test_merging_moves_cases_and_desks_and_officers_go_on(by):
    case = factories.lodge()
    at_roads = factories.officer(desk=case.fresh().desk)
    casework.take(complaint_id=case.complaint.pk, by=standing_of(at_roads), at=NOON)
    over_old, over_new = factories.officer(supervises=body("MUN-EBL")), factories.officer(supervises=body("MUN-DHK"))
    due = case.fresh().due_at
    done = merged(by, "MUN-EBL", "MUN-DHK")
    assert (done.moved, done.share) == (1, 100)
    complaint = case.fresh()
    assert (complaint.body.code, complaint.desk.code, complaint.officer, complaint.due_at) == ("MUN-DHK", "MUN-EBL-ROADS", at_roads, due)
    assert list(complaints_shown_to(standing_of(at_roads))) == [complaint]
    assert list(complaints_shown_to(standing_of(over_new))) == [complaint]
    assert not standing_of(over_old).works_cases
    old = body("MUN-EBL")
    assert (old.is_active, old.successor.code) == (False, "MUN-DHK")
    assert Desk.objects.get(code="MUN-EBL-general").kind == "special"
    kinds = list(Entry.objects.filter(complaint=complaint).order_by("number").values_list("kind", flat=True))
    assert kinds[-1] == "inherit"
    assert Job.objects.filter(name="notices.deliver", payload__kind="inherited").count() == 1
    assert Job.objects.filter(name="notices.deliver", payload__kind="office_cases_inherited").count() == 1


def test_closing_gives_cases_to_the_receivers_desk_without_an_officer(by, office):
    case = factories.lodge()
    taker = factories.officer(desk=case.fresh().desk)
    casework.take(complaint_id=case.complaint.pk, by=standing_of(taker), at=NOON)
    assert "Open cases" in office.get(f"{OF}MUN-EBL/close/").content.decode()
    assert "Write words" in office.get(f"{OF}MUN-EBL/close/?q=").content.decode()
    sent = office.post(f"{OF}MUN-EBL/close/?q=MUN-DHK", {"body": "MUN-DHK"})
    assert "0 of 1 cases have moved" in office.get(sent["Location"]).content.decode()
    assert not body("MUN-EBL").accepts_complaints
    work_all(at=timezone.now())
    assert "1 case moved" in office.get(sent["Location"]).content.decode()
    complaint = case.fresh()
    assert (complaint.body.code, complaint.desk.body.code, complaint.officer) == ("MUN-DHK", "MUN-DHK", None)
    assert not Grant.objects.filter(officer=taker, ended_at=None).exists()
    assert not Desk.objects.filter(body__code="MUN-EBL", is_active=True).exists()
    assert "has taken over its cases" in office.get(f"{OF}MUN-EBL/").content.decode()
    assert office.get(f"{BODIES}?lack=closed").content.decode().count("MUN-EBL") >= 1


def test_a_case_against_an_official_stays_guarded_when_its_body_is_merged(by):
    case = factories.lodge(against="official", official={"name": "N. N.", "post": "Clerk", "unit": ""})
    assert case.fresh().is_guarded
    merged(by, "MUN-EBL", "MUN-DHK")
    complaint = case.fresh()
    assert complaint.is_guarded
    assert complaint.desk.kind in {"integrity", "central"}
    over = factories.officer(supervises=body("MUN-DHK"))
    assert not complaints_shown_to(standing_of(over)).exists()


def test_the_appeal_of_a_guarded_case_never_comes_to_an_ordinary_desk(by):
    case = factories.lodge(against="official", official={"name": "N. N.", "post": "Clerk", "unit": ""})
    deciding = Desk.objects.get(code="KRG13-INTEGRITY")
    Complaint.objects.filter(pk=case.complaint.pk).update(state=State.UNDER_APPEAL, appeal_desk=deciding)
    desks.close_desk(by=by, desk_id=deciding.pk, receiver=None, at=timezone.now())
    work_all(at=timezone.now())
    desk = case.fresh().appeal_desk
    assert desk != deciding
    assert desk.kind in {"integrity", "central", "audit"}


def test_more_cases_than_a_batch_all_move(by, monkeypatch):
    monkeypatch.setattr(closing, "BATCH", 2)
    cases = [factories.lodge() for _ in range(5)]
    assert merged(by, "MUN-EBL", "MUN-DHK").moved == 5
    assert {case.fresh().body.code for case in cases} == {"MUN-DHK"}


def test_what_is_needed_is_not_closed(by):
    at = timezone.now()
    with pytest.raises(closing.BodyIsNeeded):
        closing.begin_closing_body(by=by, body_id=body("KRG00").pk, receiver=body("MUN-DHK"), at=at)
    parent = PublicBody.objects.filter(numchild__gt=0, is_active=True).exclude(code="KRG00").first()
    with pytest.raises(closing.HasBodiesUnderIt):
        closing.begin_closing_body(by=by, body_id=parent.pk, receiver=body("MUN-DHK"), at=at)
    factories.lodge()
    with pytest.raises(closing.NoReceiver):
        closing.begin_closing_body(by=by, body_id=body("MUN-EBL").pk, receiver=None, at=at)
    assert not Closing.objects.exists()


def test_a_desk_closes_only_when_empty_or_with_a_receiver(by, office):
    case = factories.lodge()
    roads, general = Desk.objects.get(code="MUN-EBL-ROADS"), Desk.objects.get(code="MUN-EBL-general")
    with pytest.raises(desks.NeedsReceiver):
        desks.close_desk(by=by, desk_id=roads.pk, receiver=None, at=NOON)
    with pytest.raises(desks.DeskIsNeeded):
        desks.close_desk(by=by, desk_id=general.pk, receiver=roads, at=NOON)
    office.post(f"/en/office/administration/desks/of/{roads.code}/close/", {"receiver": general.code})
    work_all(at=timezone.now() + timedelta(minutes=1))
    assert case.fresh().desk == general
    assert Entry.objects.get(complaint=case.complaint, kind="change_desk").visibility == "internal"
    roads.refresh_from_db()
    assert not roads.is_active
    office.post(f"/en/office/administration/desks/of/{roads.code}/reopen/")
    roads.refresh_from_db()
    assert roads.is_active


def test_a_desk_is_added_and_changed_on_its_pages(office):
    page = f"{OF}MUN-EBL/desks/add/"
    assert "Choose the categories" in office.post(page, {"name_en": "Lights", "kind": "special"}).content.decode()
    sent = office.post(page, {"name_en": "Lights", "kind": "special", "categories": ["road_damage"]})
    made = Desk.objects.get(names__en="Lights")
    assert made.code in sent["Location"]
    office.post(
        f"/en/office/administration/desks/of/{made.code}/edit/", {"name_en": "Lamps", "kind": "special", "categories": ["road_damage"]}
    )
    made.refresh_from_db()
    assert made.names == {"en": "Lamps"}
    assert [line.act for line in Change.objects.filter(subject="desk", key=made.code).order_by("pk")] == ["add", "rename"]


def test_a_profile_that_is_loaded_again_does_not_open_a_closed_body(by):
    merged(by, "MUN-EBL", "MUN-DHK")
    forget_directory()
    factories.load_country()
    assert not body("MUN-EBL").is_active


def test_lists_of_bodies_and_desks_ask_as_often_for_one_as_for_fifty(office, django_assert_max_num_queries):
    for page, most in ((BODIES, 6), (BODIES + "?q=municipality", 7), ("/en/office/administration/desks/", 5), (OF + "MUN-EBL/", 20)):
        office.get(page)
        with django_assert_max_num_queries(most):
            assert office.get(page).status_code == 200


def test_the_figures_of_a_merged_body_stay_under_its_old_name_with_a_note(by, client):
    factories.lodge(at=timezone.now())
    recompute(at=timezone.now())
    merged(by, "MUN-EBL", "MUN-DHK")
    recompute(at=timezone.now())
    old = client.get("/en/figures/MUN-EBL/")
    assert old.status_code == 200
    assert "under its old name" in old.content.decode()
    assert "it took over the cases of" in client.get("/en/figures/MUN-DHK/").content.decode()
