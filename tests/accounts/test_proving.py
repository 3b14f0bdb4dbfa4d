"""Who finds an open session reveals nobody and gives nobody a role; who is asked again loses nothing that they typed."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.middleware import PROVED
from mazalim.accounts.models import RecoveryCode
from mazalim.common.clock import stamp
from mazalim.complaints.access import has_revealed
from tests import factories
from tests.accounts.steps import is_in, registered, set_up_app, show_code, show_password
from tests.factories import PASSWORD

REASON = "The road office must ring her & ask <where> exactly."


@pytest.fixture
def case():
    return factories.lodge(at=timezone.now())


@pytest.fixture
def officer(case):
    return factories.officer_for(case)


def old_session(client, minutes=16):
    session = client.session
    session[PROVED] = stamp(timezone.now() - timedelta(minutes=minutes))
    session.save()


def reveal(client, case, **more):
    page = reverse("casework:reveal", args=[case.complaint.case_number])
    return client.post(page, {"reason": REASON, "version": str(case.fresh().version), **more})


def is_open(case, officer):
    return has_revealed(case.fresh(), officer.pk, at=timezone.now())


def proof(**given):
    return {"proof": "1", "proof_password": "", "proof_code": "", **given}


def test_within_a_quarter_of_an_hour_nobody_is_asked(client, officer, case):
    show_password(client, officer)
    old_session(client, minutes=14)
    assert reveal(client, case).status_code == 302
    assert is_open(case, officer)


def test_later_the_password_is_asked_for_and_then_the_act_is_done_with_what_was_typed(client, officer, case):
    show_password(client, officer)
    old_session(client)
    asked = reveal(client, case)
    assert "Is it still you?" in asked.content.decode()
    assert not is_open(case, officer)
    carried = dict(asked.context["carried"])
    assert carried["reason"] == REASON
    before = client.session.session_key
    done = client.post(asked.request["PATH_INFO"], carried | proof(proof_password=PASSWORD))
    assert done.status_code == 302
    assert is_open(case, officer)
    assert client.session.session_key != before
    assert is_in(client)


@pytest.mark.parametrize(
    "came_from", ["http://testserver/en/office/cases/?q=a&b=c", "http://elsewhere.example/", "//elsewhere.example/", ""]
)
def test_who_thinks_better_of_it_goes_back_to_where_they_came_from_and_never_elsewhere(client, officer, case, came_from):
    show_password(client, officer)
    old_session(client)
    page = reverse("casework:reveal", args=[case.complaint.case_number])
    asked = client.post(page, {"reason": REASON}, headers={"referer": came_from})
    after_a_wrong_try = client.post(
        page, proof(proof_back=asked.context["back"], proof_password="wrong"), headers={"referer": f"http://testserver{page}"}
    )
    expected = "/en/office/cases/?q=a&b=c" if "testserver" in came_from else reverse("workbench:my_work")
    assert asked.context["back"] == after_a_wrong_try.context["back"] == expected
    assert client.post(page, proof(proof_back="//elsewhere.example/")).context["back"] == reverse("workbench:my_work")


@pytest.mark.parametrize("given", [{"proof_password": "wrong"}, {"proof_code": "000000"}, {"proof_passkey": "{}"}, {}])
def test_a_wrong_proof_does_nothing_and_keeps_what_was_typed(client, officer, case, given):
    show_password(client, officer)
    old_session(client)
    page = reveal(client, case, **proof(**given))
    assert dict(page.context["carried"])["reason"] == REASON
    assert "proof_password" not in dict(page.context["carried"])
    assert not is_open(case, officer)


def test_guessing_at_an_open_session_is_limited_and_leaves_the_sign_in_alone(client, officer, case, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"second_step_failures_per_account": (2, 900)}
    show_password(client, officer)
    old_session(client)
    for _ in range(2):
        reveal(client, case, **proof(proof_password="wrong"))
    assert reveal(client, case, **proof(proof_password=PASSWORD)).status_code == 429
    other = type(client)()
    show_password(other, officer)
    assert is_in(other)


def test_a_code_or_a_passkey_proves_as_well(client, officer, case, settings):
    settings.MAZALIM_ORIGIN = "https://complaints.example"
    totp, device = set_up_app(officer), registered(officer)
    show_password(client, officer)
    show_code(client, totp.at(timezone.now() - timedelta(seconds=30)))
    old_session(client)
    asked = reveal(client, case)
    answer = device.show(json.loads(asked.context["asked"]))
    assert reveal(client, case, **proof(proof_passkey=answer)).status_code == 302
    assert is_open(case, officer)
    old_session(client)
    client.post(reverse("accounts:recovery_codes"), proof(proof_code=totp.at(timezone.now() + timedelta(seconds=30))))
    assert RecoveryCode.objects.filter(officer=officer).exists()


def test_an_old_session_changes_no_second_step(client, officer, case):
    set_up_app(officer)
    client.force_login(officer)
    client.get(reverse("accounts:account"))
    old_session(client)
    for page, typed in [("accounts:remove_step", {"app": "1"}), ("accounts:recovery_codes", {})]:
        assert "Is it still you?" in client.post(reverse(page), typed).content.decode()
    assert officer.code_app


def test_an_old_session_shows_no_secret_of_an_app_before_its_owner_proves_that_it_is_they(client, officer, case):
    show_password(client, officer)
    old_session(client)
    page = client.get(reverse("accounts:app")).content.decode()
    assert "Is it still you?" in page
    assert "data:image/svg" not in page
    assert "data:image/svg" in client.post(reverse("accounts:app"), proof(proof_password=PASSWORD)).content.decode()


def test_the_page_that_changes_the_password_is_no_place_to_guess_it(client, officer, case, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"second_step_failures_per_account": (2, 900)}
    show_password(client, officer)
    new = {"new_password": "seven quiet herons on a wall", "repeated": "seven quiet herons on a wall"}
    for _ in range(2):
        client.post(reverse("accounts:password"), {"password": "wrong", **new})
    assert "too many wrong tries" in client.post(reverse("accounts:password"), {"password": PASSWORD, **new}).content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)
