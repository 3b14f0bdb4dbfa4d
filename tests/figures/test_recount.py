"""The nightly recount: it finds what is wrong, mends it and says so; what is right stays right whatever is counted meanwhile."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mazalim.complaints.models import Complaint
from mazalim.figures.actions import AlreadyCounting, advance, differences, filling, recomputing, recount
from mazalim.figures.models import Figure, Total
from mazalim.figures.tasks import ask_for_recount
from mazalim.work import turns
from mazalim.work.models import Job, Lane, Turn
from mazalim.worker.loop import work_once
from tests import factories
from tests.factories import NOON
from tests.figures.counted import edition, national, rows, totals
from tests.journey import lives
from tests.two_connections import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]


def test_a_row_that_was_changed_is_found_named_and_mended(caplog):
    lives.answered(at=NOON)
    advance(at=NOON)
    counted, by_month = rows(), totals()
    Total.objects.filter(measure="answered", body=0, category=0).update(count=7)
    Figure.objects.filter(measure="received").delete()
    found = recount(at=NOON)
    assert found.differing == 3, "one as it was kept, one as it is right, and one that was missing"
    assert "other than the entries say" in caplog.text
    assert (rows(), totals()) == (counted, by_month)
    assert recount(at=NOON).differing == 0
    assert differences() == []


def test_what_is_counted_while_a_recount_is_under_way_is_no_difference_and_counted_once(monkeypatch):
    cases = [factories.lodge() for _ in range(2)]
    advance(at=NOON)
    settle = recomputing.settle

    def somebody_writes_first(**asked):
        for case in cases:
            with transaction.atomic():
                withdraw(case)()
        assert advance(at=NOON) > 0
        return settle(**asked)

    monkeypatch.setattr(recomputing, "settle", somebody_writes_first)
    assert recount(at=NOON).differing == 0
    assert national()["withdrawn"] == 2
    assert advance(at=NOON) == 0


def test_what_was_not_counted_yet_is_no_difference_either():
    factories.lodge()
    advance(at=NOON)
    factories.lodge()
    assert recount(at=NOON).differing == 0
    assert advance(at=NOON) == 0
    assert national()["received"] == Complaint.objects.count() == 2


def test_two_recounts_never_run_at_once_and_one_that_was_killed_is_waited_for():
    factories.lodge()
    assert turns.take(name=recomputing.TURN, worker="killed", at=NOON, first_at=NOON) is None
    with pytest.raises(AlreadyCounting):
        recount(at=NOON + timedelta(seconds=60))
    assert recount(at=NOON + timedelta(seconds=91)).read > 0


def test_a_recount_that_stood_still_until_another_began_puts_nothing_in_use():
    factories.lodge()
    advance(at=NOON)
    before = edition()

    def stand_still():
        Turn.objects.filter(name=recomputing.TURN).update(holder="another")

    with pytest.raises(AlreadyCounting):
        recount(at=NOON, still_there=stand_still)
    assert edition() == before
    assert national()["received"] == 1


def test_a_recount_is_queued_once_and_done_beside_the_others():
    factories.lodge(at=timezone.now())
    at = timezone.now()
    assert (ask_for_recount(at=at), ask_for_recount(at=at)) == (1, 0)
    assert Job.objects.get(name="figures.recount").lane == Lane.NIGHTLY
    assert work_once(worker="w", at=timezone.now(), lanes=(Lane.NIGHTLY,)) == 1
    assert national()["received"] == 1


@pytest.mark.parametrize("in_memory", [1, 3, 200_000])
def test_a_recount_counts_the_same_whatever_order_cases_were_lodged_in_and_however_little_memory_there_is(country, monkeypatch, in_memory):
    for days in (0, 9, 4):  # the last case came from another system: older than the one before it
        lives.answered(at=NOON + timedelta(days=days))
    advance(at=NOON)
    counted, by_month = rows(), totals()
    monkeypatch.setattr(recomputing, "CASES_AT_ONCE", 1)
    monkeypatch.setattr(filling, "ROWS_IN_MEMORY", in_memory)
    monkeypatch.setattr(filling, "MOST_IN_MEMORY", 3 * in_memory)
    assert recount(at=NOON).differing == 0
    assert (rows(), totals()) == (counted, by_month)
    assert differences() == []
