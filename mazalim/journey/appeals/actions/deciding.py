"""What the desk above does with an appeal: ask the first body for its view, and decide with reasons."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.deadlines import SCREENING, start
from mazalim.complaints.lifecycle import Move, StaleVersion, actor_officer, move
from mazalim.complaints.models import AppealDecision, Complaint, Entry, Exclusion, State
from mazalim.directory.models import Desk
from mazalim.journey.appeals.actions.lodging import let_in_again
from mazalim.journey.appeals.queries import cannot_be_spared
from mazalim.journey.appeals.rules import ON_THE_MATTER, lacking
from mazalim.journey.casework.actions import climb_where_needed, proposing
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.queries import points_of_case
from mazalim.journey.replies.rules import is_reasoned, outcome_of_all


class Incomplete(Exception):
    """The decision lacks something; `fields` names what, as `rules.lacking` does."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True)
class Decision:
    """What the complainant will read. `points` are {number, outcome, redress, reason}, `promises` {text, due_date}: only of a decision on
    the matter."""

    decision: AppealDecision
    reasons: str
    points: Sequence[Mapping[str, Any]] = ()
    promises: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def decide(*, complaint_id: int, by: Standing, decision: Decision, at: datetime, version: int | None = None) -> Entry:
    """Decide an appeal with reasons. Sent back, the first body answers anew in a new round, by others than before; else the case is answered
    for good.

    Raises Incomplete, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    if version is not None and version != complaint.version:
        raise StaleVersion
    words = _words(complaint, decision)
    outcomes = [point["outcome"] for point in words["points"]]
    payload = {
        "decision": decision.decision.value,
        "outcomes": outcomes,
        "redress": [point["redress"] for point in words["points"]],
        "reasons": sum(is_reasoned(point["reason"]) for point in words["points"]),
        "commitments": len(words["commitments"]),
        "proposals_dropped": proposing.drop_all(complaint, at=at),
    }
    text = json.dumps(words, ensure_ascii=False)
    if decision.decision == AppealDecision.SENT_BACK:
        return _send_back(complaint, text, by=by, payload=payload, at=at)
    cover: dict[str, Any] = {"appeal_decision": decision.decision.value}
    if outcomes:  # dismissed, the outcome of the first answer stands
        cover["outcome"] = outcome_of_all(outcomes)
    owner_id = complaint.officer_id or complaint.drafter_id or by.officer_id
    entry = move(complaint, Move.DECIDE_APPEAL, by=actor_officer(by), text=text, cover=cover, payload=payload, at=at)
    Commitment.objects.bulk_create(
        Commitment(complaint=complaint, entry=entry, number=number, due_date=date.fromisoformat(promise["due_date"]), owner_id=owner_id)
        for number, promise in enumerate(words["commitments"], start=1)
    )
    Draft.objects.filter(complaint=complaint).delete()
    let_in_again(complaint)
    return entry


def _words(complaint: Complaint, decision: Decision) -> dict[str, Any]:
    """The decision as its entry keeps it. Raises Incomplete."""
    is_on_the_matter = decision.decision in ON_THE_MATTER
    points = points_of_case(complaint).standing if is_on_the_matter else ()
    answers = {int(point["number"]): point for point in decision.points}
    if lacks := lacking(decision.decision, reasons=decision.reasons, numbers=[one.number for one in points], answers=answers):
        raise Incomplete(lacks)
    names = ("outcome", "redress", "reason")
    return {
        "decision": decision.decision.value,
        "summary": decision.reasons,
        "points": [point.as_json() | {name: str(answers[point.number][name]) for name in names} for point in points],
        "commitments": [{"text": one["text"], "due_date": str(one["due_date"])} for one in decision.promises] if is_on_the_matter else [],
    }


def _send_back(complaint: Complaint, text: str, *, by: Standing, payload: dict[str, Any], at: datetime) -> Entry:
    deciding = complaint.appeal_desk_id or 0
    # What the central desk had not placed with a body yet is placed anew, not answered by the central desk.
    is_unplaced = complaint.desk.kind == Desk.Kind.CENTRAL and not complaint.is_guarded
    entry = move(
        complaint,
        Move.RETURN_APPEAL,
        by=actor_officer(by),
        text=text,
        to=State.SCREENING if is_unplaced else None,
        clocks=[start(SCREENING, complaint.terms.screening)] if is_unplaced else None,
        payload=payload,
        at=at,
    )
    Draft.objects.filter(complaint=complaint).delete()
    barred = frozenset(Exclusion.objects.filter(complaint=complaint, why=Exclusion.Why.APPEAL).values_list("officer_id", flat=True))
    # Others answer this time, where the body has others; at the central desk whoever refused may place it now.
    let_in_again(
        complaint, but=frozenset() if is_unplaced else barred - cannot_be_spared(complaint, barred=barred, deciding_desk_id=deciding)
    )
    climb_where_needed(complaint, at=at)
    return entry


@transaction.atomic
def ask_statement(*, complaint_id: int, by: Standing, text: str, at: datetime) -> Entry:
    """Ask the body appealed against for its view; both offices read it. Raises ImpossibleMove."""
    return move(locked(complaint_id), Move.ASK_STATEMENT, by=actor_officer(by), text=text, at=at)


@transaction.atomic
def give_statement(*, complaint_id: int, by: Standing, text: str, at: datetime) -> Entry:
    """Give the view of the body appealed against; both offices read it. Raises ImpossibleMove."""
    return move(locked(complaint_id), Move.GIVE_STATEMENT, by=actor_officer(by), text=text, at=at)
