"""A second person agrees, or sends back; the reply leaves the house."""

import json
from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.replies.actions.drafting import NoDraft, own_complete_draft
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.queries import open_draft, points_as_lodged, words_of
from mazalim.journey.replies.rules import outcome_of_all


@transaction.atomic
def approve(*, complaint_id: int, by: Standing, version: int | None = None, at: datetime) -> Entry:
    """Agree to the reply and send it. `version` is the complaint's on the page.

    Raises NoDraft, StaleVersion, or ImpossibleMove for the drafter and for whoever is no second person.
    """
    complaint = locked(complaint_id)
    draft = open_draft(complaint)
    if draft is None:
        raise NoDraft
    return _send(complaint, draft, Move.APPROVE, by=by, version=version, at=at)


@transaction.atomic
def send_back(*, complaint_id: int, by: Standing, reason: str, version: int | None = None, at: datetime) -> Entry:
    """Give the draft back to its author with the reason; nobody but the office reads it. Raises StaleVersion or ImpossibleMove."""
    return move(locked(complaint_id), Move.SEND_BACK, by=actor_officer(by), text=reason, version=version, at=at)


@transaction.atomic
def send_reply(*, complaint_id: int, by: Standing, version: int, at: datetime) -> Entry:
    """Send one's own reply without a second person, where the short lane or the profile lets one; `version` is the draft's on the page.

    Raises NoDraft, ColleaguesDraft, DraftChanged, Incomplete or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    draft = own_complete_draft(complaint, by=by, version=version)
    return _send(complaint, draft, Move.SEND_REPLY, by=by, version=None, at=at)


def _send(complaint: Complaint, draft: Draft, what: Move, *, by: Standing, version: int | None, at: datetime) -> Entry:
    words = words_of(draft, points_as_lodged(complaint))
    outcomes = [point["outcome"] for point in words["points"]]
    entry = move(
        complaint,
        what,
        by=actor_officer(by),
        text=json.dumps(words, ensure_ascii=False),
        cover={"outcome": outcome_of_all(outcomes)},
        payload={"outcomes": outcomes, "redress": [point["redress"] for point in words["points"]], "commitments": len(draft.commitments)},
        version=version,
        at=at,
    )
    Commitment.objects.bulk_create(
        Commitment(
            complaint=complaint,
            entry=entry,
            number=number,
            due_date=date.fromisoformat(promise["due_date"]),
            owner_id=complaint.officer_id or draft.author_id,
        )
        for number, promise in enumerate(draft.commitments, start=1)
    )
    draft.delete()
    return entry
