"""A passkey proves the officer to this site alone, with finger, face or PIN, and once for each question."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse

from mazalim.accounts.actions import passkeys
from mazalim.accounts.actions.passkeys import MOST_PASSKEYS, NotGenuine, TooManyPasskeys
from mazalim.accounts.models import Passkey
from tests import factories
from tests.accounts.steps import Authenticator, bytes_of, is_in, registered, show_password
from tests.factories import NOON

OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(autouse=True)
def _named(settings):
    """Browsers keep passkeys for names alone."""
    settings.MAZALIM_ORIGIN = "https://complaints.example"


@pytest.fixture
def officer():
    return factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))


def asked_on(page):
    return json.loads(page.context["asked"])


def shown(officer, device, **false):
    asked, state = passkeys.ask_for_passkey(officer=officer)
    return passkeys.take_passkey(officer=officer, state=state, answer=device.show(asked, **false), at=NOON)


def test_an_officer_adds_a_passkey_and_signs_in_with_it(client, officer):
    device = Authenticator()
    show_password(client, officer)
    page = client.get(reverse("accounts:passkey"))
    codes = client.post(reverse("accounts:passkey"), {"name": "Blue key", "passkey": device.make(asked_on(page))})
    assert "Your recovery codes" in codes.content.decode()
    assert "Blue key" in client.get(reverse("accounts:steps")).content.decode()
    other = type(client)()
    show_password(other, officer)
    page = other.get(reverse("accounts:second_step"))
    assert bytes_of(asked_on(page)["allowCredentials"][0]["id"]) == device.id
    other.post(reverse("accounts:second_step"), {"passkey": device.show(asked_on(page))})
    assert is_in(other)
    assert Passkey.objects.get().last_used_on is not None


def test_an_answer_counts_once(client, officer):
    device = registered(officer)
    show_password(client, officer)
    answer = device.show(asked_on(client.get(reverse("accounts:second_step"))))
    other = type(client)()
    show_password(other, officer)
    other.get(reverse("accounts:second_step"))
    assert "was not accepted" in other.post(reverse("accounts:second_step"), {"passkey": answer}).content.decode()
    assert not is_in(other)


@pytest.mark.parametrize(
    "false",
    [
        {"origin": "https://complaints.example.evil"},
        {"origin": "http://complaints.example"},
        {"host": "evil.example"},
        {"is_verified": False},
        {"key": OTHER_KEY},
    ],
    ids=["another site", "in clear", "another name", "without finger or PIN", "another key"],
)
def test_what_does_not_come_from_the_device_at_this_site_is_refused(officer, false):
    device = registered(officer)
    with pytest.raises(NotGenuine):
        shown(officer, device, **false)
    assert shown(officer, device)


@pytest.mark.parametrize("false", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"is_verified": False}])
def test_no_passkey_is_added_for_another_site_or_without_finger_or_pin(officer, false):
    asked, state = passkeys.ask_for_new_passkey(officer=officer)
    with pytest.raises(NotGenuine):
        passkeys.add_passkey(officer=officer, state=state, answer=Authenticator().make(asked, **false), name="N", at=NOON)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"rawId": 1}', "x" * 30_000])
def test_nonsense_is_refused_in_words(client, officer, answer):
    show_password(client, officer)
    client.get(reverse("accounts:passkey"))
    page = client.post(reverse("accounts:passkey"), {"name": "N", "passkey": answer})
    assert "made no passkey that can be used here" in page.content.decode()
    registered(officer)
    with pytest.raises(NotGenuine):
        passkeys.take_passkey(officer=officer, state=passkeys.ask_for_passkey(officer=officer)[1], answer=answer, at=NOON)


def test_a_copied_passkey_is_noticed_by_its_counter(officer):
    device = registered(officer)
    shown(officer, device)
    device.counter -= 1
    with pytest.raises(NotGenuine):
        shown(officer, device)


def test_a_passkey_that_does_not_count_works_again_and_again(officer):
    device = registered(officer, counts=False)
    for _ in range(3):
        assert shown(officer, device)


def test_another_officers_passkey_opens_nothing(officer):
    registered(officer)
    with pytest.raises(NotGenuine):
        shown(officer, registered(factories.officer()))


def test_ten_passkeys_are_the_most_and_none_is_added_twice(officer):
    device = registered(officer)
    asked, state = passkeys.ask_for_new_passkey(officer=officer)
    with pytest.raises(NotGenuine):
        passkeys.add_passkey(officer=officer, state=state, answer=device.make(asked), name="Again", at=NOON)
    for _ in range(MOST_PASSKEYS - 1):
        registered(officer)
    with pytest.raises(TooManyPasskeys):
        registered(officer)


def test_one_removes_only_ones_own(client, officer):
    registered(factories.officer())
    key = Passkey.objects.get()
    show_password(client, officer)
    client.post(reverse("accounts:remove_step"), {"passkey": str(key.pk)})
    assert Passkey.objects.filter(pk=key.pk).exists()


def test_an_installation_without_a_name_offers_none(client, officer, settings):
    settings.MAZALIM_ORIGIN = "http://127.0.0.1:8000"
    show_password(client, officer)
    assert "browsers keep no passkeys" in client.get(reverse("accounts:steps")).content.decode()
    assert client.get(reverse("accounts:passkey"))["Location"] == reverse("accounts:steps")
