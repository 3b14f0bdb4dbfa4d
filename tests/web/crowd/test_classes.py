"""Every address has its place in the table of who is served first, and no line of the table is for nothing."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.web.crowd.asking import CLASSES

TABLE = Path(settings.BASE_DIR) / "config" / "priorities.toml"


def paths(patterns, before=""):
    """Every address of the router, with 1 in place of what varies, and the methods by which it may be called."""
    for entry in patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield "/" + re.sub(r"<[^>]+>", "1", path)
        else:
            yield from paths(entry.url_patterns, path)


ADDRESSES = sorted(set(paths(get_resolver("config.urls").url_patterns)))


def test_every_address_has_a_class():
    assert len(ADDRESSES) > 250
    assert [address for address in ADDRESSES if CLASSES.named("GET", address) is None] == []


def test_every_line_of_the_table_is_the_reason_for_the_class_of_some_address():
    lines = [line for row in tomllib.loads(TABLE.read_text("utf-8")).values() for line in row["addresses"] if line != "static/"]
    without = [CLASSES.without_language(address) for address in ADDRESSES]
    for line in lines:
        path = line.rpartition(" ")[2]
        assert any(one == path[:-1] if path.endswith("$") else one.startswith(path) for one in without), line


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/static/web/mazalim.1.css", "files"),
        ("GET", "/", "first"),
        ("GET", "/ckb/", "first"),
        ("POST", "/ar/complain/check/", "first"),
        ("GET", "/fr/follow/file/", "first"),
        ("POST", "/api/v1/drafts/1/lodge", "first"),
        ("GET", "/health/", "watch"),
        ("POST", "/en/office/cases/1/take/", "acts"),
        ("GET", "/en/office/sign-in/", "acts"),
        ("POST", "/api/v1/office/cases/1/take", "acts"),
        ("GET", "/en/office/desk/", "lists"),
        ("GET", "/en/office/board/", "lists"),
        ("GET", "/en/figures/", "public"),
        ("GET", "/api/v1/figures", "public"),
        ("GET", "/wp-login.php", "public"),
    ],
)
def test_who_comes_when(method, path, name):
    assert CLASSES.of(method, path).name == name


def test_robots_come_last_wherever_they_go_but_programs_that_lodge_are_none():
    assert CLASSES.of("GET", "/en/complain/", "Mozilla/5.0 (compatible; Googlebot/2.1)").name == "public"
    assert CLASSES.of("POST", "/api/v1/drafts", "curl/8.0").name == "first"
    assert CLASSES.of("GET", "/static/web/mazalim.1.css", "Googlebot/2.1").name == "files"
