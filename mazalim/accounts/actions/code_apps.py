"""An app that shows codes (TOTP, RFC 6238): set up, confirm, check, remove."""

import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest

import pyotp
from django.db import transaction

from mazalim.accounts.actions.events import note
from mazalim.accounts.models import CodeApp, Officer, SignInEvent
from mazalim.accounts.rules.steps import DRIFT, SECONDS_OF_A_CODE
from mazalim.common.crypto import CannotUnseal, unwrap_key, wrap_key, wrapping_key_name
from mazalim.common.text import digits_to_latin

SECRET_BYTES = 20  # RFC 4226, 4: as long as the digest of the HMAC that apps use


class WrongCode(Exception):
    """The code is not one of this half minute or its neighbours, or was used already."""


class HasAnApp(Exception):
    """The account has a confirmed app; it is removed before another one comes."""


class NoApp(Exception):
    """No app waits to be confirmed, or none is there to be removed."""


def _place(officer_id: int) -> str:
    return f"accounts_codeapp.sealed_secret.{officer_id}"


@transaction.atomic
def begin_app(*, officer: Officer, at: datetime, is_new: bool = False) -> str:
    """The secret for an app, in the letters that apps take; it counts for nothing until `confirm_app`. Raises HasAnApp.

    An officer who comes back to the page, or reloads it, gets the same secret, unless a new one is asked for.
    """
    app = CodeApp.objects.select_for_update().filter(officer=officer).first()
    if app is not None and app.confirmed_at is not None:
        raise HasAnApp
    if app is None or is_new:
        secret = secrets.token_bytes(SECRET_BYTES)
        key_id, sealed = wrap_key(secret, place=_place(officer.pk))
        made = {"key_id": key_id, "sealed_secret": sealed, "made_at": at, "last_step": 0, "confirmed_at": None}
        CodeApp.objects.update_or_create(officer=officer, defaults=made)
    else:
        secret = _secret_of(app)
    return b32encode(secret).decode()


@transaction.atomic
def confirm_app(*, officer: Officer, typed: str, at: datetime) -> None:
    """Take the app into use once it has shown a right code. Raises NoApp or WrongCode."""
    app = CodeApp.objects.select_for_update().filter(officer=officer, confirmed_at=None).first()
    if app is None:
        raise NoApp
    take_app_code(app=app, typed=typed, at=at)
    CodeApp.objects.filter(pk=app.pk).update(confirmed_at=at)
    note(officer, SignInEvent.Kind.APP_ADDED, at=at)


def take_app_code(*, app: CodeApp, typed: str, at: datetime) -> None:
    """Accept a code of six figures, in the digits of any language. Each is accepted once, also by two who send it at the same time. Raises WrongCode."""
    figures = "".join(digits_to_latin(typed).split())
    totp, now = pyotp.TOTP(b32encode(_secret_of(app)).decode()), int(at.timestamp()) // SECONDS_OF_A_CODE
    fitting = [step for step in range(now - DRIFT, now + DRIFT + 1) if compare_digest(totp.generate_otp(step).encode(), figures.encode())]
    if not fitting or not CodeApp.objects.filter(pk=app.pk, last_step__lt=fitting[-1]).update(last_step=fitting[-1]):
        raise WrongCode


@transaction.atomic
def remove_app(*, officer: Officer, at: datetime) -> None:
    """The app's codes count no more. Raises NoApp."""
    if not CodeApp.objects.filter(officer=officer, confirmed_at__isnull=False).delete()[0]:
        raise NoApp
    note(officer, SignInEvent.Kind.APP_REMOVED, at=at)


@transaction.atomic
def make_anew(*, after: int | None, most: int) -> tuple[int, int, int | None]:
    """Seal the secrets of up to `most` apps after an id with the current key. A part of the rotation of keys.

    Returns how many were sealed anew, how many could not be opened, and the id to go on after; None at the end.
    """
    rows = CodeApp.objects.exclude(key_id=wrapping_key_name()).filter(pk__gt=after or 0)
    batch, done = list(rows.order_by("pk").select_for_update()[:most]), []
    for app in batch:
        try:
            secret = _secret_of(app)
        except CannotUnseal:  # somebody changed the row: it keeps the old key, which is therefore not dropped
            continue
        app.key_id, app.sealed_secret = wrap_key(secret, place=_place(app.officer_id))
        done.append(app)
    CodeApp.objects.bulk_update(done, ["key_id", "sealed_secret"])
    return len(done), len(batch) - len(done), batch[-1].pk if len(batch) == most else None


def _secret_of(app: CodeApp) -> bytes:
    return unwrap_key(app.key_id, bytes(app.sealed_secret), place=_place(app.officer_id))
