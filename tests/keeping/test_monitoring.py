"""Whether it is ready, and what monitors read: shown to monitors alone, and nothing of a person in it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from mazalim.common.database.migrations import missing_migrations, refuse_to_start_unmigrated
from mazalim.complaints.models.triggers import trigger_name
from mazalim.keeping.queries import readiness
from mazalim.keeping.queries.readiness import is_ready, parts
from mazalim.work.actions import beat, enqueue
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
TOKEN = "a-token-of-twenty-signs"


@pytest.fixture(autouse=True)
def _look_anew() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


@pytest.fixture
def monitor(settings) -> Client:
    settings.MAZALIM_METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def states() -> dict[str, str]:
    readiness.forget()
    return {part.name: part.state for part in parts(at=timezone.now())}


def test_who_asks_while_a_slow_part_is_looked_at_waits_for_nothing() -> None:
    before = parts(at=timezone.now())
    with readiness._lock:  # somebody looks, and a store does not answer
        assert parts(at=timezone.now()) == before


def test_everything_in_place_is_ready_and_a_silent_worker_is_a_warning() -> None:
    now = timezone.now()
    beat(worker="w", started_at=now, done=1, failed=0, at=now)
    assert set(states().values()) == {"ok"}
    beat(worker="w", started_at=now, done=1, failed=0, at=now - timedelta(minutes=2))
    assert states()["worker"] == "warning"
    assert is_ready(parts(at=now))


def test_a_missing_trigger_or_migration_means_not_ready_and_no_start(monitor: Client) -> None:
    table = "complaints_entry"
    with connection.cursor() as cursor:
        where = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {trigger_name(table, 'UPDATE')}{where}")
    assert states()["protection"] == "failed"
    assert missing_migrations() == ()
    refuse_to_start_unmigrated()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'work'")
    readiness.forget()
    answer = monitor.get("/ready/")
    assert answer.status_code == 503
    assert b"migrations: failed." in answer.content
    with pytest.raises(ImproperlyConfigured, match="The database lacks"):
        refuse_to_start_unmigrated()


def test_a_store_that_takes_nothing_is_a_warning_for_complaints_without_files_go_on(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(default_storage, "save", lambda *_: (tmp_path / "file" / "x").write_bytes(b""))
    assert states()["files"] == "warning"


def test_strangers_read_one_word_and_monitors_every_part(monitor: Client) -> None:
    assert Client().get("/ready/").content.splitlines() == [b"ready"]
    assert json.loads(Client().get("/ready/", headers={"Accept": "application/json"}).content) == {"ready": True}
    told = json.loads(monitor.get("/ready/", headers={"Accept": "application/json"}).content)
    assert set(told["parts"]) == {name for name, _, _ in readiness.PARTS}
    assert b"database: ok. It answers." in monitor.get("/ready/").content


def test_measures_are_for_monitors_alone(monitor: Client, settings) -> None:
    assert monitor.get("/metrics").status_code == 200
    assert Client(headers={"Authorization": "Bearer wrong"}).get("/metrics").status_code == 404
    settings.MAZALIM_METRICS_TOKEN = ""
    assert Client(headers={"Authorization": "Bearer "}).get("/metrics").status_code == 404
    settings.MAZALIM_METRICS_LOCAL = True
    assert Client().get("/metrics").status_code == 200
    assert Client(headers={"X-Forwarded-For": "127.0.0.1"}).get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR="203.0.113.7").get("/metrics").status_code == 404


def test_measures_count_and_tell_nothing_of_a_person(monitor: Client, django_assert_max_num_queries) -> None:
    case = factories.lodge(at=timezone.now())
    now = timezone.now()
    beat(worker="w", started_at=now, done=7, failed=2, at=now)
    with django_assert_max_num_queries(20):
        text = monitor.get("/metrics").content.decode()
    found = {name: float(value) for name, value in re.findall(r"^(mazalim_\S+) (\S+)$", text, flags=re.MULTILINE)}
    assert found['mazalim_outbox_waiting{job="notices.deliver"}'] >= 1
    assert found['mazalim_jobs_done_total{worker="w"}'] == 7
    assert found['mazalim_jobs_failed_total{worker="w"}'] == 2
    assert found["mazalim_figures_entries_behind"] >= 1
    assert found["mazalim_unsealed_oldest_seconds"] >= 0
    for canary in (case.contact, case.code, case.complaint.case_number, "Zainab", "school"):
        assert canary not in text
    work_all(at=now)
    enqueue("complaints.tell", at=now)
    Job.objects.filter(name="complaints.tell", done_at=None).update(dead_at=now)
    assert 'mazalim_outbox_dead{job="complaints.tell"} 1.0' in monitor.get("/metrics").content.decode()


def test_requests_are_measured_by_the_name_of_their_address() -> None:
    from prometheus_client import REGISTRY

    from mazalim.keeping.middleware import Measured

    request = RequestFactory().get("/en/follow/?code=secret")
    request.resolver_match = None
    Measured(lambda _: HttpResponse(status=404))(request)
    assert REGISTRY.get_sample_value("mazalim_request_seconds_count", {"route": "none", "status": "4xx"}) == 1
