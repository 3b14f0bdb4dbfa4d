"""Forms that machines send are asked for once more; people lose nothing, and nobody is refused."""

import pytest
from django.core.signing import dumps
from django.test import Client
from django.urls import reverse

from mazalim.web.traps import FIELD, STAMP, stamp

pytestmark = pytest.mark.django_db
DOORS = ["intake:kind", "intake:resume", "tracking:enter", "tracking:lost_code"]
TYPED = {"code": "AAAA-BBBB-CCCC-DDDD", "contact": "zainab@example.org", "kind": "complaint"}


@pytest.fixture(autouse=True)
def _country(country_in_a_transaction: None, settings) -> None:
    settings.MAZALIM_LEAST_SECONDS = 60


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "127.0.0.1"})


def is_asked_again(response) -> bool:
    return "web/again.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("door", DOORS)
def test_every_open_door_has_both_traps_and_screen_readers_meet_neither(client, door):
    html = client.get(reverse(door)).content.decode()
    assert (
        f'<div class="vh" aria-hidden="true"><label>Leave this field empty <input name="{FIELD}" tabindex="-1" autocomplete="off">' in html
    )
    assert f'<input type="hidden" name="{STAMP}"' in html


@pytest.mark.parametrize("door", [*DOORS, "tracking:enter_with_code", "tracking:prove_lost"])
def test_what_comes_quicker_than_a_person_types_is_asked_for_again_with_all_that_was_typed(client, door):
    answer = client.post(reverse(door), TYPED | {STAMP: stamp()})
    assert is_asked_again(answer)
    assert dict(answer.context["repeated"]) == TYPED
    assert not is_asked_again(client.post(reverse(door), TYPED | {STAMP: stamp(seconds_ago=61)}))


def test_who_waits_a_moment_is_through_without_beginning_anew(client):
    first = stamp(seconds_ago=1)
    assert client.post(reverse("tracking:enter"), TYPED | {STAMP: first}).context["stamp"] == first


@pytest.mark.parametrize(
    "said",
    ["", "yesterday", "1:abc:def", dumps(0, salt="web.trap"), dumps("x", salt="web.trap"), dumps(0, salt="another")],
    ids=[
        "nothing",
        "a word",
        "three parts",
        "long past",
        "no number",
        "of another place",
    ],  # signatures would differ from process to process
)
def test_a_moment_that_we_did_not_sign_or_that_is_long_past_is_replaced_by_a_fresh_one(client, said):
    answer = client.post(reverse("tracking:enter"), TYPED | {STAMP: said})
    assert is_asked_again(answer)
    assert answer.context["stamp"] != said


def test_a_filled_in_field_that_nobody_sees_is_asked_for_again_even_where_time_does_not_count(client, settings):
    settings.MAZALIM_LEAST_SECONDS = 0
    answer = client.post(reverse("tracking:enter"), TYPED | {FIELD: "https://example.org"})
    assert is_asked_again(answer)
    assert FIELD not in dict(answer.context["repeated"])
    assert not is_asked_again(client.post(reverse("tracking:enter"), TYPED))
