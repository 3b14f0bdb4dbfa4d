"""An id that commits late is never skipped: two real connections write entries and commit in the other order."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from mazalim.complaints.horizon import TransactionsBeganAnew, fence, settled_after
from mazalim.complaints.models import Entry
from mazalim.figures.actions import advance, recompute
from mazalim.figures.actions.advancing import position_of
from mazalim.figures.models import Figure, Watermark
from tests import factories
from tests.factories import NOON
from tests.figures.counted import national, rows
from tests.two_connections import only_on_postgresql, take_a_transaction_id, two_others, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases():
    factories.load_country()
    made = [factories.lodge() for _ in range(3)]
    advance(at=NOON)
    assert national()["received"] == 3
    return made


def withdrawn() -> int:
    return national()["withdrawn"]


def test_the_smaller_id_commits_later(cases):
    only_on_postgresql()
    with two_others() as (early, late):
        early.do(withdraw(cases[0]))
        late.do(withdraw(cases[1]))
        late.commit()
        assert Entry.objects.filter(kind="withdraw").count() == 1
        advance(at=NOON)
        assert withdrawn() == 0, "an older transaction is under way, so nothing is settled"
        early.commit()
        advance(at=NOON)
        assert withdrawn() == 2
        assert advance(at=NOON) == 0


def test_the_smaller_id_belongs_to_the_younger_transaction_and_commits_later(cases):
    only_on_postgresql()
    with two_others() as (older, younger):
        older.do(take_a_transaction_id)
        younger.do(withdraw(cases[0]))
        older.do(withdraw(cases[1]))
        older.commit()
        advance(at=NOON)
        assert withdrawn() == 1, "the older transaction is over and settled, whatever its ids"
        smaller = Entry.objects.filter(kind="withdraw").get().pk
        younger.commit()
        assert Entry.objects.filter(kind="withdraw", pk__lt=smaller).exists()
        advance(at=NOON)
        assert withdrawn() == 2


def test_a_transaction_that_is_rolled_back_holds_up_nobody_afterwards(cases):
    only_on_postgresql()

    def fail():
        raise RuntimeError("The phone lost its connection.")

    with two_others() as (early, late):
        early.do(withdraw(cases[0]))
        late.do(withdraw(cases[1]))
        late.commit()
        with pytest.raises(RuntimeError):
            early.do(fail)
        early.thread.join(30)
        advance(at=NOON)
        assert withdrawn() == 1


def test_a_fence_waits_for_who_may_still_write_below_it(cases):
    only_on_postgresql()
    with two_others() as (early, late):
        early.do(withdraw(cases[0]))
        late.do(withdraw(cases[1]))
        late.commit()
        with pytest.raises(TimeoutError):
            fence(patience=0.2)
        early.commit()
        position = fence()
        assert position.floor == Entry.objects.order_by("-id").first().pk
        assert not settled_after(position).exists()


def test_what_is_written_after_a_recount_is_counted_even_by_who_was_under_way_before(cases):
    only_on_postgresql()
    with two_others() as (early, _):
        done = Event()

        def recount():
            recompute(at=NOON)
            done.set()
            connection.close()

        early.do(take_a_transaction_id)
        counting = Thread(target=recount, daemon=True)
        counting.start()
        assert not done.wait(0.5)
        early.do(withdraw(cases[0]))
        early.commit()
        assert done.wait(30)
        counting.join(30)
        assert withdrawn() == 0
        advance(at=NOON)
        assert withdrawn() == 1


def test_figures_of_another_cluster_are_not_continued_but_counted_again(cases, caplog):
    only_on_postgresql()
    counted = rows()
    Watermark.objects.update(written_in=10**12)
    with pytest.raises(TransactionsBeganAnew):
        settled_after(position_of(Watermark.objects.get()))
    assert advance(at=NOON) == 0
    assert "recompute_figures" in caplog.text
    recompute(at=NOON)
    assert rows() == counted
    with transaction.atomic():
        withdraw(cases[0])()
    advance(at=NOON)
    assert withdrawn() == 1


def test_two_workers_count_every_entry_once(cases):
    for case in cases:
        with transaction.atomic():
            withdraw(case)()

    def count():
        advance(at=NOON)
        connection.close()

    workers = [Thread(target=count, daemon=True) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert withdrawn() == 3
    assert not Figure.objects.filter(count=0).exists()
