"""Every answer, whatever its kind, bears the same headers; cookies and redirects stay home."""

import re
from itertools import count

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import factories
from tests.architecture.house import expect_none
from tests.architecture.test_open_views import OPEN

pytestmark = pytest.mark.django_db
HOST = "complaints.example"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
STRICT = {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "style-src 'self'", "font-src 'self'"}
OPEN_TO_CACHES = {"api:document", "api:reference", "statistics:body", "statistics:body_csv", "statistics:country_csv", "statistics:figures"}
numbers = count(1)


@pytest.fixture(autouse=True)
def _country(country_in_a_transaction: None, settings) -> None:
    settings.ALLOWED_HOSTS = [HOST]


@pytest.fixture
def https(settings) -> Client:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    return Client(headers={"host": HOST}, raise_request_exception=False)


def _routes(patterns, namespace=""):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            yield from _routes(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def _example(converter) -> object:
    return {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}.get(type(converter).__name__, "x")


def _addresses():
    """An address of every page, of those behind the sign-in too, with made-up keys where it takes some."""
    for name, entry in _routes(get_resolver("config.urls").url_patterns):
        view = entry.callback
        if not view.__module__.startswith(("mazalim.", "ninja.")) or name.endswith("None"):
            continue
        given = {key: _example(converter) for key, converter in entry.pattern.converters.items()}
        yield name, reverse(name, kwargs=given)


def lacks(response) -> list[str]:
    """What an answer lacks."""
    wrong = [f"{name}: {response.get(name)}" for name, value in EVERYWHERE.items() if response.get(name) != value]
    if not re.fullmatch(r"[0-9a-f]{16}", response.get("X-Request-ID", "")):
        wrong.append("X-Request-ID")
    policy = {part.strip() for part in response.get("Content-Security-Policy", "").split(";")}
    scripts = next((part for part in policy if part.startswith("script-src")), "")
    if "sandbox" not in policy and not (policy >= STRICT and "unsafe" not in str(policy) and scripts.startswith("script-src 'self'")):
        wrong.append(f"Content-Security-Policy: {policy}")
    return wrong


def test_every_page_and_operation_bears_the_headers_and_nobody_may_keep_what_is_personal(https):
    wrong, statuses = [], set()
    for name, address in _addresses():
        response = https.get(address, secure=True)
        statuses.add(response.status_code)
        wrong += [f"{name} {response.status_code}: {what}" for what in lacks(response)]
        is_public = name in OPEN_TO_CACHES or name.startswith(("pages:", "api:machines:", "systemic:you_said", "seals:", "proof:seals"))
        if name in OPEN and not is_public and response.status_code != 405 and "no-store" not in response.get("Cache-Control", ""):
            wrong.append(f"{name} {response.status_code} may be kept: {response.get('Cache-Control')!r}")
    expect_none(wrong)
    assert statuses >= {200, 302, 401, 404, 405}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/static/web/mazalim.css", 200),
        ("get", "/en/nowhere/", 404),
        ("get", "/", 302),
        ("get", "/api/v1/nowhere", 404),
        ("delete", "/en/", 405),
        ("get", "/en/office/", 302),
        ("post", "/api/v1/tracking", 422),
    ],
)
def test_faults_redirects_static_files_and_refusals_bear_them_too(https, method, path, status):
    given = {"data": "{}", "content_type": "application/json"} if method == "post" else {}
    response = getattr(https, method)(path, secure=True, **given)
    assert (response.status_code, lacks(response)) == (status, [])


def test_a_form_without_its_token_and_a_host_that_is_not_ours_bear_them_too(https):
    strict = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    refused = strict.post("/en/follow/", {"code": "x"}, secure=True)
    elsewhere = https.get("/en/", secure=True, headers={"host": "evil.example"})
    assert (refused.status_code, lacks(refused)) == (403, [])
    assert (elsewhere.status_code, lacks(elsewhere)) == (400, [])
    assert "evil.example" not in elsewhere.content.decode()


@pytest.mark.urls("tests.web.addresses")
def test_a_fault_of_ours_bears_them_and_shows_the_number_by_which_it_is_found(https):
    response = https.get("/en/fails/broken/", secure=True)
    assert (response.status_code, lacks(response)) == (500, [])
    assert response["X-Request-ID"] in response.content.decode()
    assert https.get("/en/nowhere/", secure=True)["X-Request-ID"] not in https.get("/en/nowhere/", secure=True).content.decode()


def test_a_nonce_is_new_on_every_page(https):
    nonces = {
        re.search(r"'nonce-([^']+)'", https.get("/api/", secure=True)["Content-Security-Policy"] + "'nonce-none'")[1] for _ in range(2)
    }
    assert len(nonces) == 2 or nonces == {"none"}, "no script of this page needs one, or each has its own"


def test_a_file_of_a_case_opens_shut_in(https):
    case = factories.lodge()
    https.post("/en/follow/", {"code": case.code, "contact": case.contact}, secure=True)
    response = https.get("/en/follow/file/", secure=True)
    assert response.status_code == 200, "the session of the visitor"
    assert response["Cache-Control"] == "no-store"
    letter = https.get(reverse("tracking:whole_paper"), secure=True)
    assert (letter.status_code, lacks(letter)) == (200, [])
    assert (letter["Content-Security-Policy"], letter["Cache-Control"]) == ("default-src 'none'; sandbox", "no-store")
    assert letter["Content-Disposition"].startswith("attachment")


def test_a_proxys_number_is_taken_only_where_the_proxy_is_ours(https, settings):
    given = {"X-Request-ID": "from-the-proxy-1"}
    assert https.get("/en/", secure=True, headers=given)["X-Request-ID"] != "from-the-proxy-1"
    settings.MAZALIM_BEHIND_PROXY = True
    assert https.get("/en/", secure=True, headers=given)["X-Request-ID"] == "from-the-proxy-1"
    for forged in ("short", "with blanks in it", "a" * 65, "line\nbreak"):
        assert https.get("/en/", secure=True, headers={"X-Request-ID": forged})["X-Request-ID"] != forged


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        r"\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "/%09/evil.example/..//",
        "///evil.example",
    ],
)
def test_a_redirect_after_signing_in_stays_home(https, wanted):
    officer = factories.officer(name="N. Rashid")
    https.force_login(officer)
    response = https.get("/en/office/sign-in/", {"next": wanted}, secure=True)
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))
    assert "evil" not in response["Location"] or response["Location"].startswith("/%09/")
