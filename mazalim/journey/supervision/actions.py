"""Hand the cases of somebody who is away or leaves over to colleagues, by the acts on many cases that casework has."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.journey.casework.actions import MOST_CASES, carry_out_bulk, prepare_bulk
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.supervision.queries.handing import list_of, shares


class NobodyToTakeThem(Exception):
    """No case can be assigned now, or no colleague may have any of them."""


@transaction.atomic
def prepare_hand_over(*, by: Standing, officer: Officer, to: int | None, at: datetime) -> list[BulkAct]:
    """Write down who is to get which of an officer's open cases: all to one colleague, or spread (`to` None). Raises NobodyToTakeThem.

    The caller has found the officer among those whom `by` oversees. Nothing changes before `hand_over`.
    """
    prepared = []
    for colleague, numbers in shares(by, officer, to=to, at=at).items():
        for start in range(0, len(numbers), MOST_CASES):
            part = numbers[start : start + MOST_CASES]
            prepared.append(
                prepare_bulk(by=by, act=BulkAct.Act.ASSIGN, numbers=part, officer_id=colleague, list_query=list_of(officer.pk), at=at)
            )
    if not prepared:
        raise NobodyToTakeThem
    return prepared


def hand_over(*, by: Standing, plan: Sequence[BulkAct], at: datetime) -> None:
    """Do what was prepared: each case by its own entry. Safe to repeat."""
    for bulk in plan:
        if bulk.done_at is None:
            carry_out_bulk(bulk=bulk, by=by, at=at)
