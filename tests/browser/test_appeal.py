"""A refusal is appealed, the desk above upholds the appeal, and the complainant reads why: in Arabic without JavaScript, in English with it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Complaint, State
from tests import factories
from tests.browser import story
from tests.browser.story import Citizen
from tests.factories import PASSWORD
from tests.journey import lives

REASONS = {
    "ar": "نظرنا في الملف وفي الشارع. المحكمة تنظر في أمر آخر غير هذه الحفرة، فلا مانع من النظر في الشكوى، والحفرة ما زالت مفتوحة أمام المدرسة.",
    "en": lives.REASONS,
}
EXAMINE = {
    "ar": "المحكمة تنظر في أمر آخر. أرجو النظر في الحفرة نفسها.",
    "en": "The court deals with something else. Look at the hole itself.",
}


@pytest.mark.parametrize(("language", "scripts"), [("ar", False), ("en", True)])
def test_an_appeal_against_a_refusal_is_upheld(live_server: Any, browser: Browser, tmp_path: Path, language: str, scripts: bool) -> None:
    factories.load_country()
    at = timezone.now() - timedelta(days=3)
    life = lives.taken(at=at)
    life.refuse(at=at)
    number = life.case.complaint.case_number
    judge = lives.judge_over(life.case)
    photo = tmp_path / "street.txt"
    photo.write_text("The hole, seen from the gate.")

    def open_browser() -> Page:
        return browser.new_context(java_script_enabled=scripts, viewport={"width": 1280 if scripts else 390, "height": 900}).new_page()

    def sign_in(officer_id: int) -> Page:
        page = open_browser()
        story.sign_in(page, live_server.url, language, Officer.objects.get(pk=officer_id).email, PASSWORD)
        return page

    citizen = Citizen(open_browser(), live_server.url, language, life.case.contact, lambda: "")
    story.follow(citizen, life.case.code)
    citizen.page.locator("a[href$='/file/appeal/']").click()
    citizen.page.locator("[name='text']").fill(EXAMINE[language])
    citizen.go_on()
    expect(citizen.page.locator("main dl.answers")).to_contain_text(EXAMINE[language])
    citizen.page.locator("main input[type=file]").set_input_files(photo)
    citizen.page.locator("button[value='send']").click()
    citizen.expect_page("follow/file/appeal/done/")
    assert Complaint.objects.get(case_number=number).state == State.UNDER_APPEAL

    first = sign_in(life.officer.officer_id)
    answer = first.goto(f"{live_server.url}/{language}/office/cases/{number}/")
    assert answer is not None
    assert answer.status == 404  # whoever proposed the refusal does not see the case any more

    above = sign_in(judge.officer_id)
    above.goto(f"{live_server.url}/{language}/office/appeals/")
    above.locator(f"a[href$='/cases/{number}/']").click()
    expect(above.locator("main")).to_contain_text(EXAMINE[language])
    above.locator("a[href$='/appeal/']").first.click()
    story.choose(above, "decision", "allowed")
    above.locator("[name='reasons']").fill(REASONS[language])
    for point in (1, 2):
        story.choose(above, f"outcome_{point}", "upheld")
        story.choose(above, f"redress_{point}", "decided_anew")
        above.locator(f"[name='reason_{point}']").fill(REASONS[language])
    above.locator(story.GO).last.click()
    expect(above.locator("main .reads")).to_contain_text(REASONS[language])
    above.locator("button[value='send']").click()
    expect(above).to_have_url(re.compile("/office/appeals/$"))

    citizen.page.goto(citizen.at("follow/file/"))
    expect(citizen.page.locator("main .appeal")).to_be_visible()
    expect(citizen.page.locator("main")).to_contain_text(REASONS[language])
    assert citizen.page.locator("a[href$='/file/reopen/']").count() == 0
    complaint = Complaint.objects.get(case_number=number)
    assert (complaint.state, complaint.appeal_decision, complaint.is_final) == (State.ANSWERED, "allowed", True)
