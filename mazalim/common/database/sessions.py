"""Sessions in the database, as Django's own, with a question less."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from mazalim.common.database.kept import rows_of

SIGNS = 32


class SessionStore(db.SessionStore):
    """Django's, which asks beforehand whether a new id is taken.

    Of 165 bits none ever is; and as the row of a new session is inserted by force, a taken id would be refused by the database, and `create` draws another.
    """

    def _get_session_from_db(self) -> Session | None:
        found = rows_of(Session, "session", _sessions, self.session_key, timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None

    def _get_new_session_key(self) -> str:
        return get_random_string(SIGNS, VALID_KEY_CHARS)


def _sessions(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
