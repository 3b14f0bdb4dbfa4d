"""Whoever guesses is stopped; whoever owns the account gets in, whatever others do."""

from datetime import timedelta

import pytest
from django.conf import settings as product
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts import actions
from mazalim.accounts.actions.signing_in import sign_in
from mazalim.accounts.rules.devices import described, device_mark, known_device
from tests import factories
from tests.accounts.steps import is_in, set_up_app, show_code, show_password
from tests.factories import NOON, PASSWORD

GUESSER = "203.0.113.66"


@pytest.fixture
def officer():
    return factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))


def tried(officer, times, *, network, at=NOON, device=""):
    """How many of so many guesses were looked at."""
    looked_at = 0
    for _ in range(times):
        try:
            sign_in(email=officer.email, password="wrong", network=network, at=at, device=device)
        except actions.WrongPair:
            looked_at += 1
        except actions.TooManyTries:
            pass
    return looked_at


def test_a_thousand_guesses_stop_the_guesser_and_not_the_owner(client, officer):
    show_password(client, officer, REMOTE_ADDR=GUESSER)  # the owner works in the same office, behind the same address
    assert is_in(client)
    client.post(reverse("accounts:sign_out"))
    guesser, looked_at, refused = type(client)(REMOTE_ADDR=GUESSER), 0, 0
    for _ in range(20):
        answer = show_password(guesser, officer, "wrong")
        looked_at, refused = looked_at + (answer.status_code == 200), refused + (answer.status_code == 429)
    assert (looked_at, refused) == (10, 10)
    assert tried(officer, 980, network=GUESSER, at=timezone.now()) <= 10  # a window may have begun meanwhile
    assert show_password(guesser, officer, PASSWORD).status_code == 429
    show_password(client, officer, REMOTE_ADDR=GUESSER)
    assert is_in(client)


def test_guesses_from_many_networks_are_slowed_down_and_the_owner_comes_in_from_anywhere(officer, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"sign_in_failures_per_account_everywhere": (20, 3600)}
    assert [tried(officer, 12, network=f"198.51.100.{number}") for number in range(6)] == [10, 10, 2, 2, 2, 2]
    assert sign_in(email=officer.email, password=PASSWORD, network="192.0.2.1", at=NOON) == officer
    assert sign_in(email=officer.email, password=PASSWORD, network=GUESSER, at=NOON, device="known") == officer


def test_a_known_browser_has_limits_of_its_own_that_last_a_quarter_of_an_hour(officer):
    assert tried(officer, 20, network=GUESSER, device="stolen") == 10
    with pytest.raises(actions.TooManyTries):
        sign_in(email=officer.email, password=PASSWORD, network=GUESSER, at=NOON, device="stolen")
    assert sign_in(email=officer.email, password=PASSWORD, network=GUESSER, at=NOON, device="other") == officer
    later = NOON + timedelta(minutes=15)
    assert sign_in(email=officer.email, password=PASSWORD, network=GUESSER, at=later, device="stolen") == officer


def test_a_browser_is_known_only_after_the_second_step(client, officer):
    totp = set_up_app(officer)
    show_password(client, officer)
    assert product.DEVICE_COOKIE_NAME not in client.cookies
    show_code(client, totp.now())
    cookie = client.cookies[product.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert officer.email not in cookie.value
    assert known_device(cookie.value, address=officer.email.upper())


@pytest.mark.parametrize("how", ["another's", "changed", "nonsense", "none"])
def test_a_mark_of_another_account_or_one_that_is_not_ours_knows_nothing(officer, how):
    mark = device_mark(officer.email)
    given = {"another's": device_mark("somebody@office.example"), "changed": mark[:-3] + "abc", "nonsense": "{}:x:y", "none": ""}
    assert known_device(given[how], address=officer.email) == ""
    assert known_device(mark, address=officer.email)


@pytest.mark.parametrize(
    ("agent", "families"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
            ("edge", "windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
            ("chrome", "android"),
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1", ("safari", "ios")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("firefox", "linux")),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_described_by_its_family_alone(agent, families):
    assert described(agent) == families
