"""An officer steps back from a case."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Entry, Exclusion, State
from mazalim.journey.casework.actions.conflicts.climbing import Halt, climb_where_needed, halted
from mazalim.journey.casework.actions.refusing import UnknownReason
from mazalim.journey.casework.rules import RECUSAL_REASONS


@transaction.atomic
def recuse(*, complaint_id: int, by: Standing, reason: str, text: str = "", at: datetime, version: int | None = None) -> Entry:
    """Step back from a case for a reason of RECUSAL_REASONS, for good. It goes back to the desk without an officer and the supervisor is told;
    where nobody is left there it climbs.

    A reply of theirs that waits for approval is written anew by somebody else. Raises UnknownReason, ImpossibleMove or StaleVersion.
    """
    if reason not in RECUSAL_REASONS:
        raise UnknownReason(reason)
    complaint = locked(complaint_id)
    is_theirs = complaint.state == State.AWAITING_APPROVAL and complaint.drafter_id == by.officer_id
    proposed = complaint.proposals.filter(decision="", proposed_by=by.officer_id).exists()
    halt = halted(complaint, at=at) if is_theirs or proposed else Halt()
    entry = move(
        complaint,
        Move.RECUSE,
        by=actor_officer(by),
        text=text,
        payload={"reason": reason, **halt.payload},
        to=halt.to,
        version=version,
        at=at,
    )
    Exclusion.objects.get_or_create(complaint=complaint, officer_id=by.officer_id, why=Exclusion.Why.RECUSED, defaults={"at": at})
    climb_where_needed(complaint, at=at)
    return entry
