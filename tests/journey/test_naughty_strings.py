"""Strings that break forms, through every field of words on the pages of a case: nothing fails, nothing runs, all comes back as typed."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as product
from django.test import Client
from django.utils import timezone

from mazalim.complaints.models import EntryText
from mazalim.journey.replies.models import Draft
from tests import factories
from tests.factories import PASSWORD, Case
from tests.journey.intake.test_words import Values, as_text, strings

__all__ = ["strings"]  # the fixture
pytestmark = pytest.mark.django_db
MOST_IN_A_CASE = 60
OWN_SCRIPT = re.compile(r"<script(?: nonce=\"[^\"]+\")? src=\"/static/[^\"]+\"[^>]*></script>")


@pytest.fixture(autouse=True)
def _many_messages(settings) -> None:
    settings.MAZALIM_LIMITS = {**product.MAZALIM_LIMITS, "messages_per_complaint": (100_000, 86_400)}


@pytest.fixture
def case() -> Case:
    return factories.lodge(at=timezone.now())


def in_parts(strings: list[str]) -> Iterator[list[str]]:
    """So that no case grows longer than a case does."""
    for begin in range(0, len(strings), MOST_IN_A_CASE):
        yield strings[begin : begin + MOST_IN_A_CASE]


def officers_browser(case: Case) -> Client:
    client = Client()
    client.post("/en/office/sign-in/", {"email": factories.officer_for(case).email, "password": PASSWORD})
    return client


def followers_browser(case: Case) -> Client:
    client = Client()
    client.post("/en/follow/", {"code": case.code, "contact": case.contact})
    return client


def runs_nothing(page: str) -> bool:
    """Whether the only scripts of a page are the product's own files."""
    return "<script" not in OWN_SCRIPT.sub("", page)


def come_back(client: Client, path: str, typed: dict[str, str], others: dict[str, str]) -> None:
    """A form that lacks one answer comes back with what was typed into its fields of words."""
    answer = client.post(path, typed | others)
    assert answer.status_code == 200, (path, typed)
    page = answer.content.decode()
    assert runs_nothing(page), (path, typed)
    found = Values(page).found
    for name, text in typed.items():
        assert as_text(found[name]) == as_text(text), (path, name)


@pytest.mark.one_database  # a form that comes back writes nothing
def test_every_string_comes_back_from_an_officers_forms(case: Case, strings: list[str]) -> None:
    client, at = officers_browser(case), f"/en/office/cases/{case.complaint.case_number}/"
    version = {"version": str(case.fresh().version)}
    for string in strings:
        come_back(
            client, f"{at}propose-refusal/", {"text": string, "legal_basis": string.replace("\n", " "), "where_to_go": string}, version
        )
        come_back(client, f"{at}refer/", {"reason": string}, version)


def test_every_string_is_kept_as_a_note(strings: list[str]) -> None:
    for some in in_parts(strings):
        case = factories.lodge(at=timezone.now())
        client, at = officers_browser(case), f"/en/office/cases/{case.complaint.case_number}/"
        client.post(f"{at}take/", {"version": str(case.fresh().version)})
        for string in some:
            kept = client.post(f"{at}note/", {"text": string, "version": str(case.fresh().version)})
            assert kept.status_code == (302 if as_text(string) else 200)
        page = client.get(at)
        assert page.status_code == 200
        assert runs_nothing(page.content.decode())
    noted = set(EntryText.objects.filter(entry__kind="note").values_list("text", flat=True))
    assert noted == {as_text(string) for string in strings if as_text(string)}


@pytest.mark.one_database  # a form that comes back writes nothing
def test_every_string_comes_back_from_a_reply(case: Case, strings: list[str]) -> None:
    client, at = officers_browser(case), f"/en/office/cases/{case.complaint.case_number}/"
    client.post(f"{at}take/", {"version": str(case.fresh().version)})
    for string in strings:
        typed = {"summary": string, "reason_1": string, "reason_2": string}
        come_back(client, f"{at}reply/", typed, {"version": "0", "then": "stay", "outcome_1": "no such outcome"})


def test_every_string_is_kept_in_the_draft_of_a_reply(case: Case, strings: list[str]) -> None:
    client, at = officers_browser(case), f"/en/office/cases/{case.complaint.case_number}/"
    client.post(f"{at}take/", {"version": str(case.fresh().version)})
    for draft, string in enumerate(strings):
        typed = {"summary": string, "reason_1": string, "reason_2": string}
        answer = client.post(f"{at}reply/", typed | {"version": str(draft), "then": "stay"})
        assert answer.status_code == 302, string
        written = Draft.objects.get().content
        texts = {written["summary"], *(point["reason"] for point in written["points"])}
        assert {as_text(text) for text in texts} == {as_text(string)}
        if not draft % 50:
            page = client.get(f"{at}reply/").content.decode()
            assert runs_nothing(page)
            found = Values(page).found
            assert {name: as_text(found[name]) for name in typed} == dict.fromkeys(typed, as_text(string))


def test_every_string_is_kept_as_a_message_of_who_follows(strings: list[str]) -> None:
    for some in in_parts(strings):
        client = followers_browser(factories.lodge(at=timezone.now()))
        for string in some:
            answer = client.post("/en/follow/file/message/", {"text": string})
            assert answer.status_code == (302 if as_text(string) else 200), string
        page = client.get("/en/follow/file/")
        assert page.status_code == 200
        assert runs_nothing(page.content.decode())
    said = set(EntryText.objects.filter(entry__kind="message").values_list("text", flat=True))
    assert said == {as_text(string) for string in strings if as_text(string)}
