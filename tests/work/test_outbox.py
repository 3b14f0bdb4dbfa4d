"""Jobs: nothing is lost, nothing is done twice, one bad job never blocks the next."""

from datetime import timedelta

import pytest
from django.db import transaction

from mazalim.common.crypto import CannotUnseal
from mazalim.work import actions, limits
from mazalim.work.actions import KeyUsedForAnotherRequest, enqueue, fail, finish, forget_old, lease, once, sealed_part, start
from mazalim.work.models import Job, KeptAnswer
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_job_exists_only_if_its_transaction_does() -> None:
    def interrupted() -> None:
        with transaction.atomic():
            enqueue("notices.deliver", at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert not Job.objects.exists()


def test_a_leased_job_is_nobody_elses_until_the_lease_ends() -> None:
    enqueue("notices.deliver", at=NOON)
    assert len(lease(worker="a", most=5, at=NOON)) == 1
    assert lease(worker="b", most=5, at=NOON + timedelta(seconds=80)) == []
    assert len(lease(worker="b", most=5, at=NOON + timedelta(seconds=100))) == 1


def test_a_worker_that_lost_its_lease_does_not_start() -> None:
    enqueue("notices.deliver", at=NOON)
    (job,) = lease(worker="a", most=5, at=NOON)
    later = NOON + timedelta(seconds=100)
    lease(worker="b", most=5, at=later)
    assert not start(job=job, worker="a", at=later)
    assert Job.objects.get().attempts == 0


def test_a_job_that_kills_its_worker_every_time_reaches_the_dead_letters() -> None:
    enqueue("notices.deliver", at=NOON)
    at = NOON
    for _ in range(actions.MOST_ATTEMPTS + 1):
        (job,) = lease(worker="a", most=5, at=at)
        start(job=job, worker="a", at=at)  # and the process ends here
        at += timedelta(seconds=200)
    assert lease(worker="a", most=5, at=at) == []
    assert Job.objects.get().dead_at is not None


def test_who_took_longer_than_the_lease_keeps_nothing_of_what_another_does() -> None:
    enqueue("notices.deliver", at=NOON)
    (slow,) = lease(worker="a", most=5, at=NOON)
    assert start(job=slow, worker="a", at=NOON)
    later = NOON + timedelta(seconds=100)
    (taken_over,) = lease(worker="b", most=5, at=later)
    assert start(job=taken_over, worker="b", at=later)
    with pytest.raises(actions.LeaseLost):
        finish(job=slow, at=later)
    fail(job=slow, error="too late", at=later)
    actions.bury(job=slow, error="too late", at=later)
    actions.renew(job=slow, at=later + timedelta(seconds=60))
    job = Job.objects.get()
    assert (job.done_at, job.dead_at, job.last_error, job.leased_by, job.leased_until) == (None, None, "", "b", later + actions.LEASE)
    finish(job=taken_over, at=later)


def test_leases_given_back_are_free_at_once_and_only_ones_own() -> None:
    for _ in range(2):
        enqueue("notices.deliver", at=NOON)
    (first,) = lease(worker="a", most=1, at=NOON)
    (second,) = lease(worker="b", most=1, at=NOON)
    assert actions.give_back(jobs=[first, second], worker="a") == 1
    assert [job.pk for job in lease(worker="c", most=5, at=NOON)] == [first.pk]


def test_waits_grow_and_the_last_failure_buries_the_job() -> None:
    job, at, waits = enqueue("notices.deliver", at=NOON), NOON, []
    for _ in range(actions.MOST_ATTEMPTS):
        (job,) = lease(worker="a", most=5, at=at)
        assert start(job=job, worker="a", at=at)
        fail(job=job, error="no answer", at=at)
        job.refresh_from_db()
        waits.append((job.run_at - at).total_seconds())
        at = job.run_at
    assert waits[:-1] == sorted(waits[:-1])
    assert job.dead_at is not None
    assert job.last_error == "no answer"


def test_what_was_sealed_opens_in_its_own_job_alone_and_is_wiped_when_done() -> None:
    first = enqueue("notices.deliver", at=NOON, sealed={"address": "a@example.org"})
    second = enqueue("notices.deliver", at=NOON + timedelta(seconds=1), sealed={"address": "b@example.org"})
    assert sealed_part(Job.objects.get(pk=first.pk)) == {"address": "a@example.org"}
    second.sealed = first.sealed
    with pytest.raises(CannotUnseal):
        sealed_part(second)
    finish(job=first, at=NOON)
    assert Job.objects.get(pk=first.pk).sealed is None


def test_a_code_that_could_not_be_sent_is_wiped_after_72_hours() -> None:
    enqueue("notices.deliver", at=NOON, sealed={"code": "1"})
    forget_old(at=NOON + timedelta(hours=71))
    assert Job.objects.get().sealed is not None
    forget_old(at=NOON + timedelta(hours=73))
    assert Job.objects.get().sealed is None
    assert Job.objects.get().dead_at is not None


def test_the_same_key_gets_the_same_answer_and_the_act_is_done_once() -> None:
    done = []

    def act() -> tuple[int, dict[str, int]]:
        done.append(1)
        return 201, {"number": len(done)}

    answers = [once(key="k", scope="s", request={"a": 1}, act=act, at=NOON) for _ in range(3)]
    assert answers == [(201, {"number": 1})] * 3
    with pytest.raises(KeyUsedForAnotherRequest):
        once(key="k", scope="s", request={"a": 2}, act=act, at=NOON)
    assert once(key="k", scope="another", request={"a": 1}, act=act, at=NOON) == (201, {"number": 2})


def test_an_act_that_fails_keeps_no_answer() -> None:
    def act() -> tuple[int, None]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(key="k", scope="s", request={}, act=act, at=NOON)
    assert not KeptAnswer.objects.exists()


def test_a_limit_counts_to_its_number_and_begins_anew_with_the_next_window(settings: pytest.FixtureRequest) -> None:
    settings.MAZALIM_LIMITS = {"drafts_per_network": (3, 3600)}
    counted = [limits.count("drafts_per_network", "203.0.113.7", at=NOON) for _ in range(4)]
    assert counted == [True, True, True, False]
    assert limits.is_spent("drafts_per_network", "203.0.113.7", at=NOON)
    assert limits.count("drafts_per_network", "203.0.113.8", at=NOON)
    assert limits.count("drafts_per_network", "203.0.113.7", at=NOON + timedelta(hours=1))
