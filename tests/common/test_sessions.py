"""Sessions as the database keeps them: an id that changes leaves nothing behind and costs no more than it must."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mazalim.common.database.sessions import SessionStore

pytestmark = pytest.mark.django_db


def opened() -> SessionStore:
    store = SessionStore()
    store["draft"] = ["7", "token"]
    store.create()
    return SessionStore(store.session_key)


def test_an_id_that_changes_keeps_what_was_held_and_the_old_id_is_dead_at_once() -> None:
    store = opened()
    old = store.session_key
    store.cycle_key()
    assert store.session_key != old
    assert not Session.objects.filter(session_key=old).exists()
    store["done"] = True
    store.save()
    assert dict(SessionStore(store.session_key).items()) == {"draft": ["7", "token"], "done": True}
    store["done"] = False
    store.save()
    assert Session.objects.count() == 1
    assert SessionStore(store.session_key)["done"] is False


def test_an_id_that_changes_costs_one_row_deleted_and_one_inserted() -> None:
    store = opened()
    assert store["draft"]
    with CaptureQueriesContext(connection) as queries:
        store.cycle_key()
        store["done"] = True
        store.save()
    changes = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert changes == ["DELETE", "INSERT"]


def test_an_id_of_nobody_becomes_a_new_one() -> None:
    store = SessionStore("a" * 32)
    assert "draft" not in store
    store.cycle_key()
    store["draft"] = ["8", "token"]
    store.save()
    assert store.session_key != "a" * 32
    assert SessionStore(store.session_key)["draft"] == ["8", "token"]
