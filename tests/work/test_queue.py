"""A hundred thousand jobs that wait cost the next lease nothing, and hold up no other lane."""

import pytest
from django.db import connection

from mazalim.work.actions import enqueue, lease
from mazalim.work.models import Job, Lane
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def plan_of_a_lease(monkeypatch):
    """How the database reads the statement that leases, as it is sent."""
    said = []

    def explained(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "work_job" in sql and "LIMIT 20" in sql and not said:
            ask = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            execute(ask + sql, params, many, context)
            said.append("\n".join(str(row[-1]) for row in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        assert len(lease(worker="w", most=20, at=NOON, lane=Lane.EMAIL)) == 20
    return said[0]


def test_the_lease_reads_the_beginning_of_an_index_and_sorts_nothing(monkeypatch):
    Job.objects.bulk_create(
        Job(name="many", lane=lane, created_at=NOON, run_at=NOON) for lane in (Lane.QUICK, Lane.EMAIL) for _ in range(2000)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE work_job")
    plan = plan_of_a_lease(monkeypatch)
    assert "job_waiting_in_lane" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_each_lane_is_leased_by_itself_the_earliest_first():
    late = enqueue("a", at=NOON, lane=Lane.PHONE)
    early = enqueue("b", at=NOON, run_at=NOON.replace(hour=1), lane=Lane.PHONE)
    enqueue("c", at=NOON, lane=Lane.EMAIL)
    assert [job.pk for job in lease(worker="w", most=5, at=NOON, lane=Lane.PHONE)] == [early.pk, late.pk]
    assert lease(worker="w", most=5, at=NOON, lane=Lane.PHONE) == []
    assert len(lease(worker="w", most=5, at=NOON, lane=Lane.EMAIL)) == 1
