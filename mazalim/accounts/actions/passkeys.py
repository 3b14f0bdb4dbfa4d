"""Passkeys (WebAuthn): ask a device for a new one, take it, ask for a proof, check it."""

import json
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from mazalim.accounts.actions.events import note
from mazalim.accounts.models import Officer, Passkey, SignInEvent
from mazalim.common.clock import day_of
from mazalim.common.crypto import keyed_hash
from mazalim.common.logs import security_event
from mazalim.country.queries import calendar

if TYPE_CHECKING:  # the library is loaded where it is used: eight megabytes, for those who sign in
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

MOST_PASSKEYS, LONGEST_ANSWER = 10, 20_000
Asked = dict[str, Any]  # what is asked of the browser, as WebAuthn writes it in JSON
State = dict[str, Any]  # what the session keeps meanwhile: the challenge


class NotGenuine(Exception):
    """What the browser sent proves nothing: another challenge, another address, another key, no finger or PIN, or a counter that went back."""


class TooManyPasskeys(Exception):
    """An account has ten passkeys at most."""


class NoSuchPasskey(Exception):
    """The account has no such passkey."""


def host() -> str:
    """The host that passkeys of this installation belong to."""
    return urlsplit(settings.MAZALIM_ORIGIN).hostname or ""


def are_possible() -> bool:
    """Browsers keep passkeys for a name, never for a bare number such as 127.0.0.1."""
    try:
        ip_address(host())
    except ValueError:
        return True
    return False


def _server() -> "Fido2Server":
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    place = PublicKeyCredentialRpEntity(id=host(), name=host())
    return Fido2Server(place, attestation=None, verify_origin=lambda origin: origin == settings.MAZALIM_ORIGIN)


def _known(officer: Officer) -> "dict[bytes, tuple[Passkey, AttestedCredentialData]]":
    from fido2.webauthn import AttestedCredentialData

    rows = Passkey.objects.filter(officer=officer).order_by("pk")
    return {bytes(row.credential_id): (row, AttestedCredentialData(bytes(row.credential))) for row in rows}


def ask_for_new_passkey(*, officer: Officer) -> tuple[Asked, State]:
    """What a browser is asked in order to make a passkey, and what the session keeps meanwhile."""
    from fido2.webauthn import PublicKeyCredentialUserEntity, ResidentKeyRequirement, UserVerificationRequirement

    owner = PublicKeyCredentialUserEntity(id=keyed_hash(str(officer.pk), of="passkey_owner"), name=officer.email, display_name=officer.name)
    asked, state = _server().register_begin(
        owner,
        [known for _, known in _known(officer).values()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(asked)["publicKey"], state


@transaction.atomic
def add_passkey(*, officer: Officer, state: State, answer: str, name: str, at: datetime) -> Passkey:
    """Keep the passkey that a browser has made. Raises NotGenuine or TooManyPasskeys."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    if Passkey.objects.filter(officer=officer).count() >= MOST_PASSKEYS:
        raise TooManyPasskeys
    try:
        made = _server().register_complete(state, _read(answer))
        credential = made.credential_data
        if credential is None:
            raise NotGenuine
        with transaction.atomic():
            passkey = Passkey.objects.create(
                officer=officer,
                name=name.strip(),
                credential_id=credential.credential_id,
                credential=bytes(credential),
                sign_count=made.counter,
                added_at=at,
            )
    except (ValueError, KeyError, TypeError, AssertionError, IntegrityError) as error:
        raise NotGenuine from error
    note(officer, SignInEvent.Kind.PASSKEY_ADDED, at=at)
    return passkey


def ask_for_passkey(*, officer: Officer) -> tuple[Asked, State]:
    """What a browser is asked in order to prove that one of the officer's passkeys is there."""
    from fido2.webauthn import UserVerificationRequirement

    asked, state = _server().authenticate_begin(
        [known for _, known in _known(officer).values()], user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(asked)["publicKey"], state


@transaction.atomic
def take_passkey(*, officer: Officer, state: State, answer: str, at: datetime) -> Passkey:
    """Accept a browser's proof. A key whose counter did not grow was copied, and proves nothing any more. Raises NotGenuine."""
    from fido2.webauthn import AuthenticationResponse

    known = _known(officer)
    try:
        response = _read(answer)
        used = _server().authenticate_complete(state, [credential for _, credential in known.values()], response)
        counter = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise NotGenuine from error
    row = known[used.credential_id][0]
    today = day_of(at, calendar().zone)
    fitting = Passkey.objects.filter(pk=row.pk)
    if counter or row.sign_count:  # many passkeys do not count at all: both are zero for ever
        fitting = fitting.filter(sign_count__lt=counter)
    if not fitting.update(sign_count=counter, last_used_on=today):
        security_event("passkey_copied", officer=officer.pk)
        raise NotGenuine
    return row


@transaction.atomic
def remove_passkey(*, officer: Officer, passkey_id: int, at: datetime) -> None:
    """A passkey counts no more. Raises NoSuchPasskey."""
    if not Passkey.objects.filter(officer=officer, pk=passkey_id).delete()[0]:
        raise NoSuchPasskey
    note(officer, SignInEvent.Kind.PASSKEY_REMOVED, at=at)


def _read(answer: str) -> Mapping[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError
    return found
