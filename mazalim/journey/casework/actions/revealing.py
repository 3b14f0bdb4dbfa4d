"""Open the complainant's identity: alone where they are named, with a second person where they are confidential or accuse an official."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.logs import security_event
from mazalim.complaints.actions import NeedsSecondPerson, locked, reveal
from mazalim.complaints.conflict import stands_outside
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move, moves_open
from mazalim.complaints.models import Entry, Proposal
from mazalim.journey.casework.actions import proposing

__all__ = ["InTheLine", "NeedsSecondPerson", "agree_reveal", "decline_reveal", "propose_reveal", "reveal"]


class InTheLine(ImpossibleMove):
    """The second person stands in the line of the accused official: somebody outside has to agree."""


@transaction.atomic
def propose_reveal(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Ask a second person to open the identity to oneself. Raises AlreadyProposed, ImpossibleMove or StaleVersion."""
    complaint = locked(complaint_id)
    entry = move(complaint, Move.PROPOSE_REVEAL, by=actor_officer(by), text=reason, version=version, at=at)
    proposing.put_forward(complaint, Proposal.Act.REVEAL, by=by, text=reason, at=at)
    return entry


@transaction.atomic
def agree_reveal(*, complaint_id: int, by: Standing, at: datetime, version: int | None = None) -> Entry:
    """Open the identity to who asked, for eight hours from now; the complainant is told at once.

    Where an official is accused the second person stands outside that one's line.
    Raises NothingProposed, SamePerson, InTheLine, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.REVEAL, at=at)
    if (complaint.accuses_official or complaint.is_guarded) and not stands_outside(complaint, by.officer_id):
        raise InTheLine(Move.REVEAL)
    proposing.agree(proposal, by=by, at=at)
    # Officers of the desk may open an identity, but who may not say no to a colleague may not say yes either.
    if Move.DECLINE_REVEAL not in moves_open(complaint, by=actor_officer(by), at=at):
        raise ImpossibleMove(Move.REVEAL)
    payload = {"shown_to": proposal.proposed_by_id, "proposal": proposal.pk}
    entry = move(complaint, Move.REVEAL, by=actor_officer(by), text=proposal.text, payload=payload, version=version, at=at)
    security_event("identity_revealed", officer=proposal.proposed_by_id, by=by.officer_id, case=complaint.case_number)
    return entry


@transaction.atomic
def decline_reveal(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Say no, and why. Raises NothingProposed, ImpossibleMove or StaleVersion."""
    return proposing.say_no(complaint_id, Proposal.Act.REVEAL, Move.DECLINE_REVEAL, by=by, reason=reason, version=version, at=at)
