"""The code: it proves the contact to which it was sent, for the draft for which it was sent, and lodges once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from mazalim.common.clock import stamp, unstamp
from mazalim.complaints.models import Complaint
from mazalim.journey.intake import actions
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.views.asking import opened_entry, sealed_entry
from mazalim.journey.intake.views.done import PLACE
from mazalim.verification.models import VerificationCode
from mazalim.work.models import Job
from tests.factories import sent_code
from tests.journey.intake.wizard import Writer, errors, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    made = Writer()
    made.write_all()
    return made


@pytest.fixture
def sent(writer: Writer) -> Writer:
    writer.post("check/", {"is_checked": "on"})
    return writer


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def older(**fields: datetime) -> None:
    VerificationCode.objects.update(**fields)


def test_nothing_is_sent_before_the_box_is_ticked(writer):
    answer = writer.post("check/", {})
    assert errors(answer) == ["Tick the box if what you have written is true to the best of your knowledge"]
    assert Job.objects.count() == 0
    assert writer.get("code/")["Location"] == writer.url("check/")


def test_a_second_click_on_send_does_not_kill_the_code_on_its_way(sent):
    sent.post("check/", {"is_checked": "on"})
    assert Job.objects.filter(name="notices.deliver").count() == 1
    assert sent.post("code/", {"code": sent_code()})["Location"] == sent.url("done/")


def test_the_contact_is_shown_masked_with_the_time_until_which_the_code_counts(sent):
    page = text(sent.get("code/"))
    assert "z••••@example.org" in page
    assert "zainab@example.org" not in page
    assert "counts until" in page


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "code: {0}", "{arabic}"])
def test_a_code_may_be_pasted_with_what_stands_around_it(sent, typed):
    code = sent_code()
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = sent.post("code/", {"code": typed.format(code, code[:3], code[3:], arabic=arabic)})
    assert answer["Location"] == sent.url("done/")


def test_a_wrong_code_is_said_to_be_wrong_and_counted(sent):
    wrong = other_code(sent_code())
    answer = sent.post("code/", {"code": wrong})
    assert errors(answer) == ["This is not the code that we sent. Check its six figures"]
    assert "You have 4 tries left." in text(answer)
    assert wrong in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "x" * 101])
def test_what_cannot_be_a_code_costs_no_try(sent, typed):
    assert len(errors(sent.post("code/", {"code": typed}))) == 1
    assert VerificationCode.objects.get().tries == 0


def test_after_five_wrong_tries_the_right_code_is_dead_and_a_new_one_is_offered(sent):
    code = sent_code()
    for _ in range(5):
        sent.post("code/", {"code": other_code(code)})
    answer = sent.post("code/", {"code": code})
    assert "no longer counts" in text(answer)
    assert Complaint.objects.count() == 0
    older(issued_at=timezone.now() - timedelta(minutes=5))
    assert sent.post("code/again/")["Location"] == sent.url("code/")
    assert sent.post("code/", {"code": sent_code()})["Location"] == sent.url("done/")


def test_a_code_of_eleven_minutes_ago_is_dead(sent):
    older(expires_at=timezone.now() - timedelta(minutes=1))
    answer = sent.post("code/", {"code": sent_code()})
    assert "no longer counts" in text(answer)


def test_a_code_does_not_prove_a_contact_that_was_written_later(sent):
    code = sent_code()
    sent.post("contact/?from=check", {"email": "somebody.else@example.org"})
    assert sent.post("code/", {"code": code})["Location"] == sent.url("check/")
    sent.post("check/", {"is_checked": "on"})
    assert sent.post("code/", {"code": code}).status_code == 200
    assert Complaint.objects.count() == 0


def test_a_code_of_one_draft_does_not_lodge_another(sent):
    code = sent_code()
    other = Writer()
    other.write_all()
    other.post("check/", {"is_checked": "on"})
    assert other.post("code/", {"code": code}).status_code == 200


def test_a_change_after_the_tick_must_be_checked_again(sent):
    sent.post("what-happened/", {"subject": "Other", "description": "words"})
    assert sent.post("code/", {"code": sent_code()})["Location"] == sent.url("check/")
    assert Complaint.objects.count() == 0


def test_too_many_codes_are_refused_with_the_time_to_wait(sent):
    for _ in range(2):
        older(issued_at=timezone.now() - timedelta(minutes=1))
        sent.post("code/again/")
    older(issued_at=timezone.now() - timedelta(minutes=1))
    answer = sent.post("code/again/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Nothing of what you have written is lost" in text(answer)


def test_when_the_sms_budget_is_spent_email_stays_open(settings):
    settings.MAZALIM_SMS_URL = "https://sms.example/send"
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "sms_per_day": (0, 86_400)}
    writer = Writer()
    writer.write_all(**{"contact/": {"by": "phone", "phone": "0750 123 4567"}})
    answer = writer.post("check/", {"is_checked": "on"})
    assert answer.status_code == 429
    assert "By e-mail you can go on at once" in text(answer)
    writer.post("contact/?from=check", {"by": "email", "email": "zainab@example.org"})
    assert writer.post("check/", {"is_checked": "on"})["Location"] == writer.url("code/")


def test_a_second_click_and_a_reload_give_the_same_complaint(sent):
    code = sent_code()
    twin = Writer()
    twin.client.cookies = sent.client.cookies.copy()
    held = dict(sent.client.session)
    assert sent.post("code/", {"code": code})["Location"] == sent.url("done/")
    first = text(sent.get("done/"))

    late = Writer()  # the second of two clicks: its session was read before the first one wrote
    session = late.client.session
    session.update(held)
    session.save()
    assert late.post("code/", {"code": code})["Location"] == late.url("done/")
    assert text(late.get("done/")).split("Complaint code")[1][:30] == first.split("Complaint code")[1][:30]

    assert sent.post("code/", {"code": code})["Location"] == sent.url("done/")
    assert Complaint.objects.count() == 1


def test_going_back_after_lodging_leads_to_the_code(sent):
    sent.post("code/", {"code": sent_code()})
    for page in ("check/", "what-happened/", "continue/", "later/", "erase/"):
        assert sent.get(page)["Location"] == sent.url("done/")


def aged(writer: Writer, minutes: int) -> None:
    session = writer.client.session
    entry: Any = opened_entry(session["done"], place=PLACE)
    entry["at"] = stamp(unstamp(entry["at"]) - timedelta(minutes=minutes))
    session["done"] = sealed_entry(entry, place=PLACE)
    session.save()


def test_the_code_is_shown_again_for_half_an_hour_and_then_gone(sent):
    sent.post("code/", {"code": sent_code()})
    groups = sent_code("acknowledgement").split("-")
    aged(sent, 29)
    assert all(group in text(sent.get("done/")) for group in groups)
    aged(sent, 2)
    page = text(sent.get("done/"))
    assert not any(group in page for group in groups)
    assert "no longer shown here" in page
    assert "done" not in sent.client.session


def test_the_session_never_holds_the_code_in_clear(sent):
    sent.post("code/", {"code": sent_code()})
    groups = sent_code("acknowledgement").split("-")
    assert not any(group in str(dict(sent.client.session)) for group in groups)
    assert Writer().get("done/").status_code == 200


def test_no_page_of_one_persons_matters_may_be_kept(sent):
    for page in ("", "check/", "code/", "later/", "resume/"):
        assert sent.get(page)["Cache-Control"] == "no-store"
    sent.post("code/", {"code": sent_code()})
    assert sent.get("done/")["Cache-Control"] == "no-store"


def test_whose_age_changed_the_rules_meanwhile_is_led_to_the_missing_page(sent):
    ident, token = sent.client.session["draft"]
    actions.write(draft_id=UUID(ident), token=token, changes={"subject": "", "is_checked": True}, at=timezone.now())
    assert sent.post("code/", {"code": sent_code()})["Location"] == sent.url("what-happened/")
    assert Draft.objects.count() == 1
