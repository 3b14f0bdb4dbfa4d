"""However transactions end, and however many seal at once: every entry is sealed once."""

from threading import Thread

import pytest
from django.db import connection, transaction

from mazalim.complaints.models import Entry
from mazalim.proof.models import Seal, SealedEntry
from mazalim.proof.seals.actions import seal
from mazalim.worker.management.commands.verify import examine
from tests import factories
from tests.factories import NOON
from tests.two_connections import only_on_postgresql, take_a_transaction_id, two_others, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases():
    factories.load_country()
    made = [factories.lodge() for _ in range(3)]
    seal(at=NOON)
    return made


def test_what_commits_late_is_neither_passed_over_nor_sealed_twice(cases):
    only_on_postgresql()
    with two_others() as (early, late):
        early.do(take_a_transaction_id)
        late.do(withdraw(cases[1]))
        early.do(withdraw(cases[0]))
        late.commit()
        assert seal(at=NOON) == 0, "an older transaction is under way, so nothing is settled"
        early.commit()
        assert seal(at=NOON) == 2
    assert not Entry.objects.filter(sealed__isnull=True).exists()
    assert examine(mirrors=[]).findings.count == 0


def test_two_workers_seal_every_entry_once(cases):
    for case in cases:
        with transaction.atomic():
            withdraw(case)()
    faults = []

    def work():
        try:
            seal(at=NOON, most=1)
        except Exception as error:  # noqa: BLE001 - told to the test
            faults.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work, daemon=True) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    assert SealedEntry.objects.count() == Entry.objects.count()
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert examine(mirrors=[]).findings.count == 0
