"""Let officers in by their password, and let them choose one."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work import limits


class WrongPair(Exception):
    """No open account has this e-mail and this password; nobody is told which of the two was wrong."""


class TooManyTries(Exception):
    """Too many failures: this network must wait before it tries this account, or any account, again."""


def sign_in(*, email: str, password: str, network: str, at: datetime) -> Officer:
    """The account of an e-mail and a password. `network` is where the request came from, kept only in counters. Raises WrongPair or TooManyTries.

    Tries are counted before the password is looked at, so that guesses in parallel count too, and are taken back when it is right. The
    account's limit counts by account and network together: strangers elsewhere cannot lock an owner out.
    """
    address = email.strip().lower()
    counters = (("sign_in_failures_per_account", f"{network}\0{address}"), ("sign_in_failures_per_network", network))
    if not all(limits.count(limit, key, at=at) for limit, key in counters):
        raise TooManyTries
    officer = Officer.objects.filter(email=address, is_active=True, is_service=False).first()
    if officer is None:
        make_password(password)  # as much work as for an account that exists
    if officer is None or not officer.check_password(password):
        raise WrongPair
    for limit, key in counters:
        limits.forgive(limit, key, at=at)
    return officer


@transaction.atomic
def change_password(*, officer: Officer, password: str) -> None:
    """Put a new password in place of the old one; every other session of the account ends with it."""
    officer.set_password(password)
    officer.save(update_fields=["password"])


@transaction.atomic
def invite(*, officer: Officer, at: datetime) -> None:
    """Send the account's own address a link that sets a password: it works once, for as long as PASSWORD_RESET_TIMEOUT says."""
    token = default_token_generator.make_token(officer)
    values = {"link": link("accounts:invitation", officer.language, str(officer.pk), token)}
    send(kind="office_invitation", channel="email", address=officer.email, language=officer.language, values=values, at=at)


class InvitationOver(Exception):
    """The link was used, is too old, or belongs to no open account."""


def invited(*, officer_id: int, token: str) -> Officer:
    """The account that a link of an invitation belongs to. Raises InvitationOver."""
    officer = Officer.objects.filter(pk=officer_id, is_active=True, is_service=False).first()
    if officer is None or not default_token_generator.check_token(officer, token):
        raise InvitationOver
    return officer
