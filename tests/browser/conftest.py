"""Chromium for the tests in this folder; a machine without it fails them with a sentence, because skipping would look like success."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.browser.looking import Looker, looker

HERE = Path(__file__).parent
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)  # the first does the least work
# Playwright runs an event loop in the test's thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, which makes no request but those of the page."""
    path = os.environ.get("MAZALIM_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("Chromium is missing. Install it (Debian, Ubuntu: apt-get install chromium) or set MAZALIM_TEST_CHROMIUM to its path.")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}


@pytest.fixture(scope="session", autouse=True)
def _close_the_second_connection(playwright: Any) -> Iterator[None]:
    """While Playwright's event loop runs, Django keeps connections of their own for this thread; they would hold up the end of the test database."""
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone's width; a test that needs a desk sets its own viewport."""
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "locale": "en-GB"}


@pytest.fixture
def address(live_server: Any) -> str:
    """Where the product answers, without a slash at the end."""
    return str(live_server.url)


@pytest.fixture
def look(browser: Any, live_server: Any, language: str) -> Any:
    """`look(client)` is a browser with that client's session, whose pages are judged by axe."""

    def made(client: Client | None = None) -> Looker:
        return looker(browser, live_server.url, language=language, client=client)

    return made


@pytest.fixture(autouse=True)
def _close_what_was_opened(browser: Any) -> Iterator[None]:
    """Windows of a test end with it; each that stays open takes a process of its own."""
    yield
    for context in browser.contexts:
        context.close()
