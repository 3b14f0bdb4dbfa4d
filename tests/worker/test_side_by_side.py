"""Several workers sweep, count and seal at one moment: each step, each entry once."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from mazalim.complaints.models import Complaint, Entry
from mazalim.figures.actions import advance, differences
from mazalim.journey.casework.actions import sweep
from mazalim.proof.models import SealedEntry
from mazalim.proof.seals.actions import seal
from tests import factories
from tests.two_connections import only_on_postgresql


@pytest.mark.django_db(transaction=True)
def test_no_step_is_done_and_no_entry_counted_or_sealed_twice():
    only_on_postgresql()
    factories.load_country()
    now = timezone.now()
    for days in (20, 40, 90, 40):
        at = now - timedelta(days=days)
        factories.lodge(at=at, happened_on=(at - timedelta(days=2)).date().isoformat())
    together, done = Barrier(3), []

    def work() -> None:
        try:
            together.wait(20)
            done.append(sweep(at=now))
            advance(at=now)
            seal(at=now)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    steps = Counter(Entry.objects.filter(payload__has_key="step").values_list("complaint", "payload__step"))
    assert sum(done) == len(steps) > 4
    assert set(steps.values()) == {1}
    assert not Complaint.objects.filter(next_step_at__lte=now).exists()
    advance(at=now)
    seal(at=now)
    assert differences() == []
    assert SealedEntry.objects.count() == Entry.objects.count()
