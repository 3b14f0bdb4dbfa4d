"""An officer's hour: twenty cases taken, asked about, answered with a standard text, referred, refused or given more time. In English by the
keyboard alone, in Arabic with a mouse and without scripts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mazalim.complaints.models import Complaint, Entry, Proposal
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.actions import Wording
from tests import factories
from tests.browser import story
from tests.factories import PASSWORD, standing

ASKED, ANSWERED, REFERRED, REFUSED, EXTENDED = 4, 8, 3, 2, 3
MOST_TABS = 120


@dataclass
class Hands:
    """How somebody works a page: with the keyboard alone, or with a mouse."""

    page: Page
    by_keyboard: bool

    def reach(self, selector: str) -> None:
        """Come to a control."""
        wanted = self.page.locator(selector).first
        if not self.by_keyboard:
            return
        for _ in range(MOST_TABS):
            if wanted.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab on {self.page.url}")

    def press(self, selector: str) -> None:
        """A button or a link; the page that follows has come."""
        self.reach(selector)
        with self.page.expect_navigation():
            if self.by_keyboard:
                self.page.keyboard.press("Enter")
            else:
                self.page.locator(selector).first.click()

    def write(self, name: str, text: str) -> None:
        """Words into a field."""
        self.reach(f"[name='{name}']")
        if self.by_keyboard:
            self.page.keyboard.type(text)
        else:
            self.page.locator(f"[name='{name}']").fill(text)

    def choose(self, name: str, value: str) -> None:
        """One of several: the group is reached at its first choice, the arrows go on from there."""
        if not self.by_keyboard:
            story.choose(self.page, name, value)
            return
        group = self.page.locator(f"[name='{name}']")
        if group.first.evaluate("node => node.tagName") == "SELECT":
            self.reach(f"[name='{name}']")
            place = group.first.evaluate("(node, value) => [...node.options].findIndex((option) => option.value === value)", value)
            now = group.first.evaluate("node => node.selectedIndex")
            for _ in range(abs(place - now)):
                self.page.keyboard.press("ArrowDown" if place > now else "ArrowUp")
        else:
            self.reach(f"[name='{name}']")
            self.page.keyboard.press("Space")
            for _ in range(30):
                if self.page.locator(f"[name='{name}'][value='{value}']").is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(f"[name='{name}'][value='{value}']:checked, select[name='{name}']").first).to_be_attached()

    def open_first(self) -> str:
        """The first case of the list; returns its number."""
        number = self.page.locator("table[data-keys] tbody tr td.num").first.inner_text().strip()
        if self.by_keyboard:
            self.page.keyboard.press("j")
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.locator("table[data-keys] tbody tr .subj a").first.click()
        return number

    def tool(self, path: str) -> None:
        """An act of the case page."""
        self.press(f"main a[href*='/{path}']")

    def done(self, button: str = story.GO) -> None:
        """The page's one button; nothing was wrong."""
        self.press(button)
        expect(self.page.locator("main .errors")).to_have_count(0)


def take(hands: Hands) -> None:
    """Pick the open case up."""
    hands.tool("take/")
    hands.done()


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_an_officer_works_twenty_cases_in_an_hour(live_server: Any, browser: Browser, language: str, scripts: bool) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(hours=30)
    cases = [factories.lodge(at=at + timedelta(minutes=place)) for place in range(ASKED + ANSWERED + REFERRED + REFUSED + EXTENDED)]
    officer, chief = factories.officer_for(cases[0]), factories.supervisor_for(cases[0])
    text = Wording("reason", "Roads", "The road crew saw the place and mended it on {lodged_date}.", None, "")
    replies.write_text(by=standing(chief), body_id=factories.body().pk, language="en", wording=text, at=at)
    page = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900}).new_page()
    hands = Hands(page, by_keyboard=scripts)
    story.sign_in(page, live_server.url, language, officer.email, PASSWORD)
    new_cases = f"{live_server.url}/{language}/office/desk/?view=unassigned"

    for _ in range(ASKED):
        page.goto(new_cases)
        hands.open_first()
        take(hands)
        hands.tool("ask/")
        hands.write("question", "On which side of the street is it?")
        hands.done()
    for _ in range(ANSWERED):
        page.goto(new_cases)
        hands.open_first()
        take(hands)
        hands.tool("reply/")
        hands.write("summary", "Your complaint is well founded.")
        for point in (1, 2):
            hands.choose(f"outcome_{point}", "upheld")
            hands.choose(f"redress_{point}", "repaired")
            hands.choose(f"text_{point}", str(page.locator(f"[name='text_{point}'] option:not([value=''])").first.get_attribute("value")))
            if scripts:
                hands.reach(f"button[value='take_{point}']")
                page.keyboard.press("Enter")
                expect(page.locator(f"[name='reason_{point}']")).not_to_have_value("")
            else:
                hands.press(f"button[value='take_{point}']")
        hands.done()
        hands.done()
    for _ in range(REFERRED):
        page.goto(new_cases)
        hands.open_first()
        hands.tool("refer/")
        hands.write("q", "Duhok")
        hands.press("button[name='search']")
        hands.choose("body", str(page.locator("[name='body']").first.get_attribute("value")))
        hands.write("reason", "The street lies in that town.")
        hands.done()
    for _ in range(REFUSED):
        page.goto(new_cases)
        hands.open_first()
        hands.tool("propose-refusal/")
        hands.choose("reason", "before_a_court")
        hands.write("text", "The court of Erbil has the same matter since May.")
        hands.write("legal_basis", "Law 12, section 4")
        hands.write("where_to_go", "The court of Erbil")
        hands.done("main form .btn.grave")
        take(hands)
    for _ in range(EXTENDED):
        page.goto(new_cases)
        hands.open_first()
        take(hands)
        hands.tool("extend/")
        hands.write("reason", "The sewer must be surveyed first.")
        hands.done()

    states = list(Complaint.objects.values_list("state", flat=True))
    assert states.count("awaiting_complainant") == ASKED
    assert states.count("awaiting_approval") == ANSWERED
    assert Entry.objects.filter(kind="refer").count() == REFERRED
    assert (
        list(Proposal.objects.order_by("act").values_list("act", flat=True))
        == ["extend"] * EXTENDED + ["refuse"] * REFUSED + ["reply"] * ANSWERED
    )
    assert "mended it on" in Proposal.objects.filter(act="reply").first().text
