"""What a replica may be read for, when it is fit, and what never depends on it. On a real standby of the tests' own PostgreSQL."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Thread
from urllib.parse import quote

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest

from mazalim.accounts.actions import add_service_account, add_service_key, grant
from mazalim.accounts.models import Role
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.directory.models import Desk
from mazalim.keeping.queries.measures import Kept
from mazalim.keeping.queries.readiness import forget as look_anew
from mazalim.keeping.queries.readiness import parts
from mazalim.work import shared
from mazalim.work.replicas import from_replica, health, replica_read
from tests import factories
from tests.work.cache_server import running
from tests.work.copies import _django_db_helper, be_level, known_as, pause, replica, standby_url, until

__all__ = ["_django_db_helper", "replica", "running", "standby_url"]
pytestmark = pytest.mark.django_db
DESK = "workbench:desk"
CASES = 'FROM "complaints_complaint"'
OPEN = ("pages:home", "pages:how", "pages:privacy", "pages:contact", "pages:questions", "statistics:figures", "systemic:you_said")
_numbers = count(1)


@pytest.fixture(scope="module")
def lodged(standby_url, django_db_blocker):
    with django_db_blocker.unblock():
        return factories.lodge(at=timezone.now() - timedelta(hours=2))


@pytest.fixture
def case(replica, lodged):
    """A new case at a desk of its own, which the replica knows of: the one of the module, as it was in the beginning."""
    first = lodged.complaint
    desk = Desk.objects.create(body=first.body, kind=first.desk.kind, code=f"APART-{next(_numbers)}", names={"en": "Apart"})
    Complaint.objects.filter(pk=first.pk).update(desk=desk, officer=None, round=1, state=first.state)
    return lodged


@pytest.fixture
def officer(case):
    return factories.officer_for(case)


@pytest.fixture
def visitor(officer):
    client = factories.client_of(officer)
    be_level()
    return client


@contextmanager
def reads(alias):
    """The statements that a database is asked inside."""
    with CaptureQueriesContext(connections[alias]) as captured:
        found = []
        yield found
    found += [query["sql"] for query in captured.captured_queries]


def measured():
    registry = CollectorRegistry()
    registry.register(Kept(timezone.now()))
    return generate_latest(registry).decode()


def listed(client, **asked):
    """The case numbers on the list of the desk, and how many its first tab counts."""
    page = client.get(reverse(DESK), asked or {"view": "due"}).context["listed"]
    return [row.complaint.case_number for row in page.rows], page.tabs[0].count


def test_a_list_is_read_from_the_replica_but_who_may_see_it_from_the_primary(visitor, case):
    with reads("replica1") as there, reads("default") as here:
        assert listed(visitor) == ([case.complaint.case_number], 1)
    assert any(CASES in sql for sql in there)
    for guarding in ("django_session", "accounts_officer", "accounts_grant", "complaints_exclusion"):
        assert any(f'FROM "{guarding}"' in sql for sql in here)
        assert not any(sql.startswith("SELECT") and f'SELECT "{guarding}"' in sql for sql in there)


def test_a_case_page_and_every_form_read_the_primary_alone(visitor, case):
    with reads("replica1") as there:
        assert visitor.get(reverse("workbench:case", args=[case.complaint.case_number])).status_code == 200
        visitor.get(reverse("casework:note", args=[case.complaint.case_number]))
        visitor.post(reverse(DESK))
    assert there == []


def test_a_role_that_may_read_no_secret_table_is_enough_for_every_page_that_may_read_a_replica(case, caplog):
    supervisor = factories.supervisor_for(case)
    office, public = factories.client_of(supervisor), Client()
    be_level()
    body = case.complaint.body.code
    with reads("replica1") as there:
        for name in ("workbench:my_work", "workbench:board", "workbench:export"):
            assert office.get(reverse(name)).status_code == 200
        for asked in ({"view": "due"}, {"view": "all"}, {"view": "all", "q": "hole"}, {"place": "all", "due": "week", "area": "1"}):
            listed(office, **asked)
        for name, *given in (*((page,) for page in OPEN), ("statistics:body", body), ("statistics:country_csv", "trend")):
            assert public.get(reverse(name, args=given)).status_code in {200, 404}
        assert public.get("/api/v1/figures").status_code == 200
    assert len(there) > 30
    assert not [record for record in caplog.records if record.name == "mazalim.replicas"]


def test_public_figures_and_questions_read_the_replica(replica):
    with reads("replica1") as there:
        for name in ("statistics:figures", "pages:questions"):
            assert Client().get(reverse(name)).status_code == 200
    assert any("figures_watermark" in sql for sql in there)
    assert any("country_questionandanswer" in sql for sql in there)


def test_who_was_excluded_a_moment_ago_is_shown_the_case_no_more_though_the_replica_does_not_know(visitor, officer, case, replica):
    pause(replica)
    Exclusion.objects.create(complaint=case.complaint, officer=officer, why=Exclusion.Why.ACCUSED, at=timezone.now())
    with reads("replica1") as there:
        assert listed(visitor) == ([], 0)  # nor is it counted
        assert listed(visitor, view="all", q="hole") == ([], 0)  # nor found
    assert any(CASES in sql for sql in there)


def test_a_case_that_went_behind_a_guard_a_moment_ago_is_shown_no_more_though_the_replica_does_not_know(visitor, case, replica):
    pause(replica)
    elsewhere = Desk.objects.exclude(pk=case.fresh().desk_id).first()
    Complaint.objects.filter(pk=case.complaint.pk).update(desk=elsewhere)
    with reads("replica1") as there:
        assert listed(visitor)[0] == []
        assert visitor.get(reverse("workbench:my_work")).context["work"].to_take == ()
    assert any(CASES in sql for sql in there)


def test_who_wrote_reads_what_they_wrote_and_the_replica_again_once_it_has_it(visitor, case, replica):
    pause(replica)
    assert visitor.post(reverse("casework:take", args=[case.complaint.case_number]), {"version": case.fresh().version}).status_code == 302
    with reads("replica1") as there:
        assert listed(visitor, view="mine")[0] is not None
        work = visitor.get(reverse("workbench:my_work")).context["work"]
    assert [task.complaint.case_number for task in work.mine] == [case.complaint.case_number]
    assert not any(CASES in sql for sql in there)
    pause(replica, is_paused=False)
    be_level()
    with reads("replica1") as there:
        work = visitor.get(reverse("workbench:my_work")).context["work"]
    assert [task.complaint.case_number for task in work.mine] == [case.complaint.case_number]
    assert any(CASES in sql for sql in there)


def test_a_forged_note_of_what_was_written_counts_for_nothing(visitor, settings):
    visitor.cookies[settings.WRITTEN_COOKIE_NAME] = str(health.NEWEST)
    with reads("replica1") as there:
        listed(visitor)
    assert any(CASES in sql for sql in there)


def test_a_bodys_own_system_without_a_shared_cache_reads_the_primary(case, officer):
    account = add_service_account(name="Records", language="en", at=timezone.now())
    grant(officer=account, role=Role.OFFICER, desk=case.fresh().desk, at=timezone.now())
    _, key = add_service_key(officer=account, name="Records", at=timezone.now())
    with reads("replica1") as there:
        answer = Client().get("/api/v1/office/cases", headers={"Authorization": f"Bearer {key}"})
    assert [one["case_number"] for one in answer.json()["cases"]] == [case.complaint.case_number]
    assert not any(CASES in sql for sql in there)


def test_a_bodys_own_system_reads_what_it_wrote_also_where_the_cache_that_keeps_its_place_is_emptied(case, replica, settings, running):
    account = add_service_account(name="Records", language="en", at=timezone.now())
    grant(officer=account, role=Role.OFFICER, desk=case.fresh().desk, at=timezone.now())
    _, key = add_service_key(officer=account, name="Records", at=timezone.now())
    settings.MAZALIM_CACHE_URL = running.url
    shared.forget()
    system = {"headers": {"Authorization": f"Bearer {key}"}}

    def reads_replica():
        with reads("replica1") as there:
            answer = Client().get("/api/v1/office/cases", **system)
        assert [one["version"] for one in answer.json()["cases"]] == [case.fresh().version]
        return any(CASES in sql for sql in there)

    assert not reads_replica()  # nobody knows what it wrote before
    be_level()
    assert reads_replica()
    pause(replica)
    path = f"/api/v1/office/cases/{case.complaint.case_number}/notes"
    assert Client().post(path, {"text": "Asked the works department."}, "application/json", **system).status_code == 201
    assert not reads_replica()
    shared._client(running.url).flushall()
    assert not reads_replica()
    assert not reads_replica()
    pause(replica, is_paused=False)
    be_level()
    assert reads_replica()


def test_a_replica_that_lags_more_than_the_limit_is_left_out_and_the_primary_serves(visitor, case, replica, settings):
    settings.MAZALIM_REPLICA_LAG = 0.05
    pause(replica)
    Complaint.objects.filter(pk=case.complaint.pk).update(round=1)
    until(lambda: health.look("replica1").behind > 0.05)
    with reads("replica1") as there:
        assert listed(visitor)[0] == [case.complaint.case_number]
    assert not any(CASES in sql for sql in there)
    look_anew()
    part = next(one for one in parts(at=timezone.now()) if one.name == "replicas")
    assert (part.state, part.words.startswith("replica1: Left out")) == ("warning", True)
    assert 'mazalim_replica_in_use{replica="replica1"} 0.0' in measured()
    pause(replica, is_paused=False)
    settings.MAZALIM_REPLICA_LAG = 10
    be_level()
    look_anew()
    assert next(one for one in parts(at=timezone.now()) if one.name == "replicas").state == "ok"
    assert 'mazalim_replica_in_use{replica="replica1"} 1.0' in measured()


def test_a_replica_that_dies_while_it_is_read_gives_no_error_and_is_left_out(visitor, case, standby_url):
    with connections["replica1"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(standby_url, autocommit=True) as itself:
        itself.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    assert listed(visitor)[0] == [case.complaint.case_number]
    assert health.fit_in_turn() == []
    assert "broke off" in health.replicas_seen()[0][0].fault or not health.replicas_seen()[0][0].fault


def test_what_is_no_replica_any_more_is_not_read(replica, settings):
    primary = connections["default"].settings_dict
    with known_as("replica2", f"postgresql://x@{quote(primary['HOST'], safe='')}/{primary['NAME']}"):
        settings.MAZALIM_REPLICAS = ("replica2",)
        assert health.look("replica2").is_primary
        assert health.fit_in_turn() == []


def test_a_page_that_waits_for_a_replica_which_has_fallen_silent_is_freed_and_goes_on_with_the_primary(
    replica, monkeypatch, django_db_blocker
):
    monkeypatch.setattr(health, "PATIENCE", 0)
    answers = []

    def ask():
        if replica_read() is None:
            return "from the primary"
        with connections["replica1"].cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
            return "from the replica"

    def page():
        answers.append(from_replica(ask))
        connections.close_all()

    waiting = Thread(target=page)
    waiting.start()
    until(lambda: health._pages)
    health._seen["replica1"] = replace(health._seen["replica1"], fault="it does not answer.")
    monkeypatch.setattr(health, "_look_beside", lambda alias: None)  # as long as the server hangs, nobody comes back from looking
    assert health.fit_in_turn() == []
    waiting.join(10)
    assert answers == ["from the primary"]


def test_an_address_that_leads_to_another_server_than_was_looked_at_is_not_read_where_that_one_is_further_behind(visitor, case, replica):
    pause(replica)
    seen = health._seen["replica1"]
    health._seen["replica1"] = replace(seen, replayed=health.written_on_primary() + 1)  # as of a second server behind the same balancer
    with reads("replica1") as there:
        assert listed(visitor)[0] == [case.complaint.case_number]
    assert not any(CASES in sql for sql in there)


def test_a_replica_that_does_not_answer_is_left_out_without_a_page_waiting(replica, settings):
    with known_as("replica2", "postgresql://x@%2Fnowhere/nothing"):
        settings.MAZALIM_REPLICAS = ("replica2",)
        assert health.fit_in_turn() == []  # nobody has looked: the primary serves, and somebody looks beside
        until(lambda: "replica2" not in health._looking)
        assert "does not answer" in health.replicas_seen()[0][0].fault
        assert from_replica(lambda: Complaint.objects.db) == "default"


def test_a_row_from_a_replica_is_written_to_the_primary(case, settings):
    read = from_replica(lambda: Complaint.objects.get(pk=case.complaint.pk))
    assert read._state.db == "replica1"
    read.round = 7
    read.save(update_fields=["round"])
    assert case.fresh().round == 7
