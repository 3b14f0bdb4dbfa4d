"""Every address of a case, tried by whom it does not concern: 404, word for word that of a case that does not exist, and no trace in any list."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from mazalim.accounts.models import Officer, Role
from mazalim.complaints.models import Complaint, Exclusion, Opening
from mazalim.journey.casework import actions as casework
from tests import factories
from tests.factories import Case

pytestmark = pytest.mark.django_db
NOWHERE = "2026-9999999"
SUBJECT = "Zq-subject-of-the-case"
ACCUSED = {"against": "official", "official": {"name": "S. Ahmed", "post": "Head of the unit", "unit": "Roads"}}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
ANY = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001", "str": "2026-9999998"}


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + (getattr(pattern.pattern, "_route", None) or str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, route)
        elif "office/" in route:
            yield route


def office(*, of_a_case: bool) -> list[str]:
    """The office's addresses as the router knows them; those of a case with `{number}` in place of its number."""
    found = []
    for route in _addresses(get_resolver().url_patterns):
        route = route.replace("<str:case_number>", "{number}")
        for kind, value in ANY.items():
            route = re.sub(rf"<{kind}:\w+>", value, route)
        found.append(f"/{route}")
    return [route for route in found if ("{number}" in route) == of_a_case and "sign-" not in route and "invitation" not in route]


@pytest.fixture(params=[{}, ACCUSED], ids=["service", "official"])
def case(request) -> Case:
    return factories.lodge(at=timezone.now(), subject=SUBJECT, **request.param)


def stranger(who: str, case: Case) -> Officer:
    """Somebody whom the case does not concern."""
    complaint = case.fresh()
    match who:
        case "another desk of the body":
            return factories.officer(desk=complaint.body.desks.exclude(pk=complaint.desk_id).first())
        case "another body's desk":
            return factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general"))
        case "another body's supervisor":
            return factories.officer(supervises=factories.body("MUN-SUL"))
        case "the body's supervisor":
            return factories.officer(supervises=complaint.body)
        case "no role":
            return factories.officer()
        case "excluded" | "the old desk" | "an ended role":
            made = factories.officer(desk=complaint.desk)
            if who == "excluded":
                Exclusion.objects.create(complaint=complaint, officer=made, why="recused", at=timezone.now())
            elif who == "an ended role":
                made.grants.update(ended_at=timezone.now())
            else:
                by, body = factories.standing(made), factories.body("MUN-SUL")
                casework.refer(complaint_id=complaint.pk, by=by, body_id=body.pk, reason="It is theirs.", at=timezone.now())
            return made
    return factories.officer(role=Role(who))


STRANGERS = (
    "another desk of the body", "another body's desk", "another body's supervisor", "no role", "excluded", "the old desk", "an ended role",
    "administrator", "auditor", "central_officer",
)  # fmt: skip


def _is_a_stranger(case: Case, who: str) -> None:
    made, client = stranger(who, case), Client(raise_request_exception=False)
    number = case.complaint.case_number
    for method in ("get", "post"):
        for route in office(of_a_case=True):
            client.force_login(made)
            answer, nowhere = (getattr(client, method)(route.format(number=one)) for one in (number, NOWHERE))
            assert answer.status_code in {404, 405}, (method, route)
            assert (answer.status_code, answer.headers) == (nowhere.status_code, nowhere.headers)
            assert answer.content.decode().replace(number, NOWHERE) == nowhere.content.decode(), route
    for route in office(of_a_case=False):
        client.force_login(made)
        answer = client.get(route)
        page = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert number not in page, route
        assert SUBJECT not in page, route
    found, nothing = (client.get("/en/office/desk/", {"q": one}).content.decode().replace(number, NOWHERE) for one in (number, NOWHERE))
    assert TOKEN.sub("", found) == TOKEN.sub("", nothing)
    assert not Opening.objects.filter(complaint=case.complaint, officer=made).exists()


@pytest.mark.parametrize("who", STRANGERS)
def test_a_case_does_not_exist_for_whom_it_does_not_concern(case, who):
    _is_a_stranger(case, who)


def test_a_case_against_an_official_does_not_exist_for_the_supervisor_of_the_body_nor_is_it_counted():
    guarded = factories.lodge(at=timezone.now(), subject=SUBJECT, **ACCUSED)
    made, client = stranger("the body's supervisor", guarded), Client()
    client.force_login(made)
    pages = ["/en/office/", "/en/office/desk/", "/en/office/board/"]
    with_it = [client.get(page).context for page in pages]
    assert with_it[1]["listed"].tabs[0].count == 0
    assert (with_it[2]["board"].open, with_it[2]["board"].unassigned) == (0, 0)
    _is_a_stranger(guarded, "the body's supervisor")
    assert Complaint.objects.get().is_guarded


def test_nobody_reads_a_case_without_signing_in(case):
    client = Client()
    for route in [*office(of_a_case=True), *office(of_a_case=False)]:
        for number in (case.complaint.case_number, NOWHERE):
            answer = client.get(route.format(number=number))
            if route.startswith("/api/"):  # machines are told that they need a key
                assert answer.status_code in {401, 405}, route
                continue
            assert answer.status_code in {302, 405}, route
            assert answer.status_code == 405 or answer["Location"].startswith("/en/office/sign-in/"), route
