"""An officer sees where they are signed in, coarsely, and ends it; what has ended opens nothing."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts import actions
from mazalim.accounts.actions.sessions import end_every_session, forget_old_sessions
from mazalim.accounts.middleware import SEEN
from mazalim.accounts.models import OpenSession
from mazalim.accounts.views.frame import proved
from mazalim.common.clock import stamp
from mazalim.common.database import sessions
from mazalim.common.database.sessions import SessionStore
from tests import factories
from tests.accounts.steps import is_in, show_password
from tests.factories import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
PAGE = "accounts:sessions"


def signed_in(client, officer, agent=FIREFOX):
    show_password(client, officer, headers={"user-agent": agent})
    return client


def test_the_list_says_browser_and_system_and_nothing_finer(client):
    officer = factories.officer()
    signed_in(client, officer)
    page = client.get(reverse(PAGE)).content.decode()
    assert "Firefox" in page
    assert "Linux" in page
    assert "this one" in page
    kept = OpenSession.objects.values().get()
    assert not any("127" in str(value) or "x86" in str(value) for name, value in kept.items() if name in {"browser", "system"})


def test_one_session_is_ended_from_another(client):
    officer = factories.officer()
    signed_in(client, officer)
    other = signed_in(type(client)(), officer)
    row = OpenSession.objects.get(session_key=other.session.session_key)
    client.post(reverse(PAGE), {"end": str(row.pk)})
    assert not is_in(other)
    assert is_in(client)
    assert "had ended already" in client.post(reverse(PAGE), {"end": str(row.pk)}, follow=True).content.decode()


def test_all_others_are_ended_at_once(client):
    officer, others = factories.officer(), [type(client)() for _ in range(3)]
    for browser in (client, *others):
        signed_in(browser, officer)
    client.post(reverse(PAGE), {"others": "1"})
    assert [is_in(browser) for browser in (client, *others)] == [True, False, False, False]
    assert OpenSession.objects.filter(officer=officer).count() == 1


def test_nobody_ends_a_strangers_session(client):
    stranger = signed_in(type(client)(), factories.officer())
    signed_in(client, factories.officer())
    row = OpenSession.objects.get(session_key=stranger.session.session_key)
    for wanted in (str(row.pk), "x", "", "9" * 40):
        client.post(reverse(PAGE), {"end": wanted})
    assert is_in(stranger)


def test_the_row_follows_the_session_to_its_end(client):
    officer = factories.officer()
    signed_in(client, officer)
    new = "seven quiet herons on a wall"
    client.post(reverse("accounts:password"), {"password": PASSWORD, "new_password": new, "repeated": new})
    assert OpenSession.objects.get(officer=officer).session_key == client.session.session_key
    session = client.session
    session[SEEN] = stamp(timezone.now() - timedelta(minutes=5))
    session.save()
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert is_in(client)
    assert OpenSession.objects.get(officer=officer).seen_at > timezone.now() - timedelta(minutes=1)
    client.post(reverse("accounts:sign_out"))
    assert not OpenSession.objects.filter(officer=officer).exists()


def test_a_session_that_ran_out_leaves_no_row(client):
    officer = factories.officer()
    signed_in(client, officer)
    session = client.session
    session[SEEN] = stamp(timezone.now() - timedelta(minutes=31))
    session.save()
    assert not is_in(client)
    assert not OpenSession.objects.filter(officer=officer).exists()


def test_a_new_password_by_invitation_ends_every_session(client):
    officer = factories.officer()
    signed_in(client, officer)
    actions.change_password(officer=officer, password="seven quiet herons on a wall", at=timezone.now())
    assert not is_in(client)
    assert not OpenSession.objects.filter(officer=officer).exists()


def test_sessions_that_nobody_ended_are_forgotten(client):
    officer = factories.officer()
    signed_in(client, officer)
    assert forget_old_sessions(at=timezone.now()) == 0
    assert forget_old_sessions(at=timezone.now() + timedelta(hours=12, minutes=1)) == 1
    assert not Session.objects.exists()


def test_three_sessions_cost_as_many_queries_as_one(client):
    officer, counts = factories.officer(), []
    signed_in(client, officer)
    for number in (1, 3):
        while OpenSession.objects.filter(officer=officer).count() < number:
            signed_in(type(client)(), officer)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(PAGE))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_new_session_is_one_insert(db):
    with CaptureQueriesContext(connection) as queries:
        SessionStore().create()
    asked = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert [sql.split()[0] for sql in asked] == ["INSERT"], asked


def test_an_id_that_is_taken_is_refused_by_the_database_and_another_one_is_drawn(db, monkeypatch):
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


def test_a_session_ended_while_its_answer_is_on_the_way_stays_ended(client, rf):
    officer = factories.officer()
    signed_in(client, officer)
    request = rf.get("/")
    request.session = client.session
    proved(request, at=timezone.now())
    end_every_session(officer=officer)
    with pytest.raises(UpdateError):
        request.session.save()
    assert not Session.objects.exists()
    assert not OpenSession.objects.exists()
