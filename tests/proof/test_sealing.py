"""Every entry is sealed once, in a tree that only grows; a closed day never changes again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from mazalim.complaints.models import Entry
from mazalim.proof import keys
from mazalim.proof.log import is_consistent, is_included, leaf_hash, root_of
from mazalim.proof.models import Seal, SealedBlock, SealedEntry, SealMark
from mazalim.proof.seals import actions
from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.queries import NoSuchLog, consistency, inclusion_of, newest_seal
from mazalim.proof.seals.rules import NOTHING_BEFORE, published_form, seal_hash, signed_bytes, signed_part
from tests import factories
from tests.factories import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def is_proved(entry: Entry, into: Seal | None = None) -> bool:
    """The whole way from the digest to what the key has signed."""
    found = inclusion_of(entry, seal=into)
    if found is None:
        return False
    day = root_from(leaf_hash(bytes(entry.digest)), found.index, found.day_size, found.day_path)
    signed = found.seal
    if found.log_index is None:
        reached = day == bytes(signed.day_root)
    else:
        reached = is_included(
            leaf_hash(day), index=found.log_index, size=found.log_size, path=found.log_path, root=bytes(signed.log_root)
        ) and (into is not None or day == bytes(signed.day_root))
    return reached and keys.verify(signed.key_id, signed_bytes(signed), bytes(signed.signature))


def root_from(leaf, index, size, path):
    """The one root that this path can prove."""
    from mazalim.proof.log import node_hash

    number, last, reached = index, size - 1, leaf
    for beside in path:
        if number & 1 or number == last:
            reached = node_hash(beside, reached)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            reached = node_hash(reached, beside)
        number, last = number >> 1, last >> 1
    assert last == 0
    return reached


def test_every_entry_is_sealed_once_and_proved(country):
    factories.lodge()
    assert seal(at=NOON) == 2
    factories.lodge()
    assert seal(at=NOON + HOUR) == 2
    assert seal(at=NOON + 2 * HOUR) == 0
    assert [(s.number, s.from_entry, s.to_entry, s.closes_day, s.log_size) for s in Seal.objects.order_by("number")] == [
        (1, 0, 2, False, 0),
        (2, 2, 4, False, 0),
    ]
    assert SealedEntry.objects.count() == Entry.objects.count() == 4
    assert all(is_proved(entry) for entry in Entry.objects.all())


def test_the_next_day_closes_the_last_and_its_root_becomes_a_leaf_of_the_log(country):
    for day in range(4):
        factories.lodge(at=NOON + day * DAY)
        seal(at=NOON + day * DAY)
    closing = list(Seal.objects.filter(closes_day=True).order_by("number"))
    assert [(s.log_size, s.date) for s in closing] == [(n + 1, (NOON + n * DAY).date()) for n in range(3)]
    assert bytes(closing[-1].log_root) == root_of([leaf_hash(bytes(s.day_root)) for s in closing])
    assert newest_seal().log_size == 3
    assert all(is_proved(entry) for entry in Entry.objects.all())
    first = Entry.objects.order_by("id").first()
    assert is_proved(first, closing[-1])
    assert inclusion_of(Entry.objects.order_by("id").last(), seal=closing[-1]) is None


def test_a_day_without_entries_has_no_seal(country):
    factories.lodge()
    seal(at=NOON)
    assert seal(at=NOON + 5 * DAY) == seal(at=NOON + 6 * DAY) == 0
    assert list(Seal.objects.order_by("number").values_list("date", "closes_day")) == [(NOON.date(), False), (NOON.date(), True)]


def test_the_day_is_the_countrys(country):
    factories.lodge()
    evening = NOON.replace(hour=21, minute=30)  # half past midnight in Erbil
    seal(at=evening)
    assert newest_seal().date == (NOON + DAY).date()


def test_each_seal_names_the_one_before(country):
    for hour in range(3):
        factories.lodge()
        seal(at=NOON + hour * HOUR)
    one, two, three = Seal.objects.order_by("number")
    assert bytes(one.previous_seal_hash) == NOTHING_BEFORE
    assert (bytes(two.previous_seal_hash), bytes(three.previous_seal_hash)) == (seal_hash(one), seal_hash(two))
    assert signed_part(published_form(two)) == signed_bytes(two)


def test_whole_blocks_are_one_node_and_prove_the_same(country, monkeypatch):
    for module in ("mazalim.proof.seals.actions", "mazalim.proof.seals.queries"):
        monkeypatch.setattr(f"{module}.BLOCK", 4)
    for _ in range(5):
        factories.lodge()
        seal(at=NOON, most=3)
        factories.lodge()
        seal(at=NOON)
    digests = [bytes(d) for d in SealedEntry.objects.order_by("index").values_list("digest", flat=True)]
    assert (len(digests), SealedBlock.objects.count()) == (20, 5)
    assert bytes(newest_seal().day_root) == root_of([leaf_hash(digest) for digest in digests])
    factories.lodge()
    seal(at=NOON, most=1)
    seal(at=NOON + DAY)
    assert all(is_proved(entry) for entry in Entry.objects.all())


def test_a_failure_in_the_middle_seals_nothing_and_the_next_time_everything(country, monkeypatch):
    factories.lodge()

    def fail(message):
        raise ImproperlyConfigured("The machine stopped.")

    monkeypatch.setattr(actions, "sign_seal", fail)
    with pytest.raises(ImproperlyConfigured), transaction.atomic():
        seal(at=NOON)
    assert not SealedEntry.objects.exists()
    assert not SealMark.objects.exists()
    monkeypatch.undo()
    assert seal(at=NOON) == 2


def test_a_mark_that_was_set_back_seals_nothing_twice(country):
    factories.lodge()
    seal(at=NOON)
    SealMark.objects.update(entry=0, written_in=0)
    factories.lodge()
    assert seal(at=NOON) == 2
    assert SealedEntry.objects.count() == 4


def test_in_another_database_cluster_the_rows_say_what_is_sealed(country):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no transaction ids.")
    factories.lodge()
    seal(at=NOON)
    SealMark.objects.update(written_in=F("written_in") + 10**12)
    factories.lodge()
    assert seal(at=NOON, most=1) == 2
    factories.lodge()
    assert seal(at=NOON) == 2


def test_a_clock_that_runs_backwards_adds_nothing_to_a_closed_day(country):
    factories.lodge()
    seal(at=NOON)
    seal(at=NOON + DAY)
    factories.lodge()
    assert seal(at=NOON) == 0
    assert seal(at=NOON + DAY) == 2


def test_any_two_logs_are_proved_consistent(country):
    for day in range(6):
        factories.lodge(at=NOON + day * DAY)
        seal(at=NOON + day * DAY)
    for first in range(1, 6):
        for second in range(first, 6):
            found = consistency(first, second)
            assert is_consistent(first=first, first_root=found.first_root, second=second, second_root=found.second_root, path=found.path)
    for wrong in ((0, 1), (2, 1), (1, 6)):
        with pytest.raises(NoSuchLog):
            consistency(*wrong)


@pytest.mark.parametrize("model", [Seal, SealedEntry, SealedBlock])
def test_the_database_refuses_to_change_what_was_sealed(country, model, monkeypatch):
    monkeypatch.setattr("mazalim.proof.seals.actions.BLOCK", 2)
    factories.lodge()
    seal(at=NOON)
    for act in (lambda: model.objects.update(date=NOON.date() + DAY), lambda: model.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_the_queries_of_a_proof_are_constant(country, django_assert_max_num_queries):
    for hour in range(3):
        factories.lodge()
        seal(at=NOON + hour * HOUR)
        with django_assert_max_num_queries(5):
            inclusion_of(Entry.objects.first())


def test_the_command_says_what_it_sealed(country, capsys):
    call_command("seal")
    factories.lodge()
    call_command("seal")
    nothing, line = capsys.readouterr().out.splitlines()
    assert nothing == "Nothing to seal yet."
    assert line.startswith("2 entries sealed; the newest seal is number 1 of ")
