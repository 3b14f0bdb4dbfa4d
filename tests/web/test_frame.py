"""The frame of every page: language, direction, languages to choose, foot, the line of a demonstration, and pages nobody keeps."""

import pytest
from django.test import Client

from mazalim.web.templatetags.frame import same_page_in

pytestmark = [pytest.mark.urls("tests.web.addresses"), pytest.mark.usefixtures("kurdistan")]


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "127.0.0.1"})


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("language", "direction", "digits"), [("en", "ltr", "latn"), ("fr", "ltr", "latn"), ("ar", "rtl", "arab"), ("ckb", "rtl", "arab")]
)
def test_a_page_names_its_language_direction_and_digits(client, language, direction, digits):
    assert f'<html lang="{language}" dir="{direction}" data-digits="{digits}">' in body(client, f"/{language}/page/")


def test_no_page_asks_for_its_face_before_its_style_sheet(client):
    """On a slow line the face would take the room of the style sheet, and nothing is shown until that is there; words stand there meanwhile."""
    assert "preload" not in body(client, "/en/page/") + body(client, "/ckb/page/")


def test_the_language_switch_stays_on_the_page_with_its_query(client):
    html = body(client, "/en/page/?q=a%26b&page=2")
    for language in ("ckb", "ar", "fr", "en"):
        assert f'href="/{language}/page/?q=a%26b&amp;page=2"' in html
    assert html.count('aria-current="true"') == 1
    assert '<a href="/en/page/?q=a%26b&amp;page=2" lang="en" hreflang="en" aria-current="true">English</a>' in html


def test_the_languages_stand_in_the_order_of_the_profile(client):
    html = body(client, "/en/page/")
    places = [html.index(f'hreflang="{code}"') for code in ("ckb", "ar", "en", "fr")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/en/a/b/?c=d", "/fr/a/b/?c=d"), ("/en/", "/fr/"), ("/demo/post/", "/fr/"), ("/", "/fr/"), ("//evil.example/en/", "/fr/")],
)
def test_a_switch_never_leaves_the_house(path, expected):
    assert same_page_in("fr", path) == expected


def test_the_frame_has_its_landmarks(client):
    html = body(client, "/en/page/")
    for part in (
        '<a class="skip" href="#main">',
        "<header",
        '<main id="main"',
        "<footer",
        'href="tel:122"',
        "<title>A page – Mazalim</title>",
    ):
        assert part in html
    assert html.count("<h1>") == 1


def test_a_title_says_that_something_is_to_be_put_right(client):
    html = client.post("/en/page/", {"other": "1"}).content.decode()
    assert "<title>Error: A page – Mazalim</title>" in html
    assert "There is one thing to put right" in html


def test_no_script_or_style_stands_in_the_page(client):
    for address in ("/en/page/", "/en/office/"):
        html = body(client, address)
        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html


def test_messages_are_shown_escaped(client):
    assert '<p class="said-now" role="status">&lt;news&gt;</p>' in body(client, "/en/page/?news=1")


def test_a_demonstration_and_a_plain_connection_say_so_on_every_page(client, settings):
    settings.PLAIN_HTTP = settings.MAZALIM_DEMO = False
    assert 'class="notice"' not in body(client, "/en/page/")
    settings.PLAIN_HTTP = True
    assert "not encrypted" in body(client, "/en/page/")
    settings.MAZALIM_DEMO = True
    for address in ("/en/page/", "/en/office/", "/en/nowhere/"):
        html = body(client, address)
        assert "This is a demonstration" in html
        assert "not encrypted" in html


def test_a_personal_page_is_kept_by_nobody(client):
    assert client.get("/en/page/")["Cache-Control"] == "no-store"


def test_an_officer_sees_who_is_signed_in_and_signs_out_by_a_form(client):
    html = body(client, "/en/office/")
    assert "<bdi>N. Rashid</bdi>" in html
    assert '<span class="place"> · Roads desk</span>' in html
    assert '<form method="post"' in html
    assert "csrfmiddlewaretoken" in html
    assert '<body class="staff">' in html
