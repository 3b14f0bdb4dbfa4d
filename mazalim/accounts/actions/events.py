"""Write down what changed in how an officer signs in: for its owner, and for who watches the installation."""

from datetime import datetime

from mazalim.accounts.models import Officer, SignInEvent
from mazalim.common.logs import security_event
from mazalim.notices.actions import send
from mazalim.notices.links import link


def note(officer: Officer, kind: SignInEvent.Kind, *, at: datetime, by: int | None = None) -> SignInEvent:
    """Keep what changed, and tell the officer by mail that something did: whoever did it in their place has not their mailbox.

    `by` is who did it, where it was not the officer.
    """
    if kind == SignInEvent.Kind.PASSWORD:
        security_event("password_changed", officer=officer.pk)
    else:
        security_event("factor_changed", officer=officer.pk, factor=kind.value, by=by or officer.pk)
    values = {"link": link("accounts:account", officer.language)}
    send(kind="office_sign_in_changed", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    return SignInEvent.objects.create(officer=officer, kind=kind, at=at)
