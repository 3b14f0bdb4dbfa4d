"""What a page weighs on the line: the bytes that leave the server, headers included, style sheet, script and font as whitenoise sends them."""

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from whitenoise.compress import Compressor

from mazalim.directory.models import PublicBody
from mazalim.journey.statistics.rules.periods import plus_months
from tests.journey import lives
from tests.journey.intake.wizard import Writer, paper
from tests.journey.statistics.conftest import answered, count, set_smallest_cell, this_month
from tests.journey.tracking.visiting import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
__all__ = ["count"]  # a fixture for the one below
FIRST, FURTHER = 60_000, 15_000  # bytes
PUBLIC = ("", "how/", "questions/", "privacy/", "accessibility/", "contact/", "figures/", "figures/MUN-EBL/", "complain/", "follow/")
WIZARD = (
    "kind/", "body/", "body/?q=erbil", "body/?under=", "against/", "category/", "what-happened/", "when-and-where/", "questions/", "points/",
    "enclosures/", "name/", "birth-date/", "citizenship/", "identity-number/", "contact/", "known/", "check/", "later/",
)  # fmt: skip
FILE = ("", "written/", "openings/", "whole/", "rate/", "reopen/", "message/", "contact/")
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar", "ckb"])
BROWSER = {"host": "127.0.0.1", "accept-encoding": "gzip, deflate, br"}
OUR_FILES = re.compile(r'(?:href|src)="/static/([^"]+)"')


@pytest.fixture(scope="module")
def packed(tmp_path_factory: Any) -> Any:
    """`packed("web/mazalim.css")`: the bytes of a static file as it is sent, its headers included."""
    folder = tmp_path_factory.mktemp("static")

    @cache
    def weigh(name: str) -> int:
        copy = Path(shutil.copy(str(finders.find(name)), folder / name.replace("/", "-")))
        made = Compressor(quiet=True).compress(str(copy)) if Compressor().should_compress(copy.name) else []
        return min(Path(one).stat().st_size for one in [copy, *made]) + 350

    return weigh


def sent(client: Client, address: str) -> tuple[int, set[str]]:
    """The bytes of a page and the static files that it names; the font comes by the style sheet where the page is written in Arabic script."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    heads = sum(len(f"{name}: {value}\r\n") for name, value in answer.items())
    html = client.get(address).content.decode()
    face = set() if address.startswith("/en/") else {"web/vazirmatn-arabic.woff2"}
    return len(answer.content) + heads, set(OUR_FILES.findall(html)) | face


@pytest.fixture(autouse=True)
def figures(country: None, count: Any) -> None:
    """A year of the whole country, so that the pages of figures are as long as they get."""
    set_smallest_cell(1)
    for code in PublicBody.objects.values_list("code", flat=True)[:60]:
        answered(count, 40, late=9, body=code)
    for back in range(12):
        answered(count, 30, late=7, month=plus_months(this_month(), -back))
        count("received", 40, month=plus_months(this_month(), -back))
    for score in range(1, 6):
        count("rating", 20, bucket=score)


@LANGUAGES
def test_the_first_page_of_a_citizen_weighs_less_than_sixty_kilobytes_in_all(packed: Any, language: str) -> None:
    for path in PUBLIC:
        page, files = sent(Client(), f"/{language}/{path}")
        assert page + sum(map(packed, files)) < FIRST, path
        assert sum(name.endswith(".css") for name in files) == 1, path
        assert sum(name.endswith(".js") for name in files) <= 1, path


@LANGUAGES
def test_each_further_page_weighs_less_than_fifteen_kilobytes(packed: Any, language: str) -> None:
    writer = Writer(language)
    writer.write_until("points/")
    writer.post("enclosures/", {"add": "1", "files": [paper()]})
    writer.write_all()
    follower = enter(lives.answered(at=timezone.now(), promise="The road is surveyed.").case)
    ways = [
        (Client(), "", PUBLIC),
        (writer.client, "complain/", WIZARD),
        (follower, "follow/file/", FILE),
    ]
    for client, under, paths in ways:
        known = sent(client, f"/{language}/")[1]
        for path in paths:
            page, files = sent(client, f"/{language}/{under}{path}")
            assert page + sum(map(packed, files - known)) < FURTHER, under + path
            known |= files


def test_pages_with_somebodys_secrets_are_never_compressed() -> None:
    follower = enter(lives.taken(at=timezone.now()).case)
    for path in ("follow/", "follow/file/", "complain/", "office/sign-in/"):
        assert "Content-Encoding" not in follower.get(f"/en/{path}", headers=BROWSER), path
