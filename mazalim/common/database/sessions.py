"""Sessions in the database, as Django's own, with a question less."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

SIGNS = 32


class SessionStore(db.SessionStore):
    """Django's, which asks beforehand whether a new id is taken.

    Of 165 bits none ever is; and as the row of a new session is inserted by force, a taken id would be refused by the database, and `create` draws another.
    """

    def _get_new_session_key(self) -> str:
        return get_random_string(SIGNS, VALID_KEY_CHARS)
