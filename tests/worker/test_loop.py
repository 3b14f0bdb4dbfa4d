"""The worker: every job name has a function, one bad job never stops the next, a failing function leaves no half-done rows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from mazalim.notices.tasks import Undeliverable
from mazalim.work.actions import enqueue
from mazalim.work.models import Job, Lane, LimitCounter, WorkerLife
from mazalim.worker import jobs, loop, timetable
from mazalim.worker.jobs import JobFunction
from mazalim.worker.schedules import SCHEDULES
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> dict[str, JobFunction]:
    """A table of the test's own: what is tried is the loop."""
    table: dict[str, JobFunction] = {}
    monkeypatch.setattr(loop, "JOBS", table)
    return table


def _write(job: Job, at: object) -> None:
    LimitCounter.objects.create(key_hash=b"k", window_end=timezone.now())


def _write_and_fail(job: Job, at: object) -> None:
    _write(job, at)
    raise RuntimeError("after a row")


def _refuse(job: Job, at: object) -> None:
    raise Undeliverable("never")


def test_one_poisoned_job_never_blocks_the_next(functions: dict[str, JobFunction]) -> None:
    functions |= {"bad": JobFunction(_write_and_fail), "good": JobFunction(_write)}
    now = timezone.now()
    for name in ("bad", "good", "bad"):
        enqueue(name, at=now)
    loop.work_once(worker="w", at=now)
    assert Job.objects.filter(done_at__isnull=False).get().name == "good"
    assert LimitCounter.objects.count() == 1
    assert Job.objects.filter(name="bad", run_at__gt=now, attempts=1, dead_at=None).count() == 2


def test_what_can_never_arrive_is_buried_at_once(functions: dict[str, JobFunction]) -> None:
    functions["no"] = JobFunction(_refuse, in_transaction=False)
    enqueue("no", at=timezone.now())
    enqueue("nobody knows this name", at=timezone.now())
    loop.work_once(worker="w", at=timezone.now())
    assert Job.objects.filter(dead_at__isnull=False).count() == 2


def test_a_done_mark_and_the_functions_rows_are_one_transaction(functions: dict[str, JobFunction], monkeypatch: pytest.MonkeyPatch) -> None:
    functions["good"] = JobFunction(_write)

    def interrupted(**kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "finish", interrupted)
    enqueue("good", at=timezone.now())
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        loop.work_once(worker="w", at=timezone.now())
    assert not LimitCounter.objects.exists()


def test_every_schedule_runs_on_an_empty_country() -> None:
    factories.load_country()
    for schedule in SCHEDULES:
        assert isinstance(schedule.do(timezone.now()), int)
        assert schedule.every >= timedelta(seconds=1)


def test_a_lodged_complaint_reaches_its_desk_and_its_complainant(settings: pytest.FixtureRequest, mailoutbox: list) -> None:
    factories.load_country()
    case = factories.lodge(at=timezone.now(), language="ckb")
    officer = factories.officer_for(case)
    loop.work_all(at=timezone.now())
    told = {message.to[0] for message in mailoutbox}
    assert {case.contact, officer.email} <= told
    assert not Job.objects.filter(done_at=None).exists()
    assert all(job.sealed is None for job in Job.objects.all())
    words = "".join(message.body + message.subject for message in mailoutbox)
    assert "hole" not in words
    assert case.complaint.case_number not in "".join(message.body for message in mailoutbox if message.to == [case.contact])


@pytest.mark.django_db(transaction=True)
def test_a_slow_gateway_and_a_long_job_hold_up_no_other(functions: dict[str, JobFunction], monkeypatch: pytest.MonkeyPatch) -> None:
    factories.load_country()
    monkeypatch.setattr(timetable, "SCHEDULES", ())
    stop, others_done, all_done = Event(), Event(), Event()
    done: list[str] = []

    def note(job: Job) -> None:
        done.append(job.name)
        if {"quick", "mail", "code"} <= set(done):
            others_done.set()
        if len(done) == 5:
            all_done.set()

    def hang(job: Job, at: object) -> None:
        assert others_done.wait(60)
        note(job)

    def be_quick(job: Job, at: object) -> None:
        note(job)

    for lane in (Lane.PHONE, Lane.LONG):
        functions[lane.value] = JobFunction(hang, in_transaction=False)
        enqueue(lane.value, at=timezone.now(), lane=lane)
    for name, lane in (("quick", Lane.QUICK), ("mail", Lane.EMAIL), ("code", Lane.CODE_BY_PHONE)):
        functions[name] = JobFunction(be_quick, in_transaction=False)
        enqueue(name, at=timezone.now(), lane=lane)
    worker = Thread(target=lambda: (loop.work(stop=stop), connections.close_all()))
    worker.start()
    try:
        assert all_done.wait(90)
    finally:
        stop.set()
        worker.join(60)
    assert sorted(done) == ["code", "long", "mail", "phone", "quick"]
    assert not Job.objects.filter(done_at=None).exists()


def test_what_somebody_waits_for_before_a_screen_comes_before_what_many_caused(functions: dict[str, JobFunction]) -> None:
    order: list[str] = []
    now = timezone.now()
    for name, lane in (("many", Lane.QUICK), ("code", Lane.CODES)):
        functions[name] = JobFunction(lambda job, at: order.append(job.name))
        for _ in range(3):
            enqueue(name, at=now, lane=lane)
    while loop.work_once(worker="w", at=now):
        pass
    assert order == ["code"] * 3 + ["many"] * 3


def test_a_worker_told_to_stop_ends_the_job_in_hand_and_gives_the_others_back(functions: dict[str, JobFunction]) -> None:
    stop = Event()
    functions["slow"] = JobFunction(lambda job, at: stop.set())
    now = timezone.now()
    for _ in range(3):
        enqueue("slow", at=now)
    assert loop.work_once(worker="w", at=now, stop=stop) == 1
    assert Job.objects.filter(done_at__isnull=False).count() == 1
    assert Job.objects.filter(done_at=None, attempts=0, leased_until=None, leased_by="").count() == 2


def test_a_worker_says_every_ten_seconds_that_it_lives_and_what_it_did() -> None:
    at = timezone.now()
    pulse = loop.Pulse("w", at)
    pulse.count(True)
    pulse.beat(at)
    pulse.count(False)
    pulse.beat(at + timedelta(seconds=9))
    life = WorkerLife.objects.get()
    assert (life.done, life.failed, life.beat_at) == (1, 0, at)
    pulse.beat(at + timedelta(seconds=10))
    life = WorkerLife.objects.get()
    assert (life.done, life.failed, life.started_at) == (1, 1, at)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_do_each_job_once(functions: dict[str, JobFunction]) -> None:
    done: list[int] = []
    functions["count"] = JobFunction(lambda job, at: done.append(job.pk))
    now = timezone.now()
    wanted = [enqueue("count", at=now).pk for _ in range(50)]

    def run(name: str) -> None:
        try:
            while loop.work_once(worker=name, at=timezone.now()):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(run, ("a", "b", "c")))
    assert sorted(done) == wanted
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_the_table_of_jobs_names_functions() -> None:
    assert all(callable(function.do) for function in jobs.JOBS.values())
