"""Check what an officer shows beside the password, and whether it is still they before an act that matters."""

from datetime import datetime

from mazalim.accounts.actions.code_apps import WrongCode, take_app_code
from mazalim.accounts.actions.events import note
from mazalim.accounts.actions.recovery import use_recovery_code
from mazalim.accounts.actions.signing_in import TooManyTries
from mazalim.accounts.models import CodeApp, Officer, SignInEvent
from mazalim.accounts.rules.steps import APP, RECOVERY
from mazalim.common.logs import security_event
from mazalim.common.text import digits_to_latin
from mazalim.work import limits

HERE, EVERYWHERE, WARNED = (
    "second_step_failures_per_account",
    "second_step_failures_per_account_everywhere",
    "second_step_warnings_per_account",
)
MOST_FIGURES = 8  # of an app's code with blanks between; a recovery code is longer


def take_code(*, officer: Officer, typed: str, network: str, at: datetime, device: str = "") -> str:
    """Accept a code of the officer's app, or one from paper; returns which it was (rules.steps). Raises WrongCode or TooManyTries.

    Who comes here knows the password. Guesses are counted before they are looked at, by account and network, and apart on a browser where the
    account has signed in before. Once too many came from everywhere else, only such browsers may go on that day, and the officer is told.
    """
    counters = [(HERE, f"{device or network}\0{officer.pk}")]
    if not device:
        counters.append((EVERYWHERE, str(officer.pk)))
    for limit, key in counters:
        if not limits.count(limit, key, at=at):
            if limit == EVERYWHERE and limits.count(WARNED, key, at=at):
                security_event("second_step_guessed", officer=officer.pk)
                note(officer, SignInEvent.Kind.GUESSED, at=at)
            raise TooManyTries
    step = APP if len(typed.strip()) <= MOST_FIGURES else RECOVERY
    try:
        _take(officer, typed, step, at=at)
    except WrongCode:
        security_event("second_step_failed", officer=officer.pk, factor=step, network=network)
        raise
    for limit, key in counters:
        limits.forgive(limit, key, at=at)
    return step


def _take(officer: Officer, typed: str, step: str, *, at: datetime) -> None:
    if step == RECOVERY:
        use_recovery_code(officer=officer, typed=typed, at=at)
        return
    app = CodeApp.objects.filter(officer=officer, confirmed_at__isnull=False).first()
    if app is None or not digits_to_latin(typed).strip():
        raise WrongCode
    take_app_code(app=app, typed=typed, at=at)


class NotProved(Exception):
    """The password or the code is not the officer's."""


def prove_again(*, officer: Officer, password: str, code: str, at: datetime) -> None:
    """Check that it is still the officer who sits there, by password or by a code of the app. Raises NotProved or TooManyTries.

    Counted by account alone, and apart from signing in: only who sits at the open session can fill this counter.
    """
    key = f"again\0{officer.pk}"
    if not limits.count(HERE, key, at=at):
        raise TooManyTries
    app = CodeApp.objects.filter(officer=officer, confirmed_at__isnull=False).first() if code.strip() else None
    try:
        if app is not None:
            take_app_code(app=app, typed=code, at=at)
        elif not password or not officer.check_password(password):
            raise NotProved
    except (WrongCode, NotProved) as error:
        security_event("proof_failed", officer=officer.pk)
        raise NotProved from error
    limits.forgive(HERE, key, at=at)
