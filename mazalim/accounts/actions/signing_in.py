"""Let officers in by their password, and let them choose one."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from mazalim.accounts.actions.events import note
from mazalim.accounts.actions.sessions import end_other_sessions
from mazalim.accounts.models import Officer, SignInEvent
from mazalim.common.logs import security_event
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work import limits

EVERYWHERE = "sign_in_failures_per_account_everywhere"


class WrongPair(Exception):
    """No open account has this e-mail and this password; nobody is told which of the two was wrong."""


class TooManyTries(Exception):
    """Too many failures: this network must wait before it tries this account, or any account, again."""


def sign_in(*, email: str, password: str, network: str, at: datetime, device: str = "") -> Officer:
    """The account of an e-mail and a password, before any second step. Raises WrongPair or TooManyTries.

    `network` is where the request came from, kept only in counters. `device` is the number of a browser on which this account has signed in
    before (`rules.devices.known_device`), or empty.

    Tries are counted before the password is looked at, so that guesses in parallel count too, and are taken back when it is right. Nothing that
    strangers do locks the owner out: a known browser has a counter of its own, which nobody else can fill; any other is counted by account and
    network together. Where an account is being guessed from many networks, each network gets two tries instead of ten, never none.
    """
    address = email.strip().lower()
    counted: list[tuple[str, str]] = []
    for limit, key in _counters(address, network=network, device=device, at=at):
        if limit == EVERYWHERE:  # slows down, and refuses nobody
            limits.count(limit, key, at=at)
        elif limits.is_spent(limit, key, at=at) or not limits.count(
            limit, key, at=at
        ):  # who is refused already costs one look, and no writing
            raise TooManyTries
        counted.append((limit, key))
    officer = Officer.objects.filter(email=address, is_active=True, is_service=False).first()
    if officer is None:
        make_password(password)  # as much work as for an account that exists
    if officer is None or not officer.check_password(password):
        security_event("sign_in_failed", officer=officer and officer.pk, network=network)
        raise WrongPair
    for limit, key in counted:
        limits.forgive(limit, key, at=at)
    return officer


def _counters(address: str, *, network: str, device: str, at: datetime) -> list[tuple[str, str]]:
    """Which limits a try counts in, the one that it is most likely to meet first."""
    if device:
        return [("sign_in_failures_per_device", f"{device}\0{address}")]
    by_account = [
        ("sign_in_failures_per_account", f"{network}\0{address}"),
        ("sign_in_failures_per_network", network),
        (EVERYWHERE, address),
    ]
    if limits.is_spent(EVERYWHERE, address, at=at):
        return [("sign_in_tries_under_attack", f"{network}\0{address}"), *by_account]
    return by_account


@transaction.atomic
def change_password(*, officer: Officer, password: str, at: datetime, session_key: str = "") -> None:
    """Put a new password in place of the old one; every session of the account ends with it, but for that of `session_key`."""
    officer.set_password(password)
    officer.save(update_fields=["password"])
    end_other_sessions(officer=officer, but=session_key)
    note(officer, SignInEvent.Kind.PASSWORD, at=at)


@transaction.atomic
def invite(*, officer: Officer, at: datetime) -> None:
    """Send the account's own address a link that sets a password: it works once, for as long as PASSWORD_RESET_TIMEOUT says."""
    token = default_token_generator.make_token(officer)
    values = {"link": link("accounts:invitation", officer.language, str(officer.pk), token)}
    security_event("invited", officer=officer.pk)
    send(kind="office_invitation", channel="email", address=officer.email, language=officer.language, values=values, at=at)


class InvitationOver(Exception):
    """The link was used, is too old, or belongs to no open account."""


def invited(*, officer_id: int, token: str) -> Officer:
    """The account that a link of an invitation belongs to. Raises InvitationOver."""
    officer = Officer.objects.filter(pk=officer_id, is_active=True, is_service=False).first()
    if officer is None or not default_token_generator.check_token(officer, token):
        raise InvitationOver
    return officer
