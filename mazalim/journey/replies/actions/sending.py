"""A second person agrees, or sends back; the reply leaves the house."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, Proposal
from mazalim.journey.casework.actions import proposing
from mazalim.journey.replies.actions.drafting import own_complete_draft
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.queries import points_as_lodged, words_of
from mazalim.journey.replies.rules import is_reasoned, outcome_of_all


@transaction.atomic
def approve(*, complaint_id: int, by: Standing, version: int | None = None, at: datetime) -> Entry:
    """Agree to the reply as it was handed in, and send it. `version` is the complaint's on the page.

    Raises NothingProposed, SamePerson, StaleVersion, or ImpossibleMove for the drafter and for whoever is no second person.
    """
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.REPLY, at=at)
    proposing.agree(proposal, by=by, at=at)
    return _send(complaint, json.loads(proposal.text), Move.APPROVE, by=by, payload={"proposal": proposal.pk}, version=version, at=at)


@transaction.atomic
def send_back(*, complaint_id: int, by: Standing, reason: str, version: int | None = None, at: datetime) -> Entry:
    """Give the draft back to its author with the reason; nobody but the office reads it.

    Raises NothingProposed, StaleVersion, or ImpossibleMove for the drafter and for whoever is no second person.
    """
    return proposing.say_no(complaint_id, Proposal.Act.REPLY, Move.SEND_BACK, by=by, reason=reason, version=version, at=at)


@transaction.atomic
def send_reply(*, complaint_id: int, by: Standing, version: int, at: datetime) -> Entry:
    """Send one's own reply without a second person, where the short lane or the profile lets one; `version` is the draft's on the page.

    Raises NoDraft, ColleaguesDraft, DraftChanged, Incomplete or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    draft = own_complete_draft(complaint, by=by, version=version)
    return _send(complaint, words_of(draft, points_as_lodged(complaint)), Move.SEND_REPLY, by=by, payload={}, version=None, at=at)


def _send(
    complaint: Complaint, words: dict[str, Any], what: Move, *, by: Standing, payload: dict[str, Any], version: int | None, at: datetime
) -> Entry:
    points, promises = words["points"], words["commitments"]
    outcomes = [point["outcome"] for point in points]
    entry = move(
        complaint,
        what,
        by=actor_officer(by),
        text=json.dumps(words, ensure_ascii=False),
        cover={"outcome": outcome_of_all(outcomes)},
        payload=payload
        | {
            "outcomes": outcomes,
            "redress": [point["redress"] for point in points],
            "reasons": sum(is_reasoned(point["reason"]) for point in points),
            "commitments": len(promises),
            "proposals_dropped": proposing.drop_all(complaint, at=at),
        },
        version=version,
        at=at,
    )
    Commitment.objects.bulk_create(
        Commitment(
            complaint=complaint,
            entry=entry,
            number=number,
            due_date=date.fromisoformat(promise["due_date"]),
            owner_id=complaint.officer_id or complaint.drafter_id or by.officer_id,
        )
        for number, promise in enumerate(promises, start=1)
    )
    Draft.objects.filter(complaint=complaint).delete()
    return entry
