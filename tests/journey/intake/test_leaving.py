"""Erase and leave; save and finish later; open again on another device."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from mazalim.evidence.models import StoredFile
from mazalim.journey.intake.models import Draft, DraftEnclosure
from mazalim.verification.models import VerificationCode
from mazalim.work.models import Job
from tests.factories import sent_code
from tests.journey.intake.wizard import Writer, errors, paper, picture, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    return Writer()


def resumed(contact: str, code: str | None = None) -> Writer:
    """Another device at which the contact and the code were typed."""
    other = Writer()
    assert other.post("resume/", {"contact": contact})["Location"] == other.url("resume/code/")
    other.post("resume/code/", {"code": code or sent_code()})
    return other


@pytest.mark.django_db(transaction=True)
def test_erasing_asks_once_and_leaves_no_row_and_no_file(writer):
    writer.write_until("enclosures/", **{"enclosures/": {"files": [picture(), paper()]}})
    paths = [stored.path for stored in StoredFile.objects.all()]
    assert all(default_storage.exists(path) for path in paths)
    assert "Nobody can bring them back" in text(writer.get("erase/"))
    assert Draft.objects.count() == 1
    assert writer.post("erase/")["Location"] == writer.url("erased/")
    assert (Draft.objects.count(), DraftEnclosure.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert not any(default_storage.exists(path) for path in paths)
    assert "data-forget-all" in writer.get("erased/").content.decode()
    assert writer.get("what-happened/")["Location"] == writer.url("")


def test_every_page_offers_to_erase_and_to_finish_later(writer):
    writer.write_all()
    for page in [*list(writer.answers())[1:], "check/"]:
        drawn = writer.get(page).content.decode()
        assert writer.url("erase/") in drawn, page
        assert 'name="later"' in drawn or page == "check/", page


def test_a_draft_erased_in_another_window_is_gone_here(writer):
    writer.write_until("name/")
    Draft.objects.all().delete()
    answer = writer.post("birth-date/", {})
    assert answer.status_code == 410
    assert "nothing here any more" in text(answer)
    assert writer.get("kind/").status_code == 200


def test_a_draft_is_gone_after_the_days_of_the_policy(writer):
    writer.write_until("name/")
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert writer.get("birth-date/").status_code == 410


def test_finishing_later_keeps_what_was_just_typed(writer):
    writer.write_until("category/")
    typed = {"subject": "A hole", "description": "Deep.", "later": "1"}
    assert writer.post("what-happened/", typed)["Location"] == writer.url("later/")
    assert 'value="A hole"' in writer.get("what-happened/").content.decode()


def test_finishing_later_from_an_empty_page_complains_of_nothing(writer):
    writer.write_until("category/")
    assert writer.post("what-happened/", {"subject": "", "description": "", "later": "1"})["Location"] == writer.url("later/")
    half = writer.post("what-happened/", {"subject": "A hole", "description": "", "later": "1"})
    assert errors(half) == ["Describe what happened"]


def test_finishing_later_asks_for_a_contact_where_none_was_given(writer):
    writer.write_until("category/")
    assert "Where shall the code go" in text(writer.get("later/"))
    assert errors(writer.post("later/", {"email": "nothing"}))
    assert writer.post("later/", {"email": "zainab@example.org"})["Location"] == writer.url("later/")
    assert "z••••@example.org" in text(writer.get("later/"))


def test_closing_it_here_keeps_it_for_another_device(writer):
    writer.write_until("contact/")
    assert writer.post("close/")["Location"] == writer.url("closed/")
    assert writer.get("what-happened/")["Location"] == writer.url("")
    other = resumed("ZAINAB@example.org")
    assert other.get("continue/")["Location"] == other.url("known/")
    assert 'value="A deep hole by the school"' in other.get("what-happened/").content.decode()


def test_the_first_device_can_no_longer_open_what_another_one_took_over(writer):
    writer.write_until("contact/")
    resumed("zainab@example.org")
    assert writer.get("what-happened/").status_code == 410


def test_who_finds_several_drafts_of_one_address_chooses_their_own(writer):
    writer.write_until("contact/")
    stranger = Writer()
    stranger.write_until("contact/")  # somebody else types the same address, later
    other = Writer()
    other.post("resume/", {"contact": "zainab@example.org"})
    assert other.post("resume/code/", {"code": sent_code()})["Location"] == other.url("resume/choose/")
    page = other.get("resume/choose/").content.decode()
    assert page.count('type="radio"') == 2
    assert errors(other.post("resume/choose/", {}))
    own = str(Draft.objects.earliest("created_at").pk)
    assert other.post("resume/choose/", {"draft": own})["Location"] == other.url("continue/")
    assert writer.get("what-happened/").status_code == 410
    assert stranger.get("what-happened/").status_code == 200


def test_nobody_chooses_a_draft_without_the_code(writer):
    writer.write_until("contact/")
    draft = str(Draft.objects.get().pk)
    other = Writer()
    assert other.post("resume/choose/", {"draft": draft})["Location"] == other.url("resume/")
    other.post("resume/", {"contact": "zainab@example.org"})
    assert other.post("resume/choose/", {"draft": draft})["Location"] == other.url("resume/")


def test_who_came_by_a_code_needs_no_second_one_to_lodge(writer):
    writer.write_until("contact/")
    other = resumed("zainab@example.org")
    other.post("known/", {"identity_mode": "named"})
    assert "lodged at once" in text(other.get("check/"))
    assert other.post("check/", {"is_checked": "on"})["Location"] == other.url("done/")


def told(contact: str) -> tuple[int, str, str]:
    """What the pages say to a contact: status and words of the first answer, and of a wrong code."""
    other = Writer()
    answer = other.post("resume/", {"contact": contact})
    page = other.get("resume/code/")
    wrong = other.post("resume/code/", {"code": "000 000"})
    return answer.status_code, text(page).replace("k••••", "z••••"), text(wrong).replace("k••••", "z••••")


def test_nothing_tells_whether_a_contact_is_known(writer):
    writer.write_until("contact/")
    assert told("zainab@example.org") == told("kamal@example.org")
    assert Job.objects.filter(name="notices.deliver").count() == 1
    assert VerificationCode.objects.count() == 2


def test_five_tries_and_as_many_codes_for_known_and_unknown_alike(writer):
    writer.write_until("contact/")
    for contact in ("zainab@example.org", "kamal@example.org"):
        other = Writer()
        statuses = [other.post("resume/", {"contact": contact}).status_code for _ in range(4)]
        assert statuses == [302, 302, 302, 429]


def test_the_queries_for_a_known_and_an_unknown_contact_are_as_many_but_for_the_mail(writer, django_assert_max_num_queries):
    writer.write_until("contact/")
    Writer().post("resume/", {"contact": "first@example.org"})  # the network's counter has its row now
    counts = []
    for contact in ("zainab@example.org", "kamal@example.org"):
        other = Writer()
        other.get("resume/")
        with django_assert_max_num_queries(60) as seen:
            other.post("resume/", {"contact": contact})
        counts.append(len(seen))
    assert counts[0] - counts[1] in (0, 1)


@pytest.mark.parametrize("typed", ["", "zainab", "0750", "+61 412 345 678"])
def test_what_is_no_contact_is_refused_and_comes_back(writer, typed):
    answer = writer.post("resume/", {"contact": typed})
    assert answer.status_code == 200
    assert len(errors(answer)) == 1


def test_the_code_page_needs_a_contact_first(writer):
    assert writer.get("resume/code/")["Location"] == writer.url("resume/")


def test_a_network_that_asks_for_too_many_is_told_to_wait(writer, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "resumes_per_network": (1, 3600)}
    assert writer.post("resume/", {"contact": "a@example.org"}).status_code == 302
    answer = writer.post("resume/", {"contact": "b@example.org"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_strangers_who_know_the_contact_cannot_use_up_the_tries_of_a_code_that_another_browser_asked_for(writer):
    writer.write_until("contact/")
    other, stranger = Writer(), Writer()
    other.post("resume/", {"contact": "zainab@example.org"})
    code = sent_code()
    stranger.post("resume/", {"contact": "zainab@example.org"})
    for typed in (code, *["000 000"] * 5):
        assert stranger.post("resume/code/", {"code": typed}).status_code == 200
    assert other.post("resume/code/", {"code": code})["Location"] == other.url("continue/")


def test_a_browser_that_lost_its_letter_is_told_why_it_stands_at_the_beginning(writer):
    writer.write_until("name/")
    writer.client.cookies.clear()
    answer = writer.post("birth-date/", {"birth_date_day": "27"}, follow=True)
    assert answer.redirect_chain[-1][0] == writer.url("")
    assert "No letter is open in this browser" in text(answer)
