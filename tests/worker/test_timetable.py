"""What the clock brings is done once a period over all workers, and goes on when the one that had the turn is killed."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connections
from django.utils import timezone

from mazalim.work import turns
from mazalim.work.models import Turn
from mazalim.worker import timetable
from mazalim.worker.schedules import Schedule
from mazalim.worker.timetable import Timetable
from tests.factories import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def done(monkeypatch):
    times = []

    def do(at):
        times.append(at)
        return 1

    monkeypatch.setattr(timetable, "SCHEDULES", (Schedule("hourly", HOUR, do),))
    return times


def keep(worker, at):
    return worker.keep(at, stop=Event())


def test_of_two_workers_one_does_it_once_a_period(done):
    one, two = Timetable("one"), Timetable("two")
    assert (keep(one, NOON), keep(two, NOON)) == (1, 0)
    assert (keep(two, NOON + HOUR / 2), keep(one, NOON + HOUR / 2)) == (0, 0)
    assert (keep(two, NOON + HOUR), keep(one, NOON + HOUR)) == (1, 0)
    assert done == [NOON, NOON + HOUR]


def test_a_turn_whose_holder_was_killed_is_another_ones_after_the_lease(done):
    assert turns.take(name="hourly", worker="killed", at=NOON, first_at=NOON) is None
    other = Timetable("other")
    assert keep(other, NOON + timedelta(seconds=80)) == 0
    assert keep(other, NOON + timedelta(seconds=91)) == 1


def test_a_turn_that_takes_long_is_held_and_one_that_was_lost_stays_lost():
    turns.take(name="long", worker="a", at=NOON, first_at=NOON)
    turns.hold(worker="a", at=NOON + timedelta(seconds=80))
    assert turns.take(name="long", worker="b", at=NOON + timedelta(seconds=120), first_at=NOON) is not None
    late = NOON + timedelta(seconds=200)
    assert turns.take(name="long", worker="b", at=late, first_at=NOON) is None
    turns.hold(worker="a", at=late)
    turns.end(name="long", worker="a", next_at=late + HOUR)
    turn = Turn.objects.get()
    assert (turn.holder, turn.held_until, turn.next_at) == ("b", late + turns.LEASE, NOON)


def test_a_process_that_begins_holds_nothing_of_one_of_the_same_name_that_was_killed():
    turns.take(name="nightly", worker="host-1", at=NOON, first_at=NOON)
    turns.let_go(worker="host-1")
    assert turns.take(name="nightly", worker="host-1", at=NOON, first_at=NOON) is None


def test_one_that_fails_is_due_again_in_its_own_time_and_stops_no_other(done, monkeypatch, caplog):
    def fail(at):
        raise RuntimeError("a fault")

    monkeypatch.setattr(timetable, "SCHEDULES", (Schedule("broken", HOUR, fail), *timetable.SCHEDULES))
    worker = Timetable("w")
    assert keep(worker, NOON) == 2
    assert "broken failed" in caplog.text
    assert keep(worker, NOON + HOUR / 2) == 0
    assert keep(worker, NOON + HOUR) == 2
    assert len(done) == 2


def test_a_nightly_one_waits_for_its_hour_in_the_country(country):
    nightly = Schedule("nightly", timedelta(days=1), lambda at: 1, hour=2)
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    first = nightly.first_at(at)
    assert first == datetime(2026, 11, 22, 23, tzinfo=UTC), "two o'clock in Erbil, three hours east"
    assert nightly.next_after(first) == first + timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_workers_that_come_at_the_same_moment_do_it_once(done):
    at, workers = timezone.now(), [Timetable(f"w{number}") for number in range(4)]
    start = Event()

    def run(worker):
        start.wait()
        try:
            keep(worker, at)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join(30)
    assert done == [at]
