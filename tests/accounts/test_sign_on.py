"""The organisation's own sign-in brings in officers whose accounts are open, and nobody else; whatever does not fit is refused."""

from datetime import timedelta
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from joserfc.jwk import RSAKey

from mazalim.accounts.actions import provider as provider_actions
from mazalim.accounts.middleware import PROVED, STEP
from mazalim.accounts.models import Grant, Officer, ProviderLink, SignInEvent
from mazalim.common.clock import stamp
from tests import factories
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.accounts.steps import is_in, set_up_app, show_code

ADDRESS = "somebody@office.example"


@pytest.fixture(scope="module")
def running():
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def provider(running, settings):
    running.person = {"sub": "u-1", "email": ADDRESS, "email_verified": True, "amr": ["pwd"]}
    running.lies, running.is_down, running.published = {}, False, running.key
    settings.MAZALIM_OIDC_URL, settings.MAZALIM_OIDC_CLIENT_ID, settings.MAZALIM_OIDC_CLIENT_SECRET = running.url, CLIENT, SECRET
    provider_actions._kept.clear()
    return running


@pytest.fixture
def officer():
    made = factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))
    made.email = ADDRESS
    made.save()
    return made


def go(client, provider, wanted="", change=None):
    """To the provider and back; `change` is done to what comes back."""
    there = client.get(reverse("accounts:sign_on"), {"next": wanted} if wanted else {})
    back = urlsplit(provider.signs_in(there["Location"]))
    answer = {name: values[0] for name, values in parse_qs(back.query).items()}
    return client.get(f"{back.path}?{urlencode(answer | (change or {}))}")


def test_the_button_stands_there_only_where_a_provider_is_configured(client, provider, settings):
    page = reverse("accounts:sign_in")
    assert "Sign in with your organisation" in client.get(page).content.decode()
    settings.MAZALIM_OIDC_URL = ""
    assert "Sign in with your organisation" not in client.get(page).content.decode()
    assert client.get(reverse("accounts:sign_on")).status_code == 404
    assert client.get(reverse("sign_on:back")).status_code == 404


def test_an_officer_comes_in_and_is_known_by_the_providers_subject_from_then_on(client, provider, officer):
    assert go(client, provider)["Location"] == reverse("workbench:my_work")
    assert is_in(client)
    assert ProviderLink.objects.get().officer == officer
    assert SignInEvent.objects.filter(officer=officer, kind="provider_linked").exists()
    provider.person |= {"email": "married@office.example"}
    other = type(client)()
    go(other, provider)
    assert is_in(other)


def test_one_comes_back_to_the_page_and_the_language_that_one_came_from(client, provider, officer):
    there = client.get("/ar/office/sign-in/organisation/")
    assert client.get(provider.signs_in(there["Location"]).removeprefix("http://127.0.0.1:8000"))["Location"].startswith("/ar/office/")
    client.post(reverse("accounts:sign_out"))
    assert go(client, provider, wanted="/en/office/account/")["Location"] == "/en/office/account/"
    client.post(reverse("accounts:sign_out"))
    assert go(client, provider, wanted="https://evil.example/")["Location"] == reverse("workbench:my_work")


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"exp": int(time()) - 3600},
        {"exp": None},
        {"iat": int(time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": "nobody@office.example"},
    ],
    ids=lambda lies: " ".join(f"{name}={value}"[:24] for name, value in lies.items()),
)
def test_a_token_that_does_not_fit_lets_nobody_in(client, provider, officer, lies):
    provider.lies = lies
    response = go(client, provider)
    assert response.status_code == 403
    assert not is_in(client)
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"state": "another"}, {"state": ""}, {"code": "another"}, {"code": ""}, {"error": "access_denied"}, {"iss": "https://evil.example"}],
)
def test_an_answer_to_another_question_lets_nobody_in(client, provider, officer, change):
    assert go(client, provider, change=change).status_code == 403
    assert not is_in(client)


def test_an_answer_counts_once_and_in_the_browser_that_asked(client, provider, officer):
    back = provider.signs_in(client.get(reverse("accounts:sign_on"))["Location"])
    stranger = type(client)()
    assert stranger.get(back).status_code == 403
    client.get(back)
    client.post(reverse("accounts:sign_out"))
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_a_token_signed_by_another_key_lets_nobody_in_and_a_new_key_of_the_provider_does(client, provider, officer):
    provider.published = RSAKey.generate_key(2048, {"kid": "k1"})
    assert go(client, provider).status_code == 403
    provider.published = provider.key  # rotated: what is kept no longer fits, and is read anew
    assert go(client, provider).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("state", ["closed", "service", "other subject"])
def test_closed_accounts_systems_and_other_peoples_links_stay_shut(client, provider, officer, state):
    if state == "other subject":
        ProviderLink.objects.create(officer=officer, issuer=provider.url, subject="u-0", linked_at=timezone.now())
    else:
        officer.is_active, officer.is_service = state != "closed", state == "service"
        officer.save()
    assert go(client, provider).status_code == 403
    assert not is_in(client)


def test_nobody_gets_an_account_or_a_role_by_it(client, provider):
    before = (Officer.objects.count(), Grant.objects.count())
    page = go(client, provider)
    assert "no open account here belongs to you" in page.content.decode()
    assert (Officer.objects.count(), Grant.objects.count()) == before


def test_closing_the_account_shuts_its_link(client, provider, officer):
    go(client, provider)
    officer.is_active = False
    officer.save()
    assert not is_in(client)
    assert go(type(client)(), provider).status_code == 403


def test_a_provider_that_asked_for_a_second_factor_is_believed_where_the_settings_say_so(
    client, provider, officer, asked_of_everybody, settings
):
    assert go(client, provider)["Location"] == reverse("accounts:steps")
    for said, trusted in [({"amr": ["pwd", "mfa"]}, {"mfa"}), ({"acr": "loa3", "amr": None}, {"mfa", "loa3"}), ({}, {"always"})]:
        provider.person |= said
        settings.MAZALIM_OIDC_FACTOR = frozenset(trusted)
        other = type(client)()
        assert go(other, provider)["Location"] == reverse("workbench:my_work")
        assert other.session[STEP] == "provider"


def test_else_the_officers_own_second_step_is_asked_for(client, provider, officer):
    totp = set_up_app(officer)
    assert go(client, provider)["Location"] == reverse("accounts:second_step")
    assert not is_in(client)
    show_code(client, totp.now())
    assert is_in(client)


def test_a_provider_that_does_not_answer_is_told_apart(client, provider, officer):
    provider.is_down = True
    page = client.get(reverse("accounts:sign_on"))
    assert page.status_code == 503
    assert "does not answer" in page.content.decode()


def test_who_has_no_password_proves_again_there_before_anything_is_typed(client, provider, officer):
    officer.set_unusable_password()
    officer.save()
    go(client, provider)
    session = client.session
    session[PROVED] = stamp(timezone.now() - timedelta(minutes=20))
    session.save()
    page = client.get(reverse("accounts:app"))
    assert "Show it with your organisation" in page.content.decode()
    there = client.get(reverse("accounts:sign_on"), {"next": reverse("accounts:app")})
    assert "prompt=login" in there["Location"]
    assert client.get(provider.signs_in(there["Location"]))["Location"] == reverse("accounts:app")
    assert "QR code for the app" in client.get(reverse("accounts:app")).content.decode()


def test_somebody_else_at_the_provider_proves_nothing_in_this_session(client, provider, officer):
    go(client, provider)
    session = client.session
    session[PROVED] = old = stamp(timezone.now() - timedelta(minutes=20))
    session.save()
    other = factories.officer()
    provider.person = {"sub": "u-2", "email": other.email, "email_verified": True}
    assert go(client, provider).status_code == 403
    assert client.session[PROVED] == old


@pytest.mark.parametrize("signed_in_at", [None, time() - 3600, "now"])
def test_an_old_sign_in_at_the_provider_proves_nothing_though_the_question_was_struck_out_of_the_address(
    client, provider, officer, signed_in_at
):
    go(client, provider)
    session = client.session
    session[PROVED] = old = stamp(timezone.now() - timedelta(minutes=20))
    session.save()
    there = client.get(reverse("accounts:sign_on"))["Location"].replace("prompt=login", "").replace("max_age=0", "")
    provider.lies = {"auth_time": signed_in_at}
    assert client.get(provider.signs_in(there)).status_code == 403
    assert client.session[PROVED] == old


def test_an_address_that_only_looks_like_an_officers_brings_in_nobody(client, provider, officer):
    Officer.objects.filter(pk=officer.pk).update(email="karwan@office.example")
    provider.person |= {"email": "\u212aarwan@office.example"}
    assert go(client, provider).status_code == 403
    assert not ProviderLink.objects.exists()
    provider.person |= {"email": "Karwan@office.example"}
    go(client, provider)
    assert is_in(client)
