"""One problem behind several complaints: opened, tied, mended, told to everybody. In English with JavaScript, in Arabic without."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mazalim.complaints.models import Entry
from mazalim.worker.loop import work_all
from tests import factories
from tests.browser import story
from tests.factories import PASSWORD

SAID, DID = "The road to the school is dug up again and again.", "Water and road works share one calendar now."


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_systemic_issue_is_mended_and_everybody_reads_it(live_server: Any, browser: Browser, language: str, scripts: bool) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(days=2)
    cases = [factories.lodge(at=at + timedelta(hours=place)) for place in range(3)]
    chief = factories.supervisor_for(cases[0])
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}).new_page()
    story.sign_in(page, live_server.url, language, chief.email, PASSWORD)
    page.locator(".mast .more summary").click()
    page.locator(".mast a[href$='/office/systemic/']").click()
    page.locator("main a[href$='/systemic/new/']").first.click()
    page.locator("[name='title']").fill("Roads dug up twice")
    page.locator(story.GO).last.click()

    for case in cases:
        page.locator(f"[name='case'][value='{case.complaint.case_number}']").check()
    page.locator(story.GO).last.click()
    expect(page.locator("main table tbody tr")).to_have_count(3)
    page.locator("main a[href$='/change/']").click()
    page.locator("[name='cause']").fill("Two offices, two calendars.")
    page.locator("[name='measure']").fill("One calendar for both.")
    story.fill_date(page, "due_date", "1", "12", "2030")
    page.locator(story.GO).last.click()
    page.locator("main a[href$='/mend/']").click()
    page.locator("[name='said_en']").fill(SAID)
    page.locator(story.GO).last.click()
    expect(page.locator(".errors")).to_be_visible()  # half a line is none, and what was typed is still there
    expect(page.locator("[name='said_en']")).to_have_value(SAID)
    page.locator("[name='did_en']").fill(DID)
    page.locator(story.GO).last.click()
    expect(page.locator(".said-did")).to_contain_text(DID)

    work_all(at=timezone.now())
    assert Entry.objects.filter(kind="cause_mended", words__text=DID).count() == 3
    page.goto(f"{live_server.url}/{language}/figures/you-said/")
    expect(page.locator(".said-did")).to_contain_text(SAID)
