"""Two officers act on the same version of a case: exactly one wins, every time, and the history holds the winners' acts alone."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connection

from mazalim.complaints.lifecycle import StaleVersion
from mazalim.complaints.lifecycle.leaves import digest
from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.casework import actions as casework
from tests import factories
from tests.factories import NOON, standing

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 1000  # six seconds


def test_of_two_officers_who_act_on_the_same_version_exactly_one_wins_a_thousand_times_over() -> None:
    case = factories.lodge()
    pk, before = case.complaint.pk, case.complaint.version
    officers = [standing(factories.officer_for(case)) for _ in range(2)]
    gate, wins, faults = Barrier(2), Counter[int](), list[BaseException]()
    won_in: list[set[int]] = [set() for _ in range(ROUNDS)]

    def act(place: int) -> None:
        try:
            for number in range(ROUNDS):
                gate.wait(60)
                try:
                    casework.note(complaint_id=pk, by=officers[place], text=f"Round {number}", at=NOON, version=before + number)
                except StaleVersion:
                    continue
                wins[place] += 1
                won_in[number].add(place)
        except BaseException as fault:  # noqa: BLE001 - told to the test
            faults.append(fault)
            gate.abort()
        finally:
            connection.close()

    threads = [Thread(target=act, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert {len(winners) for winners in won_in} == {1}
    complaint = Complaint.objects.get(pk=pk)
    notes = list(Entry.objects.filter(complaint=pk, kind="note").order_by("number"))
    assert len(notes) == sum(wins.values()) == ROUNDS == complaint.version - before
    assert Counter(entry.officer_id for entry in notes) == Counter({officers[place].officer_id: number for place, number in wins.items()})
    assert [entry.words.text for entry in notes] == [f"Round {number}" for number in range(ROUNDS)]
    _is_whole(complaint)


def _is_whole(complaint: Complaint) -> None:
    """The leaves are numbered without a gap and chained to the head on the cover."""
    head = b""
    entries = list(Entry.objects.filter(complaint=complaint).order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, complaint.entry_count + 1))
    for entry in entries:
        head = digest(head, entry, complaint.case_number)
        assert head == bytes(entry.digest)
    assert head == bytes(complaint.head_digest)
