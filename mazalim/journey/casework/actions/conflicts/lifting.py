"""The central desk lifts an exclusion, two persons of it together, without reading the case. Auditors see each step."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import overseers_of
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, Exclusion, Proposal
from mazalim.journey.casework.actions import proposing


class NotTheirs(Exception):
    """There is no such exclusion, or it is not for this officer to lift: it is their own, or concerns the central desk."""


def _theirs(complaint: Complaint, exclusion_id: int, by: Standing) -> Exclusion:
    exclusion = Exclusion.objects.filter(complaint=complaint, pk=exclusion_id).first()
    is_excluded = Exclusion.objects.filter(complaint=complaint, officer=by.officer_id).exists()
    if exclusion is None or is_excluded or not overseers_of(complaint).filter(pk=by.officer_id).exists():
        raise NotTheirs
    return exclusion


@transaction.atomic
def propose_lift(*, complaint_id: int, exclusion_id: int, by: Standing, reason: str, at: datetime) -> Entry:
    """Propose to lift an exclusion; a second person decides. Raises NotTheirs, AlreadyProposed or ImpossibleMove."""
    complaint = locked(complaint_id)
    exclusion = _theirs(complaint, exclusion_id, by)
    payload = {"officer": exclusion.officer_id, "excluded_as": exclusion.why}
    entry = move(complaint, Move.PROPOSE_LIFT, by=actor_officer(by), text=reason, payload=payload, at=at)
    proposing.put_forward(complaint, Proposal.Act.LIFT, by=by, text=reason, payload={**payload, "exclusion": exclusion.pk}, at=at)
    return entry


@transaction.atomic
def lift(*, complaint_id: int, by: Standing, at: datetime) -> Entry:
    """Agree: the officer may read the case again where their roles let them; the case stays where it lies.

    Raises NotTheirs, NothingProposed, SamePerson or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.LIFT, at=at)
    exclusion = _theirs(complaint, proposal.payload["exclusion"], by)
    proposing.agree(proposal, by=by, at=at)
    payload = {"officer": exclusion.officer_id, "excluded_as": exclusion.why, "proposal": proposal.pk}
    entry = move(complaint, Move.LIFT_EXCLUSION, by=actor_officer(by), text=proposal.text, payload=payload, at=at)
    exclusion.delete()
    return entry


@transaction.atomic
def decline_lift(*, complaint_id: int, by: Standing, reason: str, at: datetime) -> Entry:
    """Say no, and why. Raises NotTheirs, NothingProposed or ImpossibleMove."""
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.LIFT, at=at)
    _theirs(complaint, proposal.payload["exclusion"], by)
    return proposing.say_no(complaint_id, Proposal.Act.LIFT, Move.DECLINE_LIFT, by=by, reason=reason, version=None, at=at)
