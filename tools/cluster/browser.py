"""A complaint's life in a real browser, through the proxy: lodged, taken, answered, approved, read; and read once more after the kills."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import story
from tools.cluster.site import Site
from tools.drill.citizens import Post
from tools.processes import ROOT, CannotStart

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CITIZEN, OFFICER, CHIEF = "zainab@cluster.example", "n.rashid@cluster.example", "a.hawrami@cluster.example"
PASSWORD = "a bucket under seven dripping taps"  # noqa: S105 - of accounts that are gone in a moment
WORDS = story.Words(
    subject="A deep hole outside a primary school",
    description="For three weeks there has been a hole half a metre deep in front of the gate. Two children fell into it.",
    points=("Fill the hole.", "Put a barrier there."),
    body_search="municipality of erbil",
)
ANSWER = "The hole was filled on Tuesday."
SECONDS_FOR_A_LETTER = 60.0
LEAST_SECONDS = 2.2  # MAZALIM_LEAST_SECONDS, and a little
PATIENCE = 30_000  # milliseconds for a page, on a machine that does everything at once
WHERE = (
    "import json; from mazalim.complaints.models import Complaint; it = Complaint.objects.get(case_number='{number}');"
    "print(json.dumps({{'desk': it.desk.code, 'body': it.body.code}}))"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own.

    :raises CannotStart: there is none.
    """
    path = os.environ.get("MAZALIM_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise CannotStart("Chromium is missing. Debian, Ubuntu: apt-get install chromium; or --no-browser.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Story:
    """One complaint and the three people around it."""

    def __init__(self, site: Site) -> None:
        self.site, self.code, self.number = site, "", ""

    def live(self) -> list[str]:
        """Lodge, take, reply, approve, read; returns what was done, in words."""
        with chromium() as browser:
            citizen = self._citizen(browser)
            with httpx.Client(verify=self.site.trust(), base_url=f"{self.site.address}/api/v1/", timeout=30) as client:
                body = client.get("bodies", params={"q": WORDS.body_search, "language": "en"}).json()[0]
                categories = client.get(f"bodies/{body['id']}/categories").json()
            category = next(row["id"] for row in categories if "road" in str(row).lower())
            self.code, self.number = story.whole_wizard(citizen, WORDS, body=str(body["id"]), category=str(category), files=[])
            self.site.told_otherwise.add(self.number)
            where = self._where()
            self._add(OFFICER, "N. Rashid", "officer", "--desk", where["desk"])
            self._add(CHIEF, "A. Hawrami", "supervisor", "--body", where["body"])
            officer, chief = (self._signed_in(browser, email) for email in (OFFICER, CHIEF))
            self._act(officer, "take/")
            answers = {f"{part}_{point}": said for point in (1, 2) for part, said in _POINT.items()}
            story.act(officer, self.site.address, "en", self.number, "reply/", summary=ANSWER, **answers)
            officer.locator(story.GO).last.click()
            self._act(chief, "reply/approve/", answers_all="*", is_plain="*", is_doable="*")
            self._read(citizen)
        return [f"{self.number} lodged by a citizen", "taken and answered by an officer", "approved by a supervisor", "read by the citizen"]

    def read_again(self) -> None:
        """The same file in a new browser, by its code."""
        with chromium() as browser:
            self._read(self._citizen(browser))

    def _citizen(self, browser: Browser) -> story.Citizen:
        page = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900}).new_page()
        unhurried = {"follow": lambda shown: shown.wait_for_timeout(LEAST_SECONDS * 1000)}
        return story.Citizen(page, self.site.address, "en", CITIZEN, self._letter, unhurried)

    def _signed_in(self, browser: Browser, email: str) -> Page:
        page = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900}).new_page()
        story.sign_in(page, self.site.address, "en", email, PASSWORD)
        return page

    def _act(self, page: Page, path: str, **fields: str) -> None:
        story.act(page, self.site.address, "en", self.number, path, **fields)

    def _read(self, citizen: story.Citizen) -> None:
        story.follow(citizen, self.code)
        expect(citizen.page.locator("main")).to_contain_text(ANSWER)

    def _letter(self) -> str:
        """The newest verification code, as soon as a worker has sent it; read and typed no quicker than a person can."""
        code = until(lambda: (self._codes() or [None])[-1], "a verification code by mail")
        time.sleep(LEAST_SECONDS)
        return str(code)

    def _codes(self) -> list[Any]:
        post = Post(self.site.mail)
        post.read()
        return list(post.codes.get(CITIZEN, []))

    def _where(self) -> dict[str, str]:
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WHERE.format(number=self.number)]
        done = subprocess.run(command, cwd=ROOT, env=self.site.direct(), capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))

    def _add(self, email: str, name: str, role: str, *scope: str) -> None:
        command = [sys.executable, "manage.py", "add_officer", email, name, "--role", role, *scope]
        done = subprocess.run(command, cwd=ROOT, env=self.site.direct(), input=f"{PASSWORD}\n", capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStart(f"The officer could not be added: {done.stderr.strip()[-500:]}")


_POINT = {"outcome": "=upheld", "redress": "=repaired", "reason": ANSWER}


def until(found: Callable[[], Any], what: str) -> Any:
    """The first thing found.

    :raises CannotStart: nothing was, in a minute.
    """
    end = time.monotonic() + SECONDS_FOR_A_LETTER
    while time.monotonic() < end:
        if it := found():
            return it
        time.sleep(0.3)
    raise CannotStart(f"Not there after a minute: {what}.")
