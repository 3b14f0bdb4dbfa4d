"""Passwords cost much to try, and the first that everybody tries are refused."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core.exceptions import ValidationError

from mazalim.accounts import actions
from mazalim.accounts.rules.passwords import LIST, Argon2id, is_breached
from tests import factories
from tests.factories import NOON, PASSWORD

WEAK = "argon2$argon2id$v=19$m=8192,t=1,p=1$"


def test_a_hash_costs_what_rfc_9106_recommends_and_owasp_at_least():
    made = Argon2id().encode("seven quiet herons", Argon2id().salt())
    assert made.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert Argon2id().verify("seven quiet herons", made)


def test_a_hash_of_other_costs_is_made_anew_when_its_owner_signs_in(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["mazalim.accounts.rules.passwords.Argon2id"]
    for name, value in (("time_cost", 1), ("memory_cost", 8192), ("parallelism", 1)):
        monkeypatch.setattr(Argon2id, name, value)
    officer = factories.officer()
    monkeypatch.undo()
    settings.PASSWORD_HASHERS = ["mazalim.accounts.rules.passwords.Argon2id"]
    assert officer.password.startswith(WEAK)
    actions.sign_in(email=officer.email, password=PASSWORD, network="203.0.113.7", at=NOON)
    officer.refresh_from_db()
    assert officer.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert not identify_hasher(officer.password).must_update(officer.password)


@pytest.mark.parametrize(
    "password",
    ["password123456", "Password2026!!", "P@ssw0rd2026", "qwertyuiop123", "aaaaaaaaaaaaa", "abcabcabcabc", "1q2w3e4r5t6y", "MonkeyMonkey1", "!!iloveyou!!2024",
     "Kurdistan12345", "Baghdad2026Baghdad2026", "ILOVEYOU123456", "123456789012", "qwertyuiopasdfghjkl"],
)  # fmt: skip
def test_stolen_passwords_are_refused_however_they_are_dressed_up(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "seven quiet herons", "tree lamp sofa green", "چیا و ڕووبار و باران", "مطر خفيف على النافذة"]
)
def test_a_few_words_that_have_nothing_to_do_with_one_another_are_taken(password):
    validate_password(password)


def test_eleven_signs_are_too_few():
    with pytest.raises(ValidationError):
        validate_password("xk7 vq2 pw9")


def test_the_list_is_in_the_package_and_small():
    assert LIST.stat().st_size < 1_000_000
    assert is_breached("password")
    assert not is_breached("")


def test_an_invitation_counts_once_and_for_three_days(monkeypatch):
    officer = factories.officer()
    token = default_token_generator.make_token(officer)
    assert settings.PASSWORD_RESET_TIMEOUT == 72 * 3600
    assert actions.invited(officer_id=officer.pk, token=token) == officer
    now = PasswordResetTokenGenerator()._now()
    with monkeypatch.context() as later:
        later.setattr(PasswordResetTokenGenerator, "_now", lambda self: now + timedelta(hours=72, seconds=2))
        with pytest.raises(actions.InvitationOver):
            actions.invited(officer_id=officer.pk, token=token)
    actions.change_password(officer=officer, password="seven quiet herons on a wall", at=NOON)
    with pytest.raises(actions.InvitationOver):
        actions.invited(officer_id=officer.pk, token=token)
