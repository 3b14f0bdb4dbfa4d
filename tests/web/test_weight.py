"""The first page is light enough for a slow line, and the style sheet has no left and no right."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

KILOBYTE = 1024


def file(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    return Path(path).read_bytes()


def sent(content: bytes) -> int:
    return len(brotli.compress(content))


def test_the_style_sheet_is_under_ten_kilobytes():
    assert sent(file("web/mazalim.css")) < 10 * KILOBYTE


@pytest.mark.parametrize("script", ["web/wizard.js", "web/staff.js"])
def test_a_script_is_under_two_kilobytes(script):
    assert sent(file(script)) < 2 * KILOBYTE


def test_the_first_page_is_under_sixty_kilobytes_with_its_face(kurdistan):
    html = Client(headers={"host": "127.0.0.1"}).get("/ckb/").content
    names = set(re.findall(rb'/static/([\w./-]+)"', html)) | {b"web/vazirmatn-arabic.woff2"}  # which the style sheet asks for
    assert b"web/mazalim.css" in names
    assert len(html) + sum(sent(file(name.decode())) for name in names) < 60 * KILOBYTE


def test_the_style_sheet_knows_no_left_and_no_right():
    css = re.sub(r"/\*.*?\*/|@media[^{]*", "", file("web/mazalim.css").decode(), flags=re.S)
    physical = r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|[{;](?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    assert re.findall(physical, css) == []
    assert re.findall(r"text-align:\s*(?:left|right)|float:\s*(?:left|right)", css) == []


def test_the_style_sheet_fetches_nothing_from_outside():
    assert set(re.findall(r"url\(([^)]*)\)", file("web/mazalim.css").decode())) == {"vazirmatn-arabic.woff2"}
