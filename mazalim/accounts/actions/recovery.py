"""Recovery codes, ten on paper, each for one time; and what is done for an officer who has lost everything."""

import secrets
from datetime import datetime

from django.db import transaction

from mazalim.accounts.actions.code_apps import WrongCode
from mazalim.accounts.actions.events import note
from mazalim.accounts.actions.sessions import end_every_session
from mazalim.accounts.actions.signing_in import invite
from mazalim.accounts.models import CodeApp, Officer, Passkey, RecoveryCode, SignInEvent
from mazalim.common.crypto import keyed_hash, keyed_hashes
from mazalim.common.text import digits_to_latin

HOW_MANY, SIGNS = 10, 12
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's 32: none is taken for another, so twelve hold 60 bits
_SAME = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


@transaction.atomic
def renew_recovery_codes(*, officer: Officer, at: datetime) -> tuple[str, ...]:
    """Make ten new codes; the old ones die. They are returned this once and kept nowhere."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    RecoveryCode.objects.filter(officer=officer).delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(SIGNS)) for _ in range(HOW_MANY)]
    RecoveryCode.objects.bulk_create([RecoveryCode(officer=officer, code_hash=_hash(officer.pk, code), made_at=at) for code in codes])
    note(officer, SignInEvent.Kind.CODES_RENEWED, at=at)
    return tuple("-".join(code[start : start + 4] for start in range(0, SIGNS, 4)) for code in codes)


@transaction.atomic
def use_recovery_code(*, officer: Officer, typed: str, at: datetime) -> None:
    """Accept a code, once, also from two who send it at the same time. Raises WrongCode."""
    code = digits_to_latin(typed).strip().lower().translate(_SAME)
    hashes = keyed_hashes(_bound(officer.pk, code), of="recovery_code")
    if not RecoveryCode.objects.filter(officer=officer, code_hash__in=hashes, used_at=None).update(used_at=at):
        raise WrongCode
    note(officer, SignInEvent.Kind.CODE_USED, at=at)


def _bound(officer_id: int, code: str) -> str:
    return f"{officer_id}\0{code}"


def _hash(officer_id: int, code: str) -> bytes:
    return keyed_hash(_bound(officer_id, code), of="recovery_code")


@transaction.atomic
def reset_second_step(*, officer: Officer, by: int | None, at: datetime, keeps_password: bool = False) -> None:
    """Remove app, passkeys, recovery codes and the password, end every session, and send a link that sets a new password.

    At the next sign-in the officer sets a second step up, before anything else. Whoever has stolen the old password, and waited for this, gets
    nowhere: the way in leads through the officer's mailbox. `keeps_password` is for the command of the server, where no mail may go out.

    Who decides on it, and when it begins, is administration's: see administration/roles.
    """
    Officer.objects.select_for_update().get(pk=officer.pk)
    if not keeps_password:
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
    for model in (CodeApp, Passkey, RecoveryCode):
        model.objects.filter(officer=officer).delete()
    end_every_session(officer=officer)
    note(officer, SignInEvent.Kind.RESET, at=at, by=by)
    if not keeps_password:
        invite(officer=officer, at=at)
