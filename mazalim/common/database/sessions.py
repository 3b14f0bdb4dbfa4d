"""Sessions in the database, as Django's own, with fewer statements."""

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
    """Django's, which asks beforehand whether a new id is taken, and writes a session whose id changes twice.

    Of 165 bits none ever is taken; and as the row of a new session is inserted by force, a taken id would be refused by the database.
    """

    is_row_due = False  # the id is new, and no row has it yet

    def cycle_key(self) -> None:
        """Give what the session holds a new id. The old row goes now, the new one comes with the answer, as does the cookie that names it; who tells
        others of the id before that saves it first.
        """
        held, old = dict(self.items()), self.session_key
        self._session_key = self._get_new_session_key()
        self._session_cache = held
        self.modified = self.is_row_due = True
        if old:
            self.delete(old)

    def save(self, must_create: bool = False) -> None:
        """Write the row."""
        super().save(must_create or self.is_row_due)
        self.is_row_due = False

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row of this session or of the given id, without reading it first."""
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=key).delete()

    def _get_session_from_db(self) -> Session | None:
        found = rows_of(Session, "session", _sessions, self.session_key, timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None

    def _get_new_session_key(self) -> str:
        return get_random_string(SIGNS, VALID_KEY_CHARS)


def _sessions(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
