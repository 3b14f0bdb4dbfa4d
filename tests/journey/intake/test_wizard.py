"""A whole letter, page by page, without a script."""

import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.complaints.access import Follower
from mazalim.complaints.models import Complaint, Enclosure, Entry
from mazalim.complaints.queries import case_file
from mazalim.evidence.queries import contents_of
from mazalim.journey.intake import actions
from mazalim.journey.intake.models import Draft
from tests.factories import sent_code
from tests.journey.intake.wizard import Writer, errors, paper, picture, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_complaint_is_written_checked_proved_and_lodged_with_two_enclosures(language):
    writer = Writer(language)
    assert writer.get("").status_code == 200
    pages = writer.answers(**{"enclosures/": {"files": [picture(), paper()]}})
    for page, data in pages.items():
        assert writer.get(page).status_code == 200, page
        answer = writer.post(page, data)
        assert answer.status_code == 302, (page, errors(answer))
    assert answer["Location"] == writer.url("check/")
    assert "Forty Metre Street" in text(writer.get("check/"))
    assert writer.post("check/", {"is_checked": "on"})["Location"] == writer.url("code/")
    code = sent_code()
    assert writer.post("code/", {"code": f" {code[:3]} {code[3:]} "})["Location"] == writer.url("done/")

    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.body.code, complaint.language) == ("with_body", "MUN-EBL", language)
    assert Enclosure.objects.filter(complaint=complaint).count() == 2
    assert {b"".join(contents_of(one.file)) for one in Enclosure.objects.all()} >= {"رسالة".encode()}
    assert Draft.objects.count() == 0
    words = json.loads(Entry.objects.get(complaint=complaint, number=1).words.text)
    assert words["points"] == ["Fill the hole.", "Put up a barrier."]
    assert words["description"] == "Two children fell into it.\n\nNobody came."

    shown = text(writer.get("done/"))
    assert complaint.case_number in shown
    acknowledged = sent_code("acknowledgement")
    assert " ".join(acknowledged.split("-")) in shown


def test_what_the_check_page_shows_is_what_the_desk_reads(writer):
    writer.write_all(**{"enclosures/": {"files": [paper("التقرير.txt")]}})
    shown = text(writer.get("check/")).split("Exactly as it stands here", 1)[1]
    writer.post("check/", {"is_checked": "on"})
    writer.post("code/", {"code": sent_code()})
    complaint = Complaint.objects.get()
    lodged = case_file(complaint, shown_to=Follower(complaint.pk)).lodged
    for told in (lodged["subject"], *lodged["description"].split("\n\n"), *lodged["points"], lodged["place_text"], "التقرير.txt"):
        assert told in shown
    assert [answer["value"] for answer in lodged["answers"]] == ["Yes"]
    for covered in ("Zainab", "Karim", "198403271234", "zainab@example.org", "1984"):
        assert covered not in shown


def test_the_complainant_is_told_when_a_desk_outside_the_unit_will_read(writer):
    writer.write_all(**{"against/": {"against": "official", "name": "Mr Rebwar", "post": "", "unit": "Roads"}})
    shown = text(writer.get("check/"))
    assert "a desk outside the unit" in shown
    assert "Mr Rebwar" in shown


def test_who_does_not_know_the_body_is_offered_three_and_may_choose(writer):
    writer.write_until("when-and-where/", **{"body/": {"body": "unknown"}})
    page = writer.get("suggested/")
    keys = [option.data["value"] for option in page.context["form"]["body"]]
    assert keys[-1] == "none"
    assert 1 < len(keys) <= 4
    assert writer.post("suggested/", {"body": keys[0]})["Location"] == writer.url("questions/")
    assert f'value="{keys[0]}"' in writer.get("body/").content.decode()


def test_none_of_the_three_leaves_it_to_the_central_desk(writer):
    writer.write_until("when-and-where/", **{"body/": {"body": "unknown"}})
    writer.post("suggested/", {"body": "none"})
    for page, data in list(writer.answers().items())[6:]:
        assert writer.post(page, data).status_code == 302, page
    assert "central desk" in text(writer.get("check/"))
    writer.post("check/", {"is_checked": "on"})
    writer.post("code/", {"code": sent_code()})
    assert Complaint.objects.get().state == "screening"
    assert "reaches the right public body" in text(writer.get("done/"))


def test_praise_of_an_official_goes_to_the_body_and_asks_for_no_points(writer):
    pages = writer.answers(
        **{
            "kind/": writer.answers()["kind/"] | {"kind": "praise"},
            "against/": {"against": "official", "name": "Mr Rebwar", "post": "", "unit": ""},
        }
    )
    del pages["points/"]
    for page, data in pages.items():
        assert writer.post(page, data).status_code == 302, page
    assert writer.get("points/").status_code == 302
    writer.post("check/", {"is_checked": "on"})
    writer.post("code/", {"code": sent_code()})
    complaint = Complaint.objects.get()
    assert (complaint.accuses_official, complaint.is_guarded, complaint.body.code) == (False, False, "MUN-EBL")


def test_a_page_opens_only_when_the_pages_before_it_are_filled(writer):
    assert writer.get("name/")["Location"] == writer.url("")
    writer.write_until("category/")
    for page in ("points/", "name/", "check/", "code/"):
        assert writer.get(page)["Location"] == writer.url("what-happened/")
        assert writer.post(page, {"is_checked": "on"})["Location"] == writer.url("what-happened/")
    assert writer.get("continue/")["Location"] == writer.url("what-happened/")


def test_pages_that_may_stay_empty_are_still_shown_once(writer):
    writer.write_until("what-happened/")
    assert writer.get("points/")["Location"] == writer.url("when-and-where/")
    empty = {"happened_on_day": "", "happened_on_month": "", "happened_on_year": "", "place": "", "place_text": ""}
    assert writer.post("when-and-where/", empty)["Location"] == writer.url("questions/")


def test_going_back_keeps_everything(writer):
    writer.write_all()
    assert 'value="A deep hole by the school"' in writer.get("what-happened/").content.decode()
    assert writer.get("known/").content.decode().count("checked") == 1
    assert 'value="27"' in writer.get("birth-date/").content.decode()
    back = writer.get("category/").content.decode()
    assert f'class="back" href="{writer.url("against/")}"' in back


def test_a_change_from_the_check_page_returns_there(writer):
    writer.write_all()
    answer = writer.post("what-happened/?from=check", {"subject": "Another subject", "description": "Shorter."})
    assert answer["Location"] == writer.url("check/")
    assert "Another subject" in text(writer.get("check/"))
    assert f'class="back" href="{writer.url("check/")}"' in writer.get("name/?from=check").content.decode()


def test_another_category_asks_its_own_questions_and_then_returns_to_the_check_page(writer):
    writer.write_all()
    other = writer.get("category/").context["form"].offered[0]
    answer = writer.post("category/?from=check", {"category": other.pk})
    assert answer["Location"] == writer.url("questions/?from=check")
    typed = dict.fromkeys(writer.get("questions/?from=check").context["form"].fields, "")
    assert writer.post("questions/?from=check", typed)["Location"] == writer.url("check/")


def test_another_body_forgets_a_category_that_it_does_not_take(writer):
    writer.write_all()
    other = next(option for option in writer.get("body/?q=Ministry of Justice").context["form"].offered)
    assert writer.post("body/?from=check", {"body": other.row.pk})["Location"] == writer.url("category/?from=check")


def test_every_page_asks_the_database_a_constant_number_of_questions(writer, django_assert_max_num_queries):
    writer.write_all(**{"enclosures/": {"files": [paper(f"{number}.txt") for number in range(3)]}})
    for page in ("body/?q=erbil", "body/?under=", "category/", "what-happened/", "when-and-where/", "points/", "enclosures/", "contact/"):
        writer.get(page)
        with django_assert_max_num_queries(5):
            writer.get(page)
    with django_assert_max_num_queries(6):
        writer.get("check/")
    with django_assert_max_num_queries(9):
        writer.post("what-happened/", {"subject": "A", "description": "B"})


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_no_page_weighs_more_than_fifteen_kilobytes(language):
    writer = Writer(language)
    pages = ["", "kind/"]
    for page in pages:
        assert len(writer.get(page).content) <= 15_000, page
    writer.write_until("kind/")
    writer.post("body/", {"body": "unknown"})
    writer.post("against/", {"against": "service"})
    sectors = [row.code for row in writer.get("category/").context["sectors"]]
    for page in ["body/", "body/?under=", "body/?q=erbil", "category/", *(f"category/?sector={code}" for code in sectors)]:
        assert len(writer.get(page).content) <= 15_000, page
    other = Writer(language)
    other.write_all()
    for page in [*other.answers(), "check/", "later/", "erase/", "resume/"]:
        assert len(other.get(page).content) <= 15_000, page


def test_a_lodged_file_still_lies_in_the_storage(writer):
    writer.write_all(**{"enclosures/": {"files": [paper()]}})
    writer.post("check/", {"is_checked": "on"})
    writer.post("code/", {"code": sent_code()})
    assert default_storage.exists(Enclosure.objects.get().file.path)


def test_what_another_window_wrote_meanwhile_stays() -> None:
    at = timezone.now()
    draft, token = actions.begin(language="en", channel="web", network="10.0.0.1", at=at)
    mine = actions.open_draft(draft_id=draft.pk, token=token, at=at)
    here: dict[str, Any] = {"draft_id": draft.pk, "token": token, "at": at}
    actions.write(changes={"subject": "A bridge"}, opened=actions.open_draft(**here), **here)
    with CaptureQueriesContext(connection) as queries:
        written = actions.write(changes={"description": "It fell."}, opened=mine, **here)
    assert (written.subject, written.description) == ("A bridge", "It fell.")
    assert actions.open_draft(**here).content == written
    with CaptureQueriesContext(connection) as fewer:
        actions.write(changes={"description": "It fell down."}, opened=actions.OpenDraft(Draft.objects.get(), written), **here)
    assert [query["sql"].split()[0] for query in fewer] == ["SELECT", "UPDATE"], "What nobody else has written is not read again."
    assert len(queries) > len(fewer)


def test_a_page_of_a_draft_erased_meanwhile_writes_nothing() -> None:
    at = timezone.now()
    draft, token = actions.begin(language="en", channel="web", network="10.0.0.1", at=at)
    mine = actions.open_draft(draft_id=draft.pk, token=token, at=at)
    actions.erase(draft_id=draft.pk, token=token, at=at)
    with pytest.raises(actions.DraftGone):
        actions.write(draft_id=draft.pk, token=token, changes={"subject": "A bridge"}, at=at, opened=mine)
    assert not Draft.objects.exists()


def test_a_page_whose_draft_was_opened_on_another_device_meanwhile_writes_nothing() -> None:
    at, contact = timezone.now(), {"email": "hana@example.org", "verify_by": "email"}
    draft, token = actions.begin(language="en", channel="web", network="10.0.0.1", at=at, content=contact)
    mine = actions.open_draft(draft_id=draft.pk, token=token, at=at)
    actions.resume(draft_id=draft.pk, channel="email", contact="hana@example.org", at=at)
    with pytest.raises(actions.DraftGone):
        actions.write(draft_id=draft.pk, token=token, changes={"email": "other@example.org"}, at=at, opened=mine)
    assert Draft.objects.get().proved_at == at
