"""A session that is new costs one write and no question."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mazalim.web import sessions
from mazalim.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_new_session_is_one_insert():
    with CaptureQueriesContext(connection) as queries:
        SessionStore().create()
    asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert [sql.split()[0] for sql in asked] == ["INSERT"], asked


def test_an_id_that_is_taken_is_refused_by_the_database_and_another_one_is_drawn(monkeypatch):
    first = SessionStore()
    first["whose"] = "mine"
    first.create()
    drawn = iter([first.session_key, "b" * sessions.SIGNS])
    monkeypatch.setattr(sessions, "get_random_string", lambda *_: next(drawn))
    second = SessionStore()
    second.create()
    assert second.session_key == "b" * sessions.SIGNS
    assert Session.objects.count() == 2
    assert SessionStore(first.session_key)["whose"] == "mine"
