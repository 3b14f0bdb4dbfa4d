"""Refuse a complaint that is not admissible: one officer proposes, another agrees."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Entry, Proposal
from mazalim.journey.casework.actions import proposing
from mazalim.journey.casework.rules import REFUSAL_REASONS


class UnknownReason(Exception):
    """Not one of the reasons for which a complaint may be refused."""


@dataclass(frozen=True)
class Refusal:
    """What the complainant will read: the reason's code, why in this case, by which law, and where to go instead."""

    reason: str
    text: str
    legal_basis: str
    where_to_go: str


def refusal_words(refusal: Refusal) -> str:
    """The words as the leaf keeps them."""
    return json.dumps(asdict(refusal), ensure_ascii=False)


@transaction.atomic
def propose_refusal(*, complaint_id: int, by: Standing, refusal: Refusal, at: datetime, version: int | None = None) -> Entry:
    """Propose to refuse. Raises UnknownReason, AlreadyProposed, ImpossibleMove or StaleVersion."""
    if refusal.reason not in REFUSAL_REASONS:
        raise UnknownReason(refusal.reason)
    complaint = locked(complaint_id)
    payload = {"reason": refusal.reason}
    entry = move(complaint, Move.PROPOSE_REFUSAL, by=actor_officer(by), text=refusal.text, payload=payload, version=version, at=at)
    words = refusal_words(refusal)
    proposing.put_forward(complaint, Proposal.Act.REFUSE, by=by, text=words, payload=payload, at=at)
    return entry


@transaction.atomic
def refuse(*, complaint_id: int, by: Standing, at: datetime, version: int | None = None) -> Entry:
    """Agree to the refusal that waits; the words proposed go to the complainant.

    Raises NothingProposed, SamePerson, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    proposal = proposing.waiting_for(complaint, Proposal.Act.REFUSE, at=at)
    proposing.agree(proposal, by=by, at=at)
    dropped = proposing.drop_all(complaint, at=at)
    payload = {"reason": proposal.payload["reason"], "proposal": proposal.pk, "proposals_dropped": dropped}
    return move(complaint, Move.REFUSE, by=actor_officer(by), text=proposal.text, payload=payload, version=version, at=at)


@transaction.atomic
def decline_refusal(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Say no to the refusal that waits, and why. Raises NothingProposed, ImpossibleMove or StaleVersion."""
    return proposing.say_no(complaint_id, Proposal.Act.REFUSE, Move.DECLINE_REFUSAL, by=by, reason=reason, version=version, at=at)
