"""Who works on a case, and what they write into it."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Entry
from mazalim.journey.casework.queries import assignable_officers


class NotAtDesk(Exception):
    """The officer does not work at the desk that holds the case, is excluded from it, or drafted the reply that is doubted."""


@transaction.atomic
def take(*, complaint_id: int, by: Standing, at: datetime, version: int | None = None) -> Entry:
    """Pick a case up oneself. Raises ImpossibleMove or StaleVersion."""
    return move(locked(complaint_id), Move.TAKE, by=actor_officer(by), version=version, at=at)


@transaction.atomic
def assign(
    *, complaint_id: int, by: Standing, officer_id: int, at: datetime, version: int | None = None, quiet_until: datetime | None = None
) -> Entry:
    """Give a case to an officer of its desk. Raises NotAtDesk, ImpossibleMove or StaleVersion.

    `quiet_until`: the complainant is told no earlier, and not at all if it is undone by then; the officer is told by the caller.
    """
    complaint = locked(complaint_id)
    if officer_id not in {colleague.officer.pk for colleague in assignable_officers(complaint)}:
        raise NotAtDesk
    return move(
        complaint,
        Move.ASSIGN,
        by=actor_officer(by),
        cover={"officer_id": officer_id},
        payload={"officer": officer_id},
        version=version,
        untold={"officer"} if quiet_until else (),
        tell_at=quiet_until,
        at=at,
    )


@transaction.atomic
def note(*, complaint_id: int, by: Standing, text: str, at: datetime, version: int | None = None) -> Entry:
    """Add words that only the office reads. Raises ImpossibleMove or StaleVersion."""
    return move(locked(complaint_id), Move.NOTE, by=actor_officer(by), text=text, version=version, at=at)


@transaction.atomic
def ask(*, complaint_id: int, by: Standing, question: str, at: datetime, version: int | None = None) -> Entry:
    """Ask the complainant; the decision clock pauses until the answer. Raises ImpossibleMove or StaleVersion."""
    return move(locked(complaint_id), Move.ASK, by=actor_officer(by), text=question, version=version, at=at)


@transaction.atomic
def hold(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Keep a case beyond its time, because a court or another authority may need it. Raises ImpossibleMove or StaleVersion."""
    return move(locked(complaint_id), Move.HOLD, by=actor_officer(by), text=reason, version=version, at=at)


@transaction.atomic
def lift_hold(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Let a held case go the way of all others again. Raises ImpossibleMove or StaleVersion."""
    return move(locked(complaint_id), Move.LIFT_HOLD, by=actor_officer(by), text=reason, version=version, at=at)
