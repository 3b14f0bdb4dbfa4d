"""Who complains: admitted by age and citizenship, reached by e-mail or phone."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.utils import timezone

from mazalim.country.queries import policy_at
from mazalim.journey.intake.actions import open_draft
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.queries import walk_of
from tests.journey.intake.wizard import Writer, errors, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Writer:
    return Writer()


def content_of(writer: Writer) -> Content:
    ident, token = writer.client.session["draft"]
    return open_draft(draft_id=UUID(ident), token=token, at=timezone.now()).content


def born(day: date) -> dict[str, str]:
    return {"birth_date_day": str(day.day), "birth_date_month": str(day.month), "birth_date_year": str(day.year)}


@pytest.mark.parametrize(
    ("at", "is_admitted"),
    [
        (datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC), False),  # still the day before the birthday in Erbil
        (datetime(2026, 11, 20, 21, 0, 0, tzinfo=UTC), True),  # midnight in Erbil, while in UTC it is the day before
        (datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC), True),
    ],
)
def test_age_is_reckoned_on_the_birthday_in_the_countrys_zone(at, is_admitted):
    walk = walk_of(Content(birth_date=date(2008, 11, 21)), at=at)
    step = next(step for step in walk.steps() if step.name == "birth_date")
    assert step.is_filled(walk) is is_admitted


def test_who_is_too_young_is_told_where_else_to_turn_and_may_correct_a_slip(writer):
    writer.write_until("name/")
    answer = writer.post("birth-date/", born(date(2015, 1, 2)))
    assert answer["Location"] == writer.url("elsewhere/")
    page = text(writer.get("elsewhere/"))
    assert "A parent or guardian can complain here" in page
    assert 'value="2015"' in writer.get("birth-date/").content.decode()
    assert writer.get("citizenship/")["Location"] == writer.url("birth-date/")
    assert writer.post("birth-date/", born(date(1990, 1, 2)))["Location"] == writer.url("citizenship/")
    assert writer.get("elsewhere/")["Location"] == writer.url("citizenship/")


def test_who_is_no_citizen_is_told_where_else_to_turn(writer):
    writer.write_until("birth-date/")
    assert writer.post("citizenship/", {"citizenship": "other"})["Location"] == writer.url("elsewhere/")
    assert "open to citizens of this country" in text(writer.get("elsewhere/"))
    assert writer.post("citizenship/", {"citizenship": "IQ"})["Location"] == writer.url("identity-number/")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("", "", ""), "Enter the day, the month and the year"),
        (("14", "9", "88"), "The year must have four figures"),
        (("30", "2", "1988"), "There is no such day: check the day and the month"),
        (("1", "1", "1899"), "The date must be 1 January"),
        (("1", "1", "2150"), "The date must be"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused_and_comes_back_as_typed(writer, typed, error):
    writer.write_until("name/")
    answer = writer.post("birth-date/", dict(zip(("birth_date_day", "birth_date_month", "birth_date_year"), typed, strict=True)))
    assert errors(answer)[0].startswith(error)
    assert all(f'value="{part}"' in answer.content.decode() for part in typed if part)


def test_both_names_are_needed(writer):
    writer.write_until("enclosures/")
    answer = writer.post("name/", {"given_name": "  ", "family_name": "Karim"})
    assert errors(answer) == ["Write your given name"]
    assert 'value="Karim"' in answer.content.decode()


@pytest.mark.parametrize("typed", ["1990 1234-5678", "١٩٩٠١٢٣٤٥٦٧٨", "199012345678"])
def test_an_identity_number_is_read_in_any_digits_and_with_gaps(writer, typed):
    writer.write_until("citizenship/")
    assert writer.post("identity-number/", {"identity_number": typed}).status_code == 302
    assert content_of(writer).identity_number == "199012345678"


@pytest.mark.parametrize("typed", ["1234", "AB123456", "1" * 13, "", "x" * 100])
def test_another_number_is_refused_with_an_example(writer, typed):
    writer.write_until("citizenship/")
    answer = writer.post("identity-number/", {"identity_number": typed})
    assert answer.status_code == 200
    assert len(errors(answer)) == 1


@pytest.mark.parametrize(("typed", "kept"), [("Zainab@Example.ORG ", "zainab@example.org"), ("zainab @ example.org", "zainab@example.org")])
def test_an_email_address_is_kept_in_one_spelling(writer, typed, kept):
    writer.write_until("identity-number/")
    writer.post("contact/", {"email": typed})
    assert content_of(writer).contact == kept


@pytest.mark.parametrize("typed", ["", "zainab", "zainab@", "zainab@example.org\nBcc: all@example.org", "x" * 400 + "@example.org"])
def test_what_is_no_email_address_is_refused(writer, typed):
    writer.write_until("identity-number/")
    answer = writer.post("contact/", {"email": typed})
    assert answer.status_code == 200, content_of(writer).contact
    assert len(errors(answer)) == 1


def test_sms_is_offered_only_where_it_can_be_sent(writer, settings):
    writer.write_until("identity-number/")
    assert 'name="phone"' not in writer.get("contact/").content.decode()
    settings.MAZALIM_SMS_URL = "https://sms.example/send"
    assert 'name="phone"' in writer.get("contact/").content.decode()
    assert writer.post("contact/", {"by": "phone", "phone": "٠٧٥٠ ١٢٣ ٤٥٦٧", "email": "not one"}).status_code == 302
    assert (content_of(writer).contact, content_of(writer).email) == ("+9647501234567", "")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"by": "phone", "phone": "0750 123 45"}, "This is not a whole phone number"),
        ({"by": "phone", "phone": ""}, "Write your phone number"),
        ({"by": "phone", "phone": "+61 412 345 678"}, "We cannot send an SMS to this country"),
        ({"by": "", "phone": "0750 123 4567"}, "Choose e-mail or SMS"),
        ({"by": "pigeon"}, "Select a valid choice"),
    ],
)
def test_a_phone_that_cannot_be_reached_is_refused_and_comes_back_as_typed(writer, settings, typed, error):
    settings.MAZALIM_SMS_URL = "https://sms.example/send"
    writer.write_until("identity-number/")
    answer = writer.post("contact/", typed)
    assert errors(answer)[0].startswith(error)
    assert typed.get("phone", "") in answer.content.decode()


@pytest.mark.parametrize("typed", [{}, {"identity_mode": "anonymous"}])
def test_only_the_modes_of_the_policy_can_be_chosen(writer, typed):
    writer.write_until("contact/")
    answer = writer.post("known/", typed)
    assert len(errors(answer)) == 1
    assert "anonymous" not in policy_at(timezone.now()).identity_modes
