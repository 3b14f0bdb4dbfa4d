"""Officers come in by e-mail and password; guessing is slow and tells nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts import actions
from mazalim.accounts.middleware import BEGAN, SEEN, begin_session
from mazalim.accounts.models import Role
from mazalim.common.clock import stamp
from tests import factories
from tests.factories import NOON, PASSWORD

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def officer():
    return factories.officer(desk=factories.body().desks.get(code="MUN-EBL-ROADS"))


def post(client, officer, password=PASSWORD, **more):
    return client.post(reverse("accounts:sign_in"), {"email": officer.email, "password": password, **more})


def test_an_officer_signs_in_and_comes_to_their_work(client, officer):
    response = post(client, officer)
    assert response.status_code == 302
    assert response["Location"] == reverse("workbench:my_work")


def test_the_e_mail_is_taken_in_any_case(officer):
    assert actions.sign_in(email=f" {officer.email.upper()} ", password=PASSWORD, network=HERE, at=NOON) == officer


def test_the_session_has_a_new_key_after_signing_in(client, officer):
    client.get(reverse("accounts:sign_in"))
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    post(client, officer)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "nonsense", "evil.example"]
)
def test_the_way_on_stays_at_home(client, officer, wanted):
    assert post(client, officer, next=wanted)["Location"] == reverse("workbench:my_work")


def test_the_way_on_leads_to_the_page_that_was_asked_for(client, officer):
    assert post(client, officer, next="/en/office/account/")["Location"] == "/en/office/account/"


def test_unknown_account_closed_account_and_wrong_password_are_answered_alike(client, officer):
    closed = factories.officer(desk=factories.body().desks.first())
    closed.is_active = False
    closed.save()
    pages = [
        client.post(reverse("accounts:sign_in"), {"email": email, "password": password})
        for email, password in [
            (officer.email, "wrong"),
            ("officer99@office.example", "wrong"),
            (closed.email, PASSWORD),
        ]
    ]
    words = {
        page.content.decode().replace(officer.email, "*").replace("officer99@office.example", "*").replace(closed.email, "*")
        for page in pages
    }
    assert [page.status_code for page in pages] == [200] * 3
    assert all("The e-mail or the password is not right" in page for page in words)


def test_an_unknown_account_costs_as_much_as_a_known_one(officer, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    officer.set_password(PASSWORD)
    officer.save()
    hashed = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda self, *args, **kwargs: hashed.append(1) or encode(self, *args, **kwargs))
    for email in (officer.email, "nobody@office.example"):
        hashed.clear()
        with pytest.raises(actions.WrongPair):
            actions.sign_in(email=email, password="wrong", network=HERE, at=NOON)
        assert len(hashed) == 1


def fail(officer, times, network=HERE, at=NOON):
    for _ in range(times):
        with pytest.raises(actions.WrongPair):
            actions.sign_in(email=officer.email, password="wrong", network=network, at=at)


def test_after_ten_failures_even_the_right_password_waits(officer):
    fail(officer, 10)
    with pytest.raises(actions.TooManyTries):
        actions.sign_in(email=officer.email, password=PASSWORD, network=HERE, at=NOON)
    assert actions.sign_in(email=officer.email, password=PASSWORD, network=HERE, at=NOON + timedelta(minutes=16)) == officer


def test_strangers_elsewhere_cannot_lock_the_owner_out(officer):
    fail(officer, 10, network=ELSEWHERE)
    assert actions.sign_in(email=officer.email, password=PASSWORD, network=HERE, at=NOON) == officer


def test_one_network_cannot_try_every_account(officer, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "sign_in_failures_per_network": (3, 900)}
    for number in range(3):
        with pytest.raises(actions.WrongPair):
            actions.sign_in(email=f"someone{number}@office.example", password="wrong", network=HERE, at=NOON)
    with pytest.raises(actions.TooManyTries):
        actions.sign_in(email=officer.email, password="wrong", network=HERE, at=NOON)


def test_signing_in_rightly_uses_no_limit_up(officer):
    for _ in range(12):
        actions.sign_in(email=officer.email, password=PASSWORD, network=HERE, at=NOON)


def test_too_many_tries_are_said_and_the_e_mail_typed_is_kept(client, officer):
    for _ in range(11):
        response = post(client, officer, "wrong")
    assert response.status_code == 429
    assert officer.email in response.content.decode()
    assert "wrong tries" in response.content.decode()


def test_a_password_is_never_written_back_into_the_page(client, officer):
    assert b"hunter2-hunter2" not in post(client, officer, "hunter2-hunter2").content


def test_signing_out_needs_a_post_and_ends_the_session(client, officer):
    post(client, officer)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    client.post(reverse("accounts:sign_out"))
    assert client.get(reverse("accounts:account")).status_code == 302


def age_session(client, **stamps):
    session = client.session
    for name, moment in stamps.items():
        session[name] = stamp(moment)
    session.save()


def test_a_session_ends_after_half_an_hour_without_a_page(client, officer):
    post(client, officer)
    age_session(client, **{SEEN: timezone.now() - timedelta(minutes=31)})
    response = client.get(reverse("accounts:account"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:sign_in") + "?ended=1&next=")
    assert "_auth_user_id" not in client.session


def test_a_session_in_use_ends_after_twelve_hours(client, officer):
    post(client, officer)
    age_session(client, **{BEGAN: timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE + 60), SEEN: timezone.now()})
    assert client.get(reverse("accounts:account")).status_code == 302


def test_a_page_within_the_half_hour_keeps_the_session(client, officer):
    post(client, officer)
    age_session(client, **{SEEN: timezone.now() - timedelta(minutes=29)})
    assert client.get(reverse("accounts:account")).status_code == 200
    assert client.session[SEEN] > stamp(timezone.now() - timedelta(minutes=1))


def test_beginning_a_session_notes_its_time(client):
    session = client.session
    begin_session(session, at=NOON)
    assert session[BEGAN] == stamp(NOON)


def test_an_administrator_comes_to_pages_that_say_they_read_no_case(client):
    administrator = factories.officer(role=Role.ADMINISTRATOR)
    response = post(client, administrator)
    assert response["Location"] == reverse("administration:home")
    assert "No complaint can be read here" in client.get(response["Location"]).content.decode()
    assert "read no case" in client.get(reverse("accounts:account")).content.decode()


def test_a_new_password_ends_every_other_session(client, officer):
    other = type(client)()
    for browser in (client, other):
        post(browser, officer)
    new = "seven quiet herons on a wall"
    response = client.post(reverse("accounts:password"), {"password": PASSWORD, "new_password": new, "repeated": new})
    assert response.status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200
    assert other.get(reverse("accounts:account")).status_code == 302
    assert post(other, officer, new).status_code == 302


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"password": "wrong"}, "not the password that you use now"),
        ({"new_password": "short", "repeated": "short"}, "too short"),
        ({"new_password": "password123456", "repeated": "password123456"}, "lists of stolen passwords"),
        ({"repeated": "something else entirely"}, "not the same"),
    ],
)
def test_a_bad_change_of_password_says_what_is_wrong(client, officer, typed, fault):
    client.force_login(officer)
    whole = {"password": PASSWORD, "new_password": "seven quiet herons", "repeated": "seven quiet herons"} | typed
    response = client.post(reverse("accounts:password"), whole)
    assert response.status_code == 200
    assert fault in response.content.decode()
