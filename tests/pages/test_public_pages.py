"""What anybody may read without an account: home, how it works, questions and answers, the long texts."""

import re

import pytest
from django.test import Client

from mazalim.country.models import PageText, QuestionAndAnswer

pytestmark = pytest.mark.usefixtures("texts")


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "127.0.0.1"})


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def asked(html: str) -> list[str]:
    return re.findall(r'<details id="([\w-]+)"', html)


@pytest.mark.parametrize(("wanted", "given"), [("ar", "ar"), ("ckb", "ckb"), ("fr-MA,fr;q=0.9", "fr"), ("de", "en"), ("", "en")])
def test_the_bare_address_leads_to_the_language_of_the_browser(client, wanted, given):
    response = client.get("/", headers={"accept-language": wanted})
    assert (response.status_code, response["Location"]) == (302, f"/{given}/")


def test_home_has_four_doors_and_the_first_is_to_complain(client):
    html = body(client, "/en/")
    assert html.count('<a class="door') == 4
    assert html.index("Make a complaint") < html.index("Follow a complaint") < html.index("Figures")


def test_home_promises_what_the_policy_says(client):
    html = body(client, "/en/")
    assert "Within 3 working days your complaint is with the right public body. Within 21 days you have a reasoned answer." in html
    assert "Re-open the same file within 30 days" in html
    assert "come back within 7 days" in html
    assert "Your name stays closed" in html


def test_home_shows_no_figures_before_there_are_any(client):
    assert 'class="strip"' not in body(client, "/en/")


def test_home_asks_the_database_nothing_once_the_policy_is_kept(client, django_assert_num_queries):
    body(client, "/en/")
    with django_assert_num_queries(0):
        body(client, "/ckb/")


def test_how_it_works_ends_with_the_times_of_the_policy(client):
    html = body(client, "/en/how/")
    assert "<h1>How it works</h1>" in html
    assert re.search(r"More time, once.*?10 working days", html, re.S)
    assert re.search(r"At the very latest.*?60 days", html, re.S)


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ckb"])
@pytest.mark.parametrize("path", ["", "how/", "questions/", "questions/?q=nothing+such", "privacy/", "contact/"])
def test_every_page_opens_in_every_language_without_an_account(client, language, path):
    html = body(client, f"/{language}/{path}")
    assert html.count("<h1") == 1
    assert "{{" not in html
    assert "{%" not in html


def test_a_long_text_is_escaped_and_marks_another_language(client):
    html = body(client, "/en/privacy/")
    assert "<h2>First &lt;part&gt;</h2>" in html
    assert '<p dir="auto">One.</p><p dir="auto">Two.</p>' in html
    arabic = body(client, "/ar/privacy/")
    assert "<h1>عنوان</h1>" in arabic
    assert '<bdi lang="en">First &lt;part&gt;</bdi> <span class="tag">' in arabic


def test_a_text_that_the_profile_lacks_is_not_found_but_help_is_always_there(client):
    PageText.objects.all().delete()
    assert client.get("/en/privacy/").status_code == 404
    assert 'href="tel:122"' in body(client, "/en/contact/")


def test_questions_stand_under_their_themes(client):
    html = body(client, "/en/questions/")
    assert asked(html) == ["cost", "late", "name"]
    assert html.index("<h2>Lodging a complaint") < html.index("<h2>The answer and after it") < html.index("<h2>Who sees what")
    assert "It moves up &lt;by itself&gt;." in html
    assert "question fits" not in html


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("MONEY", ["cost"]),
        ("تكلف", ["cost"]),
        ("سكاڵا", ["cost"]),
        ("reason file", ["name"]),
        ("zebra", []),
        ("%", ["cost", "late", "name"]),
    ],
)
def test_questions_are_found_by_words_of_any_language_and_spelling(client, words, found):
    html = client.get("/en/questions/", {"q": words}).content.decode()
    assert asked(html) == found


def test_questions_are_found_by_theme(client):
    html = body(client, "/en/questions/?theme=privacy")
    assert asked(html) == ["name"]
    assert "1 question fits." in html
    assert '<option value="privacy" selected>' in html


def test_few_answers_are_shown_open_and_many_closed(client):
    assert '<details id="cost" open>' in body(client, "/en/questions/?q=money")
    assert '<details id="cost">' in body(client, "/en/questions/")


def test_an_unknown_theme_or_an_endless_search_is_no_fault(client):
    assert asked(body(client, "/en/questions/?theme=nothing")) == ["cost", "late", "name"]
    assert client.get("/en/questions/", {"q": "x" * 5000}).status_code == 200


def test_what_was_searched_comes_back_escaped(client):
    html = client.get("/en/questions/", {"q": '"><script>'}).content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;"' in html
    assert "<script>" not in html


def test_an_empty_search_says_what_to_do_next(client):
    assert "Try one word instead of several" in client.get("/en/questions/", {"q": "zebra"}).content.decode()
    QuestionAndAnswer.objects.all().delete()
    assert "There are no questions and answers yet." in body(client, "/en/questions/")


def test_the_number_of_questions_costs_no_further_query(client, django_assert_num_queries):
    body(client, "/en/questions/")
    with django_assert_num_queries(1):
        body(client, "/en/questions/")
    QuestionAndAnswer.objects.exclude(code="cost").delete()
    with django_assert_num_queries(1):
        body(client, "/en/questions/")


def test_pages_are_read_not_written(client):
    assert client.post("/en/questions/").status_code == 405
