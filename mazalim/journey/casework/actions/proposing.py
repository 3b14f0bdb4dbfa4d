"""The second person: an act is proposed by one officer and agreed or declined by another."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import colleagues_left
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, actor_system, move
from mazalim.complaints.models import Complaint, Entry, Proposal, State
from mazalim.country.policy import Span
from mazalim.country.queries import calendar, policy_at
from mazalim.journey.casework.rules import is_second_person
from mazalim.journey.routing.queries import second_desk_for

log = logging.getLogger("mazalim.casework")


class AlreadyProposed(ImpossibleMove):
    """The same act waits for a second person already."""


class NothingProposed(ImpossibleMove):
    """No proposal of this act waits, or its time is over."""


class SamePerson(ImpossibleMove):
    """Whoever proposed an act never agrees to it; nor does one body's system to what a system proposed, for both may be the same program."""


def put_forward(
    complaint: Complaint, act: Proposal.Act, *, by: Standing, text: str, at: datetime, payload: dict[str, Any] | None = None
) -> Proposal:
    """Write a proposal on a locked complaint; it waits three working days, or what the policy says. Raises AlreadyProposed."""
    waiting = complaint.proposals.filter(act=act, decision="")
    waiting.filter(expires_at__lte=at).update(decision=Proposal.Decision.EXPIRED, decided_at=at)
    if waiting.exists():
        raise AlreadyProposed(act)
    days = Span(policy_at(at).times.proposal_working_days, "working")
    if act != Proposal.Act.LIFT:
        _call_second_person(complaint, by=by, at=at)
    return Proposal.objects.create(
        complaint=complaint,
        act=act,
        payload=payload or {},
        text=text,
        proposed_by_id=by.officer_id,
        proposed_at=at,
        expires_at=calendar().due(at, days),
    )


def _call_second_person(complaint: Complaint, *, by: Standing, at: datetime) -> None:
    """Where nobody else is left at an integrity desk, the next one above gives the second person from now on, and reads the case."""
    if not complaint.is_guarded or complaint.state == State.UNDER_APPEAL:
        return
    here = {desk for desk in (complaint.desk_id, complaint.second_desk_id) if desk}
    if any(colleagues_left(complaint, desk, but=by.officer_id).exists() for desk in here):
        return
    desk = second_desk_for(complaint, but=by.officer_id)
    if desk is not None:
        move(complaint, Move.CALL_SECOND, by=actor_system(), cover={"second_desk_id": desk.pk}, payload={"desk": desk.pk}, at=at)


def waiting_for(complaint: Complaint, act: Proposal.Act, *, at: datetime) -> Proposal:
    """The proposal of an act that waits on a locked complaint. Raises NothingProposed."""
    proposal = complaint.proposals.select_for_update().filter(act=act, decision="", expires_at__gt=at).first()
    if proposal is None:
        raise NothingProposed(act)
    return proposal


def agree(proposal: Proposal, *, by: Standing, at: datetime) -> None:
    """Mark a proposal as agreed by a second person. Raises SamePerson; the database refuses it as well."""
    if not is_second_person(proposal, by.officer_id) or (by.is_service and proposal.proposed_by.is_service):
        raise SamePerson(proposal.act)
    _decide(proposal, Proposal.Decision.AGREED, by_id=by.officer_id, at=at)


def say_no(
    complaint_id: int,
    act: Proposal.Act,
    what: Move,
    *,
    by: Standing,
    reason: str,
    version: int | None,
    payload: dict[str, Any] | None = None,
    at: datetime,
) -> Entry:
    """Decline the proposal of an act that waits and write down why, with what else `payload` notes. Raises NothingProposed, ImpossibleMove or StaleVersion."""
    complaint = locked(complaint_id)
    proposal = waiting_for(complaint, act, at=at)
    _decide(proposal, Proposal.Decision.DECLINED, by_id=by.officer_id, at=at)
    noted = {**(payload or {}), "proposal": proposal.pk}
    return move(complaint, what, by=actor_officer(by), text=reason, payload=noted, version=version, at=at)


def drop_all(complaint: Complaint, *, at: datetime) -> list[int]:
    """End every proposal of a locked complaint that moves on without it, and return their ids for the entry that did so."""
    # Lifting an exclusion goes on: it does not depend on where the case lies.
    waiting = list(complaint.proposals.filter(decision="").exclude(act=Proposal.Act.LIFT))
    for proposal in waiting:
        _decide(proposal, Proposal.Decision.EXPIRED, by_id=None, at=at)
    return [proposal.pk for proposal in waiting]


def _decide(proposal: Proposal, decision: Proposal.Decision, *, by_id: int | None, at: datetime) -> None:
    proposal.decision, proposal.decided_by_id, proposal.decided_at = decision, by_id, at
    proposal.save(update_fields=["decision", "decided_by", "decided_at"])


def expire_proposals(*, at: datetime, most: int = 500) -> int:
    """End the proposals whose days are over and tell who made them; returns how many.

    Each in a transaction of its own, so that a fault in one holds up no other.
    """
    over = Proposal.objects.filter(decision="", expires_at__lte=at).order_by("expires_at")
    done = 0
    for pk, complaint_id in list(over.values_list("pk", "complaint_id")[:most]):
        try:
            done += _expire(proposal_id=pk, complaint_id=complaint_id, at=at)
        except Exception:  # whatever is wrong with one case, the others must not wait for it
            log.exception("proposal %s could not be ended", pk)
    return done


@transaction.atomic
def _expire(*, proposal_id: int, complaint_id: int, at: datetime) -> bool:
    complaint = locked(complaint_id)
    proposal = complaint.proposals.filter(pk=proposal_id, decision="").first()
    if proposal is None:
        return False
    _decide(proposal, Proposal.Decision.EXPIRED, by_id=None, at=at)
    if complaint.is_open:
        # The officers of the case know nothing of an exclusion that somebody wanted to lift.
        untold = {"officer"} if proposal.act == Proposal.Act.LIFT else set()
        move(complaint, Move.PROPOSAL_EXPIRED, by=actor_system(), payload={"proposal": proposal.pk}, untold=untold, at=at)
    return True
