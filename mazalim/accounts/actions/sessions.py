"""Sessions: open, follow, end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from mazalim.accounts.models import Officer, OpenSession
from mazalim.common.logs import security_event


class NoSuchSession(Exception):
    """The account has no such session, or it has ended."""


def open_session(*, officer: Officer, session_key: str, browser: str, system: str, at: datetime) -> OpenSession:
    """Note where an officer has signed in."""
    return OpenSession.objects.create(
        officer=officer, session_key=session_key, browser=browser[:20], system=system[:20], began_at=at, seen_at=at
    )


def follow_session(*, old_key: str, new_key: str) -> None:
    """The session has a new key."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=new_key)


def see_session(*, session_key: str, at: datetime) -> None:
    """Its owner was here."""
    OpenSession.objects.filter(session_key=session_key).update(seen_at=at)


def close_session(*, session_key: str) -> None:
    """Its owner has signed out, or it has run out."""
    OpenSession.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_session(*, officer: Officer, session_id: int) -> None:
    """End one session of an account, wherever it is. Raises NoSuchSession."""
    row = OpenSession.objects.filter(officer=officer, pk=session_id).first()
    if row is None:
        raise NoSuchSession
    _end([row.session_key])
    security_event("sessions_ended", officer=officer.pk, count=1)


@transaction.atomic
def end_other_sessions(*, officer: Officer, but: str) -> int:
    """End every session of an account but that of one key; how many."""
    keys = list(OpenSession.objects.filter(officer=officer).exclude(session_key=but).values_list("session_key", flat=True))
    _end(keys)
    security_event("sessions_ended", officer=officer.pk, count=len(keys))
    return len(keys)


def end_every_session(*, officer: Officer) -> int:
    """End every session of an account, as a part of a larger act; how many."""
    return end_other_sessions(officer=officer, but="")


def forget_old_sessions(*, at: datetime) -> int:
    """Forget sessions that nobody ended and that are over; how many."""
    Session.objects.filter(expire_date__lt=at).delete()
    return OpenSession.objects.filter(began_at__lt=at - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()[0]


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
