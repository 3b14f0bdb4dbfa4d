"""Keys by which a public body's own system acts as its account."""

from datetime import datetime
from secrets import token_hex, token_urlsafe

from django.db import transaction

from mazalim.accounts.actions.officers import add_officer
from mazalim.accounts.actions.signing_in import TooManyTries
from mazalim.accounts.models import Officer, ServiceKey
from mazalim.common.clock import day_of
from mazalim.common.crypto import keyed_hash
from mazalim.common.logs import security_event
from mazalim.country.queries import calendar
from mazalim.notices.actions import NOBODY
from mazalim.work import limits

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
    made = ServiceKey.objects.create(officer=officer, name=name, key_hash=_hash_of_key(secret), created_at=at)
    security_event("service_key_made", officer=officer.pk, key_id=made.pk)
    return made, secret


@transaction.atomic
def end_service_key(*, key_id: int, at: datetime) -> ServiceKey | None:
    """End a key at once; None where there is none that works."""
    key = ServiceKey.objects.select_for_update().select_related("officer").filter(pk=key_id, ended_at=None).first()
    if key is not None:
        key.ended_at = at
        key.save(update_fields=["ended_at"])
        security_event("service_key_ended", officer=key.officer_id, key_id=key.pk)
    return key


def account_of_key(*, secret: str, network: str, at: datetime) -> Officer | None:
    """The open account whose key this is, and a note of the day; None for every other text. Raises TooManyTries for a wrong one too many.

    A secret is looked for by its keyed hash, so that an answer takes as long whatever it says, and wrong, ended and closed are told alike.
    Whoever holds a key is never locked out by wrong tries of others.
    """
    found = ServiceKey.objects.filter(key_hash=_hash_of_key(secret[:MOST_SIGNS])).select_related("officer").first()
    if found is None or found.ended_at is not None or not found.officer.is_active or not found.officer.is_service:
        security_event("service_key_refused", officer=found and found.officer_id, network=network)
        if not limits.count("service_key_failures_per_network", network, at=at):
            raise TooManyTries
        return None
    today = day_of(at, calendar().zone)
    if found.last_used_on != today:
        ServiceKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return found.officer


def _hash_of_key(secret: str) -> bytes:
    return keyed_hash(secret, of="service_key")
