"""The whole life of a complaint in real browsers, with real mail: in Arabic without JavaScript, in English with it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mazalim.accounts.models import Officer, Role
from mazalim.common.text import digits_to_latin
from mazalim.complaints.models import Complaint
from mazalim.country.actions import load_policy
from mazalim.country.models import PolicyVersion
from mazalim.directory.models import Category, PublicBody
from mazalim.figures.actions import advance
from mazalim.worker.loop import work_all
from tests import factories
from tests.browser import story
from tests.browser.story import Citizen, Words
from tests.factories import PASSWORD
from tests.outside import MailServer

ARABIC = Words(
    subject="حفرة عميقة أمام مدرسة ابتدائية",
    description="منذ ثلاثة أسابيع وهناك حفرة بعمق نصف متر أمام باب المدرسة. سقط فيها طفلان.",
    points=("ردم الحفرة.", "وضع حاجز إلى أن تُردم."),
    body_search="بلديه اربيل",
    answer="من جهة باب المدرسة.",
    given_name="زينب",
    family_name="كريم حسن",
)
ENGLISH = Words(
    subject="A deep hole outside a primary school",
    description="For three weeks there has been a hole half a metre deep in front of the gate. Two children fell into it.",
    points=("Fill the hole.", "Put a barrier there."),
    body_search="municpality of erbil",
    answer="On the side of the gate.",
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    photo, letter = tmp_path / "gate.jpg", tmp_path / "letter.pdf"
    Image.new("RGB", (640, 480), "gray").save(photo)
    letter.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    return [photo, letter]


def reader(smtp: MailServer, email: str) -> Callable[[], str]:
    """Reads the newest verification code from the mailbox, as soon as the worker has sent it."""

    def read() -> str:
        work_all(at=timezone.now())
        for to, message in reversed(smtp.mails):
            if email in to:
                part = message.get_body(("plain",))
                found = re.search(r"\b(\d{6})\b", part.get_content() if part else "")
                if found:
                    return found[1]
        raise AssertionError(f"No code came to {email}: {[to for to, _ in smtp.mails]}")

    return read


def reply(page: Page, address: str, language: str, number: str, *, points: int, words: str) -> None:
    """Draft a reply point by point, look at it, hand it in."""
    fields = {"summary": words}
    for point in range(1, points + 1):
        fields |= {f"outcome_{point}": "=upheld", f"redress_{point}": "=repaired", f"reason_{point}": words}
    story.act(page, address, language, number, "reply/", **fields)
    expect(page).to_have_url(re.compile("/reply/look/$"))
    page.locator(story.GO).last.click()


def approve(page: Page, address: str, language: str, number: str) -> None:
    story.act(page, address, language, number, "reply/approve/", answers_all="*", is_plain="*", is_doable="*")


def show_every_figure() -> None:
    """The country's threshold hides what a single life moves; here it is one."""
    version = PolicyVersion.objects.get()
    figures = {**version.policy["figures"], "smallest_cell": 1}
    load_policy(policy={**version.policy, "figures": figures}, valid_from=version.valid_from, at=version.loaded_at)


@pytest.mark.parametrize(("language", "scripts", "words"), [("ar", False, ARABIC), ("en", True, ENGLISH)])
def test_a_complaint_is_lodged_asked_about_answered_doubted_answered_again_and_settled(
    live_server: Any, browser: Browser, smtp: MailServer, files: list[Path], language: str, scripts: bool, words: Words
) -> None:
    factories.load_country()
    show_every_figure()
    body = PublicBody.objects.get(code="MUN-EBL")
    category = Category.objects.get(code="road_damage")

    def open_browser() -> Page:
        width = 390 if not scripts else 1280
        return browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900}).new_page()

    email = "zainab@example.org"
    citizen = Citizen(open_browser(), live_server.url, language, email, reader(smtp, email))
    code, number = story.whole_wizard(citizen, words, body=str(body.pk), category=str(category.pk), files=files)
    complaint = Complaint.objects.get(case_number=number)
    assert complaint.enclosures.count() == 2
    work_all(at=timezone.now())
    assert any(code in message.get_body(("plain",)).get_content() for to, message in smtp.mails if email in to)

    roads = complaint.desk
    first, second = (factories.officer(desk=roads, name=name) for name in ("N. Rashid", "S. Azad"))
    chief = factories.officer(supervises=body, name="A. Hawrami")
    pages: dict[str, Page] = {}

    def desk_of(officer: Officer) -> Page:
        if officer.email not in pages:
            pages[officer.email] = open_browser()
            story.sign_in(pages[officer.email], live_server.url, language, officer.email, PASSWORD)
        return pages[officer.email]

    def officer_does(who: Officer, path: str, /, **fields: str) -> None:
        story.act(desk_of(who), live_server.url, language, number, path, **fields)

    desk_of(first).goto(f"{live_server.url}/{language}/office/desk/")
    expect(desk_of(first).get_by_text(words.subject)).to_be_visible()
    officer_does(first, "take/")
    officer_does(first, "ask/", question="On which side of the street is it?")

    story.follow(citizen, code)
    expect(citizen.page.locator("main")).to_contain_text("On which side of the street is it?")
    citizen.page.goto(citizen.at("follow/file/answer/"))
    citizen.page.locator("[name='text']").fill(words.answer)
    citizen.go_on()
    citizen.expect_page("follow/file/")

    desk_of(first).goto(f"{live_server.url}/{language}/office/cases/{number}/")
    expect(desk_of(first).locator("main")).to_contain_text(words.answer)
    expect(desk_of(first).locator("main")).not_to_contain_text(words.family_name)
    reply(desk_of(first), live_server.url, language, number, points=2, words="The hole was filled on Tuesday.")
    approve(desk_of(chief), live_server.url, language, number)

    citizen.page.goto(citizen.at("follow/file/"))
    expect(citizen.page.locator("main")).to_contain_text("The hole was filled on Tuesday.")
    citizen.page.goto(citizen.at("follow/file/rate/"))
    story.choose(citizen.page, "score", "2")
    citizen.page.locator("[name='comment']").fill("The barrier never came.")
    citizen.go_on()
    citizen.page.goto(citizen.at("follow/file/reopen/"))
    citizen.page.locator("[name='reason']").fill("There is still no barrier.")
    citizen.go_on()

    officer_does(chief, "assign/", officer=f"={second.pk}")
    reply(desk_of(second), live_server.url, language, number, points=2, words="The barrier stands since this morning.")
    approve(desk_of(chief), live_server.url, language, number)
    citizen.page.goto(citizen.at("follow/file/confirm/"))
    citizen.go_on()

    complaint.refresh_from_db()
    assert (complaint.state, complaint.closed_as, complaint.round, complaint.rating) == ("closed", "confirmed", 2, 2)
    work_all(at=timezone.now())
    kinds = [entry.kind for entry in complaint.entries.order_by("number")]
    assert kinds == [
        "lodge", "route", "take", "ask", "answer", "draft_reply", "approve", "rate", "reopen", "assign", "draft_reply", "approve", "confirm",
    ]  # fmt: skip
    advance(at=timezone.now())
    citizen.page.goto(citizen.at("figures/"))
    # One complaint lodged, two answers, one rating of 2, and the complaint opened again.
    shown = [digits_to_latin(figure) for figure in citizen.page.locator(".strip dd").all_inner_texts()]
    assert shown[0] == "1"
    assert "2" in shown
    assert "50%" in [figure.replace("٪", "%").strip("\u061c") for figure in shown]


def test_an_unknown_body_is_screened_and_referred_twice_on(live_server: Any, browser: Browser, smtp: MailServer) -> None:
    factories.load_country()
    category = Category.objects.get(code="road_damage")
    email = "karim@example.org"
    citizen = Citizen(browser.new_context().new_page(), live_server.url, "en", email, reader(smtp, email))
    code, number = story.whole_wizard(citizen, ENGLISH, body=None, category=str(category.pk), files=[], identity_mode="confidential")
    complaint = Complaint.objects.get(case_number=number)
    assert complaint.state == "screening"

    centre = browser.new_context().new_page()
    story.sign_in(centre, live_server.url, "en", factories.officer(role=Role.CENTRAL_OFFICER).email, PASSWORD)
    centre.goto(f"{live_server.url}/en/office/screening/")
    expect(centre.get_by_text(ENGLISH.subject)).to_be_visible()

    def refer(page: Page, code: str) -> None:
        body = PublicBody.objects.get(code=code)
        page.goto(f"{live_server.url}/en/office/cases/{number}/refer/?q={body.names['en']}")
        story.choose(page, "body", str(body.pk))
        page.locator("[name='reason']").fill("This body looks after the road.")
        page.locator(story.GO).last.click()
        expect(page.locator("main .errors")).to_have_count(0)

    refer(centre, "MUN-SUL")
    for place in ("MUN-EBL", "MUN-DHK"):
        complaint.refresh_from_db()
        officer = browser.new_context().new_page()
        story.sign_in(officer, live_server.url, "en", factories.officer(desk=complaint.desk).email, PASSWORD)
        refer(officer, place)
        answer = officer.goto(f"{live_server.url}/en/office/cases/{number}/")
        assert answer is not None
        assert answer.status == 404  # what went to another body is not shown here any more
    complaint.refresh_from_db()
    assert (complaint.referrals, complaint.body.code, complaint.state) == (2, "MUN-DHK", "with_body")
    story.follow(citizen, code)
    expect(citizen.page.locator("main")).to_contain_text(complaint.body.names["en"])
