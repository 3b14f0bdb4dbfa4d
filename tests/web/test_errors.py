"""What went wrong is said in the reader's language, in the frame, with a way on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from mazalim.web.views import MOST_PAPERS, paper

pytestmark = [pytest.mark.urls("tests.web.addresses"), pytest.mark.usefixtures("kurdistan")]
LANGUAGES = ("en", "fr", "ar", "ckb")


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("fails/bad/", 400),
        ("fails/forbidden/", 403),
        ("nowhere/", 404),
        ("fails/conflict/", 409),
        ("fails/broken/", 500),
        ("fails/unavailable/", 503),
    ],
)
def test_each_fault_has_a_page_in_each_language(client, language, path, status):
    response = client.get(f"/{language}/{path}")
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert html.count("<h1>") == 1
    assert '<a class="btn"' in html
    assert response["Cache-Control"] == "no-store"  # it may bear an officer's name, and what it hides may be there a minute later


def test_the_page_for_a_fault_of_ours_needs_no_database(client, django_assert_num_queries):
    client.get("/ar/page/")  # the policy is kept from here on
    with django_assert_num_queries(0):
        html = client.get("/ar/fails/broken/").content.decode()
    assert 'dir="rtl"' in html
    assert 'href="/ar/"' in html


@pytest.mark.filterwarnings("ignore:No directory at")
def test_plain_words_are_left_when_even_the_frame_fails(client, settings, caplog):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    settings.STATIC_ROOT = "/nonexistent"
    response = client.get("/en/fails/broken/")
    assert response.status_code == 500
    assert response.content.startswith(b"Something went wrong on our side")


def test_whoever_comes_second_is_told_why_and_where_to_look(client):
    response = client.get("/en/fails/conflict/")
    assert "Somebody took it." in response.content.decode()
    assert 'href="/en/page/">Show how it stands now' in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_a_service_being_repaired_says_when_to_come_back(client):
    assert client.get("/en/fails/unavailable/")["Retry-After"] == "60"


def test_a_form_without_its_token_is_explained():
    strict = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)
    response = strict.post("/en/page/", {"name": "x"})
    assert response.status_code == 403
    assert "This page stood open for too long" in response.content.decode()


def test_health_answers_while_the_database_does(client):
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_so_when_the_database_does_not_answer(client):
    def refuse(*args):
        raise OperationalError

    client.get("/health/")  # the policy is kept from here on
    with connection.execute_wrapper(refuse):
        response = client.get("/health/")
    assert response.status_code == 503


def test_a_form_larger_than_all_enclosures_together_is_refused_before_it_is_read(client):
    class Unread:
        def read(self, *_: int) -> bytes:
            raise AssertionError("A byte was read.")

        readline = read

    form = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Unread()}
    checked = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)
    checked.cookies["mazalim_csrf"] = "a" * 32
    for length in (300 * 1024 * 1024, 10**30):
        assert checked.generic("POST", "/en/page/", **form, CONTENT_LENGTH=str(length)).status_code == 413
    assert client.post("/en/page/", {"name": "Zainab"}).status_code == 200


@pytest.mark.parametrize("too_much", [{"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)]}, {"name": "x" * 1_100_000}])
def test_who_sends_too_much_is_led_back_to_the_page(client, too_much):
    response = client.post("/en/page/?from=check", too_much)
    assert response.status_code == 413
    assert 'href="/en/page/?from=check">Back to the page' in response.content.decode()


def test_one_paper_asked_for_many_times_at_once_is_made_once_at_a_time(client):
    request = client.get("/en/page/").wsgi_request
    inner = []

    def made() -> bytes:
        inner.append(paper(request, lambda: b"%PDF", file_name="2026-0000001.pdf").status_code)
        inner.append(paper(request, lambda: b"%PDF", file_name="2026-0000002.pdf").status_code)
        return b"%PDF"

    assert paper(request, made, file_name="2026-0000001.pdf").status_code == 200
    assert inner == [503, 200]
    assert paper(request, lambda: b"%PDF", file_name="2026-0000001.pdf").status_code == 200


def test_papers_in_the_making_leave_threads_for_pages(client):
    request = client.get("/en/page/").wsgi_request

    def made(deep: int) -> bytes:
        answer = paper(request, lambda: made(deep + 1), file_name=f"{deep}.pdf")
        return answer.content if answer.status_code == 200 else str(deep).encode()

    assert made(0) == str(MOST_PAPERS).encode()
