"""What the complainant says of the reply: it is right, how good it was, that something is missing, or that a promise was broken."""

from datetime import datetime

from django.db import transaction

from mazalim.common.clock import day_of
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_complainant, move, moves_open
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions import climb_where_needed
from mazalim.journey.replies.models import Commitment
from mazalim.journey.satisfaction.rules import may_be_disputed

SCORES = range(1, 6)


class NotAScore(Exception):
    """A rating is a whole number from 1 to 5."""


class CannotReopen(Exception):
    """There is no reply to doubt, the window has passed, it was re-opened as often as it may be, or an appeal was decided."""


class NothingMissing(Exception):
    """Whoever re-opens says what is missing."""


class NothingToDispute(Exception):
    """There is no such promise, its day has not come, or it was found broken before."""


@transaction.atomic
def confirm(*, complaint_id: int, at: datetime) -> Entry:
    """Close the complaint as settled. Raises ImpossibleMove."""
    return move(locked(complaint_id), Move.CONFIRM, by=actor_complainant(), at=at)


@transaction.atomic
def rate(*, complaint_id: int, score: int, at: datetime, comment: str = "") -> Entry:
    """Rate the reply of this round, once. Raises NotAScore or ImpossibleMove."""
    if score not in SCORES:
        raise NotAScore
    return move(
        locked(complaint_id),
        Move.RATE,
        by=actor_complainant(),
        text=comment,
        payload={"score": score},
        cover={"rating": score},
        at=at,
    )


@transaction.atomic
def reopen(*, complaint_id: int, reason: str, at: datetime) -> Entry:
    """Send an answered complaint back with what is missing: a new round of the same file. Raises NothingMissing or CannotReopen."""
    if not reason.strip():
        raise NothingMissing
    complaint, by = locked(complaint_id), actor_complainant()
    if Move.REOPEN not in moves_open(complaint, by=by, at=at):
        raise CannotReopen
    entry = move(complaint, Move.REOPEN, by=by, text=reason, at=at)
    climb_where_needed(complaint, at=at)
    return entry


@transaction.atomic
def break_commitment(*, complaint_id: int, reply: int, number: int, reason: str, at: datetime) -> Entry:
    """Say that a promise of the reply (entry number and place in it) was not kept: a new round, not among the two re-openings.

    Raises NothingMissing, NothingToDispute or ImpossibleMove.
    """
    if not reason.strip():
        raise NothingMissing
    complaint = locked(complaint_id)
    promises = Commitment.objects.select_for_update(of=("self",)).filter(complaint=complaint, entry__number=reply, number=number)
    promise = promises.first()
    if promise is None or not may_be_disputed(promise, on=day_of(at, calendar().zone)):
        raise NothingToDispute
    broken = {"commitments": [{"reply": reply, "number": number}]}
    entry = move(complaint, Move.BREAK_COMMITMENT, by=actor_complainant(), text=reason, payload=broken, at=at)
    promise.broken_at, promise.kept_at = at, None
    promise.save(update_fields=["broken_at", "kept_at"])
    return entry
