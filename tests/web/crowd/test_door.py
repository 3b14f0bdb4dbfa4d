"""What those are told who are turned away, without a query; and that they are not those who complain."""

import json
import re
import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection
from psycopg_pool import PoolTimeout

from mazalim.web.bodies import READ_AT_ONCE
from mazalim.web.crowd.door import Door
from tests.web.crowd.asking import BY_NAME, CLASSES, LANGUAGES, Stays, ask, full_house

FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}


def refuse(*_):
    raise AssertionError("A query was asked.")


@pytest.fixture
def full():
    told: list[str] = []
    door, end = full_house(told=told)
    door.told = told
    yield door
    end()


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_house_says_so_in_the_language_of_the_reader_without_a_query(full, language):
    with connection.execute_wrapper(refuse):
        status, headers, page = ask(full, f"/{language}/office/desk/", QUERY_STRING="q=a&state=open")
    assert (status, headers["Cache-Control"]) == (503, "no-store")
    assert 10 <= int(headers["Retry-After"]) <= 20
    assert f'<html lang="{language}"' in page
    assert f'href="/{language}/office/desk/?q=a&amp;state=open"' in page
    assert len(page) < 6_000
    assert full.told == ["lists"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ({"HTTP_COOKIE": "a=b; mazalim_language=ckb", "HTTP_ACCEPT_LANGUAGE": "fr"}, "ckb"),
        ({"HTTP_ACCEPT_LANGUAGE": "de,ar-IQ;q=0.8"}, "ar"),
        ({}, "en"),
    ],
)
def test_without_a_language_in_the_address_the_one_chosen_before_or_the_browsers_is_spoken(full, asked, language):
    assert f'<html lang="{language}"' in ask(full, "/", **asked)[2]


def test_machines_get_a_problem_document(full):
    status, headers, document = ask(full, "/api/v1/drafts", method="POST", body=b"{}", HTTP_ACCEPT_LANGUAGE="en")
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(document)["type"].endswith("/api/#full_house")
    assert int(headers["Retry-After"]) >= 5


def test_what_was_typed_comes_back_with_a_button_that_sends_it_again(full):
    body = b"subject=%22%3E%3Cb%3E&once=k&point=1&point=&csrfmiddlewaretoken=t"
    _, _, page = ask(full, "/en/complain/check/", method="POST", body=body, **FORM)
    assert re.search(r'<form method="post" action="/en/complain/check/">', page)
    for field in ('name="subject" value="&quot;&gt;&lt;b&gt;"', 'name="once" value="k"', 'name="csrfmiddlewaretoken" value="t"'):
        assert field in page
    assert page.count('name="point"') == 2


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", ""])
def test_what_cannot_be_given_back_is_found_by_going_back(full, kind):
    page = ask(full, "/en/complain/enclosures/", method="POST", body=b"x=1", CONTENT_TYPE=kind)[2]
    assert "<form" not in page
    assert "Go back one page: what you typed is still there." in page


def test_a_password_is_not_written_into_a_page(full):
    page = ask(full, "/en/office/sign-in/", method="POST", body=b"email=a%40b.example&password=secret-words", **FORM)[2]
    assert "secret-words" not in page
    assert "Go back one page: what you typed is still there." in page


@pytest.mark.parametrize("path", ["//evil.example/complain/", "/en/complain/<script>"])
def test_no_address_leads_elsewhere_or_writes_into_the_page(full, path):
    page = ask(full, path)[2]
    assert 'href="//evil' not in page
    assert "<script>" not in page


def test_static_files_are_served_in_a_full_house():
    door = Door(lambda environ, start_response: start_response("200 OK", []) or [b"style"], CLASSES, most=1)
    door.house.room, door.house.at_work[BY_NAME["first"].rank] = 0, 1
    assert ask(door, "/static/web/mazalim.1.css")[0] == 200
    assert ask(door, "/en/complain/")[0] == 503


def test_complaining_passes_where_figures_are_turned_away():
    stays = Stays()
    door = Door(stays, CLASSES, most=4)
    door.house.room = 0
    threads = [threading.Thread(target=ask, args=(door, "/en/figures/")) for _ in range(2)]
    for one in threads:
        one.start()
        assert stays.inside.acquire(timeout=10)
    assert ask(door, "/en/figures/")[0] == 503
    stays.go.set()
    assert ask(door, "/en/complain/body/")[0] == 200
    for one in threads:
        one.join(10)
    assert sum(door.house.at_work) == 0


def test_a_large_file_is_not_read_where_nobody_can_come_in_and_takes_no_place_elsewhere(full):
    length = str(READ_AT_ONCE + 1)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/en/complain/enclosures/", "CONTENT_LENGTH": length, "wsgi.input": None}
    said = []
    b"".join(full(environ, lambda status, _: said.append(status)))
    assert said[0][:3] == "503"
    free = Door(lambda environ, start_response: start_response("200 OK", []) or [str(sum(free.house.at_work)).encode()], CLASSES, most=1)
    assert b"".join(free(environ, lambda *_: None)) == b"0"


def test_a_fault_gives_the_place_back():
    def fails(environ, start_response):
        raise OSError

    door = Door(fails, CLASSES, most=1)
    with pytest.raises(OSError):
        ask(door, "/en/complain/")
    assert sum(door.house.at_work) == 0


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_503_with_retry_after_and_never_500(client, country):
    client.get("/health/")  # the policy is kept from here on
    client.raise_request_exception = False

    def away(*_):
        raise OperationalError

    with connection.execute_wrapper(away):
        answer = client.get("/ar/figures/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert 'lang="ar"' in answer.content.decode()


@pytest.mark.django_db
def test_where_every_connection_is_taken_the_next_is_asked_to_come_again(client, country):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no pool.")
    client.get("/health/")
    client.raise_request_exception = False
    pool = connection.pool
    kept, taken, answers = pool.timeout, [], []
    try:
        with suppress(PoolTimeout):  # threads of other tests may hold some
            while True:
                taken.append(pool.getconn(timeout=2))
        pool.timeout = 0.05
        thread = threading.Thread(target=lambda: answers.append(client.get("/en/figures/")))
        thread.start()
        thread.join(10)
    finally:
        for one in taken:
            pool.putconn(one)
        pool.timeout = kept
    assert (answers[0].status_code, answers[0]["Retry-After"]) == (503, "10")
