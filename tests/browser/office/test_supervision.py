"""A supervisor's hour, with JavaScript and without: one reply approved, another sent back, the cases of who is away spread over the colleagues."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mazalim.accounts.models import Officer
from mazalim.common.clock import day_of
from mazalim.complaints.models import Complaint, Entry
from mazalim.country.queries import calendar
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from tests import factories
from tests.browser import story
from tests.factories import PASSWORD, standing
from tests.journey import lives


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_supervisor_approves_one_reply_and_sends_another_back(live_server: Any, browser: Browser, language: str, scripts: bool) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(hours=30)
    good, poor = (lives.taken(at=at + timedelta(minutes=place), language=language) for place in range(2))
    for life in (good, poor):
        draft = replies.save_draft(
            complaint_id=life.pk, by=life.officer, version=0, summary=lives.SUMMARY, points=lives.POINTS, commitments=[], at=at
        )
        replies.hand_in(complaint_id=life.pk, by=life.officer, version=draft.version, at=at)
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}).new_page()
    story.sign_in(page, live_server.url, language, Officer.objects.get(pk=good.supervisor.officer_id).email, PASSWORD)

    approvals = f"{live_server.url}/{language}/office/approvals/"
    page.goto(approvals)
    page.locator(f"main a[href*='{good.case.complaint.case_number}/reply/approve/']").first.click()
    page.locator(story.GO).first.click()
    expect(page.locator(".errors")).to_be_visible()  # the short list is not ticked
    for name in ("answers_all", "is_plain", "is_doable"):
        page.locator(f"[name='{name}']").check()
    page.locator(story.GO).first.click()
    page.goto(approvals)
    page.locator(f"main a[href*='{poor.case.complaint.case_number}/reply/approve/']").first.click()
    page.locator("details.decide summary").last.click()
    page.locator("details.decide [name$='reason']").fill("Say on which day the hole was filled.")
    page.locator("details.decide form button").last.click()
    page.goto(approvals)
    expect(page.locator("main a[href*='/reply/approve/']")).to_have_count(0)
    assert good.case.fresh().state == "answered"
    assert poor.case.fresh().state == "in_progress"


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_supervisor_hands_an_absent_officer_s_cases_over(live_server: Any, browser: Browser, language: str, scripts: bool) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(days=1)
    cases = [factories.lodge(at=at + timedelta(minutes=place), language=language) for place in range(3)]
    away, *colleagues = (factories.officer_for(cases[0]) for _ in range(3))
    chief = factories.supervisor_for(cases[0])
    for case in cases:
        casework.assign(complaint_id=case.complaint.pk, by=standing(chief), officer_id=away.pk, at=at + timedelta(hours=1))
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}).new_page()
    story.sign_in(page, live_server.url, language, chief.email, PASSWORD)

    page.goto(f"{live_server.url}/{language}/office/absences/")
    today = day_of(timezone.now(), calendar().zone)
    page.locator("[name=officer]").select_option(str(away.pk))
    for name, day in (("first_day", today), ("last_day", today + timedelta(days=9))):
        story.fill_date(page, name, str(day.day), str(day.month), str(day.year))
    page.locator("[name=deputy]").select_option(str(colleagues[0].pk))
    page.locator(story.GO).last.click()
    expect(page.locator("main table tbody tr")).to_have_count(1)

    page.goto(f"{live_server.url}/{language}/office/board/")
    page.locator(f"a[href$='/office/hand-over/{away.pk}/']").first.click()
    expect(page.locator("[name=to][value=spread]")).to_be_checked()
    assert page.locator(f"[name=to][value='{away.pk}']").count() == 0
    page.locator(story.GO).first.click()
    expect(page.locator("table tbody tr .will")).to_have_count(3)
    assert Entry.objects.filter(kind="assign").count() == 3
    page.locator(story.GO).first.click()
    expect(page.locator("a[href*='/office/bulk/']")).to_have_count(2)
    assert set(Complaint.objects.values_list("officer", flat=True)) == {one.pk for one in colleagues}
    assert Entry.objects.filter(kind="assign").count() == 6

    page.goto(f"{live_server.url}/{language}/office/board/")
    expect(page.locator(f"a[href$='/office/hand-over/{away.pk}/']")).to_have_count(0)
    for one in colleagues:
        expect(page.locator(f"table a[href*='officer={one.pk}']").first).to_be_visible()
