"""What happens to people with a phone: the line breaks, they press twice, go back, open a second tab, choose too much."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Error, Page, Route, expect

from mazalim.complaints.models import Entry
from tests.browser.story import GO
from tests.factories import Case
from tests.journey import lives
from tests.journey.intake.wizard import Writer
from tests.journey.tracking.visiting import enter

pytestmark = pytest.mark.usefixtures("country")
HOST = {"host": "127.0.0.1"}


@pytest.fixture
def with_session(browser: Browser, live_server: Any) -> Callable[[Client], Page]:
    """A phone's browser with the session of a client of Django's that has gone ahead."""

    def opened(client: Client) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    return opened


@pytest.fixture
def page_of(with_session: Callable[[Client], Page]) -> Callable[[Case], Page]:
    """A browser with the file of a case open."""
    return lambda case: with_session(enter(case, client=Client(headers=HOST)))


def let_the_line_break(page: Page) -> None:
    """Whatever is sent from now on does not arrive, though the browser believes that there is a connection."""
    page.route("**", lambda route: _break(route))


def _break(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def press(page: Page) -> None:
    """The page's filled button, whatever becomes of it."""
    try:
        page.locator(GO).last.click()
        page.wait_for_timeout(300)
    except Error:
        pass


def test_what_was_typed_survives_a_line_that_breaks_and_the_way_back(with_session: Any) -> None:
    writer = Writer()
    writer.write_until("category/")
    page = with_session(writer.client)
    page.goto("/en/complain/category/")
    page.locator(GO).last.click()
    page.locator("[name=subject]").fill("A hole")
    page.locator("[name=description]").fill("Three weeks of it.")
    let_the_line_break(page)
    press(page)
    page.unroute("**")
    page.go_back()
    expect(page.locator("[name=category]").first).to_be_visible()
    page.locator(GO).last.click()
    expect(page.locator("[name=description]")).to_have_value("Three weeks of it.")
    page.locator(GO).last.click()
    page.wait_for_url("**/when-and-where/")
    page.go_back()
    expect(page.locator("[name=subject]")).to_have_value("A hole")


def test_back_after_an_error_never_asks_to_send_once_more(with_session: Any) -> None:
    writer = Writer()
    writer.write_until("category/")
    page = with_session(writer.client)
    page.goto("/en/complain/what-happened/")
    page.locator("[name=description]").fill("Three weeks of it.")
    page.locator(GO).last.click()
    expect(page.locator(".errors")).to_be_visible()
    page.locator("[name=subject]").fill("A hole")
    page.locator(GO).last.click()
    page.wait_for_url("**/when-and-where/")
    page.go_back()
    expect(page.locator("[name=description]")).to_have_value("Three weeks of it.")
    page.reload()
    expect(page.locator("[name=description]")).to_have_value("Three weeks of it.")


def test_without_a_connection_the_page_says_so_and_sends_nothing(with_session: Any) -> None:
    writer = Writer()
    writer.write_until("category/")
    page = with_session(writer.client)
    page.goto("/en/complain/what-happened/")
    page.locator("[name=subject]").fill("A hole")
    page.context.set_offline(True)
    page.locator(GO).last.click()
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    expect(page.locator("[name=subject]")).to_have_value("A hole")


def test_a_letter_changed_in_a_second_tab_is_checked_again(with_session: Any) -> None:
    writer = Writer()
    writer.write_all()
    first = with_session(writer.client)
    first.goto("/en/complain/check/")
    first.locator("[name=is_checked]").check()
    second = first.context.new_page()
    second.goto("/en/complain/points/")
    second.locator("[name=point_0]").fill("Fill it at once.")
    with second.expect_navigation():
        second.locator(GO).last.click()
    first.locator(GO).last.click()
    expect(first.locator(".errors")).to_be_visible()
    expect(first.locator(".reads")).to_contain_text("Fill it at once.")
    first.locator(GO).last.click()
    first.wait_for_url("**/complain/code/")


def test_a_message_sent_by_two_clicks_stands_in_the_file_once_and_the_next_page_is_empty(page_of: Any) -> None:
    life = lives.taken(at=timezone.now())
    page = page_of(life.case)
    page.goto("/en/follow/file/message/")
    page.locator("[name=text]").fill("One more thing.")
    page.locator(GO).last.dblclick()
    page.wait_for_url("**/follow/file/")
    page.wait_for_timeout(300)
    assert Entry.objects.filter(complaint_id=life.pk, kind="message").count() == 1
    page.goto("/en/follow/file/")
    page.locator("a[href$='/message/']").click()
    expect(page.locator("[name=text]")).to_have_value("")


def test_too_many_or_too_large_files_are_refused_before_they_are_sent(page_of: Any, tmp_path: Path) -> None:
    page = page_of(lives.taken(at=timezone.now()).case)
    page.goto("/en/follow/file/enclose/")
    small = [tmp_path / f"{number}.txt" for number in range(13)]
    large = tmp_path / "large.pdf"
    for path in small:
        path.write_text("x")
    large.write_bytes(b"%PDF-1.4" + b"0" * 21 * 1024 * 1024)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    for chosen in (small, [large]):
        page.locator("[name=enclosures]").set_input_files(chosen)
        page.locator(GO).last.click()
        expect(page.locator("[data-files-refused]")).to_be_visible()
    assert sent == []
    page.locator("[name=enclosures]").set_input_files(small[:2])
    page.locator(GO).last.click()
    page.wait_for_url("**/follow/file/")
    expect(page.locator("main")).to_contain_text("0.txt")


def test_an_upload_whose_line_breaks_can_be_sent_again(page_of: Any, tmp_path: Path) -> None:
    page = page_of(lives.taken(at=timezone.now()).case)
    page.goto("/en/follow/file/enclose/")
    (tmp_path / "photo.txt").write_text("x")
    page.locator("[name=enclosures]").set_input_files(tmp_path / "photo.txt")
    let_the_line_break(page)
    page.locator(GO).last.click()
    expect(page.locator("[data-progress-fault]")).to_be_visible()
    page.unroute("**")
    page.locator(GO).last.click()
    page.wait_for_url("**/follow/file/")
    expect(page.locator("main")).to_contain_text("photo.txt")
