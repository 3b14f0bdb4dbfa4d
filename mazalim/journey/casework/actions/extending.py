"""More time, once a round and before the deadline: one officer proposes, another agrees, the complainant is told the new date and why."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Entry, Proposal
from mazalim.journey.casework.actions import proposing


@transaction.atomic
def propose_extension(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Ask for more time with the reason that the complainant will read. Raises AlreadyProposed, ImpossibleMove or StaleVersion."""
    complaint = locked(complaint_id)
    entry = move(complaint, Move.PROPOSE_EXTENSION, by=actor_officer(by), text=reason, version=version, at=at)
    proposing.put_forward(complaint, Proposal.Act.EXTEND, by=by, text=reason, at=at)
    return entry


@transaction.atomic
def extend(*, complaint_id: int, by: Standing, at: datetime, version: int | None = None) -> Entry:
    """Agree to more time: the deadline moves and the complainant gets the reason and the new date.

    Raises NothingProposed, SamePerson, ImpossibleMove (the deadline has passed meanwhile) or StaleVersion.
    """
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.EXTEND, at=at)
    proposing.agree(proposal, by=by, at=at)
    payload = {"proposal": proposal.pk}
    return move(complaint, Move.EXTEND, by=actor_officer(by), text=proposal.text, payload=payload, version=version, at=at)


@transaction.atomic
def decline_extension(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Say no to more time, and why. Raises NothingProposed, ImpossibleMove or StaleVersion."""
    return proposing.say_no(complaint_id, Proposal.Act.EXTEND, Move.DECLINE_EXTENSION, by=by, reason=reason, version=version, at=at)
