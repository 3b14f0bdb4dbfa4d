"""Make officers, give them roles, let them in."""

from datetime import date, datetime
from secrets import token_hex, token_urlsafe

from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from mazalim.accounts.models import Absence, Grant, Officer, Role, ServiceKey
from mazalim.accounts.queries import Standing, colleagues_of, officers_overseen
from mazalim.common.clock import day_of
from mazalim.common.crypto import keyed_hash
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk, PublicBody
from mazalim.notices.actions import NOBODY, send
from mazalim.notices.links import link
from mazalim.work import limits
from mazalim.work.actions import enqueue

READS_CASES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.CENTRAL_OFFICER})


class RolesDoNotMix(Exception):
    """An account holds the administrator's role or case roles, never both."""


@transaction.atomic
def add_officer(*, email: str, name: str, password: str | None, language: str, at: datetime) -> Officer:
    """Make an account without roles; without a password nobody can sign in to it."""
    officer = Officer(email=email.strip().lower(), name=name.strip(), language=language, joined_at=at)
    officer.set_password(password) if password else officer.set_unusable_password()
    officer.save()
    return officer


@transaction.atomic
def grant(*, officer: Officer, role: Role, at: datetime, desk: Desk | None = None, body: PublicBody | None = None) -> Grant:
    """Give an account a role. Raises RolesDoNotMix."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    held = set(Grant.objects.filter(officer=officer, ended_at=None).values_list("role", flat=True))
    if held and (role == Role.ADMINISTRATOR) != (Role.ADMINISTRATOR in held):
        raise RolesDoNotMix
    made = Grant.objects.create(officer=officer, role=role, desk=desk, body=body, granted_at=at)
    if role in READS_CASES:  # a case that accuses this officer must not lie near them now
        enqueue("casework.follow_grant", {"officer": officer.pk}, at=at)
    return made


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


class NotTheirs(Exception):
    """Only an officer and those who oversee them enter an absence or take it back."""


class NotAColleague(Exception):
    """The deputy works at no desk of the officer."""


class AwayAlready(Exception):
    """Another absence of the officer holds some of these days."""


@transaction.atomic
def enter_absence(*, by: Standing, officer_id: int, first_day: date, last_day: date, deputy_id: int | None = None, at: datetime) -> Absence:
    """Say that an officer is away from the first to the last day. Raises NotTheirs, NotAColleague or AwayAlready."""
    _expect_theirs(by, officer_id)
    Officer.objects.select_for_update().get(pk=officer_id)  # two who enter the same days at once would both find them free
    if deputy_id is not None and not colleagues_of(officer_id).filter(pk=deputy_id).exists():
        raise NotAColleague
    if Absence.objects.filter(officer=officer_id, taken_back_at=None, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise AwayAlready
    return Absence.objects.create(
        officer_id=officer_id, first_day=first_day, last_day=last_day, deputy_id=deputy_id, entered_by_id=by.officer_id, entered_at=at
    )


@transaction.atomic
def take_absence_back(*, by: Standing, absence_id: int, at: datetime) -> None:
    """An absence does not count any more: the officer is back, or never left. Raises NotTheirs."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotTheirs
    _expect_theirs(by, absence.officer_id)
    if absence.taken_back_at is None:
        absence.taken_back_at = at
        absence.save(update_fields=["taken_back_at"])


def _expect_theirs(by: Standing, officer_id: int) -> None:
    if by.officer_id != officer_id and not officers_overseen(by).filter(pk=officer_id).exists():
        raise NotTheirs


# --- A body's own system -------------------------------------------------------------------------

KEY_BYTES, MOST_SIGNS = 32, 200


class NotAService(Exception):
    """Only the account of a body's own system has keys."""


@transaction.atomic
def add_service_account(*, name: str, language: str, at: datetime) -> Officer:
    """Make an account without roles for a body's own system. Nobody can sign in to it or be invited to it."""
    officer = add_officer(email=f"{token_hex(8)}@{NOBODY}", name=name, password=None, language=language, at=at)
    officer.is_service = True
    officer.save(update_fields=["is_service"])
    return officer


@transaction.atomic
def add_service_key(*, officer: Officer, name: str, at: datetime) -> tuple[ServiceKey, str]:
    """Make a key for a service account; the secret is returned this once. Raises NotAService."""
    if not officer.is_service:
        raise NotAService
    secret = token_urlsafe(KEY_BYTES)
    return ServiceKey.objects.create(officer=officer, name=name, key_hash=_hash_of_key(secret), created_at=at), secret


@transaction.atomic
def end_service_key(*, key_id: int, at: datetime) -> ServiceKey | None:
    """End a key at once; None where there is none that works."""
    key = ServiceKey.objects.select_for_update().select_related("officer").filter(pk=key_id, ended_at=None).first()
    if key is not None:
        key.ended_at = at
        key.save(update_fields=["ended_at"])
    return key


def account_of_key(*, secret: str, network: str, at: datetime) -> Officer | None:
    """The open account whose key this is, and a note of the day; None for every other text. Raises TooManyTries for a wrong one too many.

    A secret is looked for by its keyed hash, so that an answer takes as long whatever it says, and wrong, ended and closed are told alike.
    Whoever holds a key is never locked out by wrong tries of others.
    """
    found = ServiceKey.objects.filter(key_hash=_hash_of_key(secret[:MOST_SIGNS])).select_related("officer").first()
    if found is None or found.ended_at is not None or not found.officer.is_active or not found.officer.is_service:
        if not limits.count("service_key_failures_per_network", network, at=at):
            raise TooManyTries
        return None
    today = day_of(at, calendar().zone)
    if found.last_used_on != today:
        ServiceKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return found.officer


def _hash_of_key(secret: str) -> bytes:
    return keyed_hash(secret, of="service_key")
