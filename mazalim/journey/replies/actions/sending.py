"""A second person agrees, or sends back; the reply leaves the house."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, Proposal
from mazalim.journey.casework.actions import proposing
from mazalim.journey.replies.actions.drafting import noted_of, own_complete_draft
from mazalim.journey.replies.actions.together import answer_joined
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.queries import possible_owners, words_of
from mazalim.journey.replies.rules import Quality, is_reasoned, outcome_of_all


class Unchecked(Exception):
    """A second person makes sure of everything on the short list before a reply leaves."""


@transaction.atomic
def approve(*, complaint_id: int, by: Standing, checked: Iterable[str], version: int | None = None, at: datetime) -> Entry:
    """Agree to the reply as it was handed in, and send it. `checked` are the `Quality` that were made sure of; `version` is the
    complaint's on the page.

    Raises Unchecked, NothingProposed, SamePerson, StaleVersion, or ImpossibleMove for the drafter and for whoever is no second person.
    """
    if not set(Quality) <= set(checked):
        raise Unchecked
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.REPLY, at=at)
    proposing.agree(proposal, by=by, at=at)
    payload = {**proposal.payload, "proposal": proposal.pk, "checked": [one.value for one in Quality]}
    return _send(complaint, json.loads(proposal.text), Move.APPROVE, by=by, payload=payload, version=version, at=at)


@transaction.atomic
def send_back(
    *, complaint_id: int, by: Standing, reason: str, failed: Iterable[str] = (), version: int | None = None, at: datetime
) -> Entry:
    """Give the draft back to its author with the reason and which of the `Quality` it lacks; nobody but the office reads it.

    Raises NothingProposed, StaleVersion, or ImpossibleMove for the drafter and for whoever is no second person.
    """
    noted = {"failed": [one.value for one in Quality if one in set(failed)]}
    return proposing.say_no(complaint_id, Proposal.Act.REPLY, Move.SEND_BACK, by=by, reason=reason, version=version, payload=noted, at=at)


@transaction.atomic
def send_reply(*, complaint_id: int, by: Standing, version: int, at: datetime) -> Entry:
    """Send one's own reply without a second person, where the short lane or the profile lets one; `version` is the draft's on the page.

    Raises NoDraft, ColleaguesDraft, DraftChanged, Incomplete or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    draft, points = own_complete_draft(complaint, by=by, version=version)
    return _send(complaint, words_of(draft, points), Move.SEND_REPLY, by=by, payload=noted_of(draft), version=None, at=at)


def _send(
    complaint: Complaint, words: dict[str, Any], what: Move, *, by: Standing, payload: dict[str, Any], version: int | None, at: datetime
) -> Entry:
    points, promises = words["points"], words["commitments"]
    payload = payload | {"owners": _owners(complaint, payload.get("owners", []), number=len(promises), by=by)}
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
            owner_id=owner_id,
        )
        for number, (promise, owner_id) in enumerate(zip(promises, payload["owners"], strict=True), start=1)
    )
    Draft.objects.filter(complaint=complaint).delete()
    if complaint.has_joined:
        answer_joined(complaint, entry, words, at=at)
    return entry


def _owners(complaint: Complaint, chosen: Sequence[int | None], *, number: int, by: Standing) -> list[int]:
    """Who keeps each promise: whoever was chosen and still works at the desk, else the officer of the case."""
    if not number:
        return []
    known = {officer.pk for officer in possible_owners(complaint)}
    officer_id = complaint.officer_id or complaint.drafter_id or by.officer_id
    named = [*chosen, *[None] * number][:number]
    return [owner if owner in known else officer_id for owner in named]
