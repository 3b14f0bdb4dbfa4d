"""A supervisor narrows a list, gives three cases to an officer, takes it back, and takes the list out: in English with JavaScript, in Arabic without."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mazalim.common.text import digits_to_latin
from mazalim.complaints.models import Complaint, Entry
from mazalim.worker.loop import work_all
from tests import factories
from tests.browser import story
from tests.factories import PASSWORD
from tests.journey.workbench.opening import open_csv, open_workbook

ROWS = "table[data-keys] tbody tr"


def numbers_on(page: Page) -> list[str]:
    """The case numbers of the list, from its first row to its last."""
    return [cell.strip() for cell in page.locator(f"{ROWS} td.num").all_inner_texts()]


def downloaded(page: Page, selector: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(selector).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_a_supervisor_assigns_three_cases_takes_it_back_and_takes_the_list_out(
    live_server: Any, browser: Browser, language: str, scripts: bool
) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(days=1)
    wanted = [factories.lodge(at=at + timedelta(minutes=place), language="ar") for place in range(3)]
    factories.lodge(at=at, language="ckb")
    officer = factories.officer_for(wanted[0])
    chief = factories.supervisor_for(wanted[0])
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()
    story.sign_in(page, live_server.url, language, chief.email, PASSWORD)

    page.goto(f"{live_server.url}/{language}/office/desk/")
    expect(page.locator(ROWS)).to_have_count(4)
    page.locator("form[role=search] details summary").click()
    page.locator("form[role=search] [name=language]").select_option("ar")
    if not scripts:  # with them the list narrows by itself
        page.locator("form[role=search] .btn").first.click()
    expect(page.locator(ROWS)).to_have_count(3)
    listed = numbers_on(page)
    address = page.url

    page.locator("#bulk [data-tick]").click()
    if scripts:
        expect(page.locator("[data-ticked] output")).to_have_text("3")
    page.locator("#bulk [value=assign]").click()
    page.locator(f"[name=officer][value='{officer.pk}']").check()
    page.locator(story.GO).first.click()
    expect(page.locator(f"{ROWS} .will")).to_have_count(3)
    assert Entry.objects.filter(kind="assign").count() == 0
    page.locator(story.GO).first.click()
    expect(page.locator("form[action*='/undo/']")).to_be_visible()
    assert set(Complaint.objects.filter(language="ar").values_list("officer", flat=True)) == {officer.pk}

    page.goto(address)
    page.locator("#bulk a[href*='/office/bulk/']").click()  # the list knows the way back to what can be undone
    page.locator("form[action*='/undo/'] button").click()
    expect(page.locator("form[action*='/undo/']")).to_have_count(0)
    assert set(Complaint.objects.values_list("officer", "state")) == {(None, "with_body")}
    assert Entry.objects.filter(kind="undo_assign").count() == 3

    page.goto(address)
    page.locator("a[href*='/desk/export/']").click()
    expect(page.locator(".described")).to_contain_text("3" if language == "en" else "٣")
    table = open_csv(downloaded(page, "button[value=csv]"))
    page.locator("button[value=xlsx]").click()
    expect(page).to_have_url(re.compile("/office/exports/"))
    work_all(at=timezone.now())
    ready = page.locator("a[href$='/file/']")
    expect(ready).to_be_visible(timeout=8000)  # the page looks again by itself, with scripts and without
    book = open_workbook(downloaded(page, "a[href$='/file/']"))
    assert [row[0] for row in table.rows] == [row[0] for row in book.rows] == listed == [case.complaint.case_number for case in wanted]
    assert book.is_right_to_left is (language == "ar")
    assert digits_to_latin(str(table.rows)) == str(table.rows)
