"""A complaint against an official who sits at the very desk that should judge them: it climbs, they see nothing, and it is answered above."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mazalim.accounts.models import Officer
from mazalim.complaints.models import State
from mazalim.directory.models import Desk
from tests import factories
from tests.browser import story
from tests.browser.story import Citizen
from tests.browser.test_whole_life import approve, reply
from tests.factories import PASSWORD

SUBJECT = "Zq: a clerk asked for money"
# language, scripts, what the complainant calls the official: as it sounds, in their own letters
STORIES = [("ar", False, "ليلى يوسف"), ("en", True, "Leyla Yusef")]


@pytest.mark.parametrize(("language", "scripts", "called"), STORIES)
def test_a_complaint_against_an_official_climbs_past_their_desk_and_is_answered_above(
    live_server: Any, browser: Browser, language: str, scripts: bool, called: str
) -> None:
    factories.load_country()
    case = factories.lodge(
        at=timezone.now(), language=language, subject=SUBJECT, against="official", official={"name": called, "post": "Clerk", "unit": ""}
    )
    number, own = case.complaint.case_number, Desk.objects.get(code="MUN-EBL-INTEGRITY")
    member, accused = factories.officer(desk=own, name="Hawre Mahmoud"), factories.officer(desk=own, name="Layla Yousif")
    line = case.complaint.body.path[: case.complaint.body.steplen * 2]
    higher = Desk.objects.filter(kind="integrity", body__path=line).first() or Desk.objects.get(kind="central")
    first, second = (factories.officer(desk=higher, name=name) for name in ("N. Rashid", "S. Azad"))
    pages: dict[str, Page] = {}

    def desk_of(officer: Officer) -> Page:
        if officer.email not in pages:
            pages[officer.email] = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}).new_page()
            story.sign_in(pages[officer.email], live_server.url, language, officer.email, PASSWORD)
        return pages[officer.email]

    def office(officer: Officer, path: str) -> Any:
        return desk_of(officer).goto(f"{live_server.url}/{language}/office/{path}")

    def sees_nothing(officer: Officer) -> None:
        for path in ("", "desk/", f"desk/?q={number}", "desk/?q=clerk+asked"):
            office(officer, path)
            expect(desk_of(officer).locator("main")).not_to_contain_text(SUBJECT)
            expect(desk_of(officer).locator(f"main a[href*='/cases/{number}']")).to_have_count(0)
        for path in ("", "official/", "take/"):
            answer = office(officer, f"cases/{number}/{path}")
            assert answer is not None
            assert answer.status == 404

    # Until it is ruled who it is, both members of the desk see the case; the name leads to the officer, however it is spelt.
    office(accused, "desk/")
    expect(desk_of(accused).get_by_text(SUBJECT)).to_be_visible()
    office(member, f"cases/{number}/")
    desk_of(member).locator(f"main a[href$='/cases/{number}/official/']").first.click()
    desk = desk_of(member)
    expect(desk.locator("[name='q']")).to_have_value(called)
    story.choose(desk, "found", "matched")
    desk.locator(f"[name='officers'][value='{accused.pk}']").check()
    desk.locator("[name='reason']").fill("The only clerk of that name.")
    desk.locator("main form .btn:not(.quiet)").last.click()
    expect(desk.locator("main .errors")).to_have_count(0)

    complaint = case.fresh()
    assert (complaint.desk, complaint.is_guarded, complaint.state) == (higher, True, State.WITH_BODY)
    for officer in (accused, member):
        sees_nothing(officer)

    story.act(desk_of(first), live_server.url, language, number, "take/")
    reply(desk_of(first), live_server.url, language, number, points=2, words="The money was given back.")
    approve(desk_of(second), live_server.url, language, number)
    assert case.fresh().state == State.ANSWERED
    sees_nothing(accused)

    citizen = Citizen(browser.new_context(java_script_enabled=scripts).new_page(), live_server.url, language, case.contact, lambda: "")
    story.follow(citizen, case.code)
    expect(citizen.page.locator("main")).to_contain_text("The money was given back.")
    expect(citizen.page.locator("main")).not_to_contain_text("Layla Yousif")
