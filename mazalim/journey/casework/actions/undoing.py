"""Take back, within ten minutes, what was just done: each undoing is a move of its own, for a leaf is never taken out."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.deadlines import ACCEPTANCE, DECISION, lengthen_back, restart
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.journey.casework.actions.holding import NotAtDesk
from mazalim.journey.casework.queries import assignable_officers


@dataclass(frozen=True)
class Before:
    """What stood on the cover before an act that may be undone."""

    state: str
    desk_id: int
    officer_id: int | None
    category_id: int
    terms_of_lodging: dict[str, Any]

    @classmethod
    def of(cls, complaint: Complaint) -> Self:
        """As it stands now."""
        return cls(complaint.state, complaint.desk_id, complaint.officer_id, complaint.category_id, complaint.terms_of_lodging)

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the act."""
        return asdict(self)


def _newest(complaint: Complaint, what: Move, *, by: Standing, version: int) -> Entry:
    """The newest entry, where it is this officer's act and nothing has happened since. Raises StaleVersion or ImpossibleMove."""
    if complaint.version != version:
        raise StaleVersion
    entry = complaint.entries.get(number=complaint.entry_count)
    if (entry.kind, entry.officer_id) != (what, by.officer_id):
        raise ImpossibleMove(what)
    return entry


@transaction.atomic
def undo_assign(*, complaint_id: int, by: Standing, before: Before, at: datetime, version: int) -> Entry:
    """Give a case back to whoever had it, or let it wait to be taken as if it had never been assigned.

    `version` is the one that the assignment left behind. Raises StaleVersion, ImpossibleMove, or NotAtDesk where the former officer has left.
    """
    complaint = locked(complaint_id)
    undone = _newest(complaint, Move.ASSIGN, by=by, version=version)
    if before.officer_id and before.officer_id not in {colleague.officer.pk for colleague in assignable_officers(complaint)}:
        raise NotAtDesk
    return move(
        complaint,
        Move.UNDO_ASSIGN,
        by=actor_officer(by),
        cover={"officer_id": before.officer_id},
        clocks=[restart(ACCEPTANCE)] if before.state == State.WITH_BODY else [],
        payload={"undone": undone.number},
        to=State(before.state),
        at=at,
    )


@transaction.atomic
def undo_categorise(*, complaint_id: int, by: Standing, before: Before, at: datetime, version: int) -> Entry:
    """Put a case back into its category, to its desk and officer, with the deadline that the complainant was told.

    `version` is the one that the change left behind. Raises StaleVersion or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    undone = _newest(complaint, Move.CATEGORISE, by=by, version=version)
    if "has_joined" in undone.payload["cover"]:  # the cases that followed this one have been set free, and go on by themselves
        raise ImpossibleMove(Move.UNDO_CATEGORISE)
    is_shorter = any(note["clock"] == DECISION for note in undone.payload.get("clocks", ()))
    cover: dict[str, Any] = {"category_id": before.category_id}
    if is_shorter:
        cover["terms_of_lodging"] = before.terms_of_lodging
    if complaint.desk_id != before.desk_id:
        cover |= {"desk_id": before.desk_id, "officer_id": before.officer_id}
        if undone.payload["cover"].get("is_guarded"):  # the other desk was not clean for it; this one was
            cover["is_guarded"] = False
        if before.desk_id in by.desks:  # whoever sent the case to another desk may fetch it back, and for that has the hand of that desk
            by = replace(by, desks=by.desks | {complaint.desk_id})
    return move(
        complaint,
        Move.UNDO_CATEGORISE,
        by=actor_officer(by),
        cover=cover,
        clocks=[lengthen_back(DECISION)] if is_shorter else [],
        payload={"undone": undone.number},
        at=at,
    )


@transaction.atomic
def withdraw_note(*, complaint_id: int, by: Standing, number: int, at: datetime) -> Entry:
    """Say in the file that an own note is withdrawn; it stays readable. Raises ImpossibleMove."""
    complaint = locked(complaint_id)
    if not complaint.entries.filter(number=number, kind=Move.NOTE, officer_id=by.officer_id).exists():
        raise ImpossibleMove(Move.WITHDRAW_NOTE)
    if complaint.entries.filter(kind=Move.WITHDRAW_NOTE, payload__undone=number).exists():
        raise ImpossibleMove(Move.WITHDRAW_NOTE)
    return move(complaint, Move.WITHDRAW_NOTE, by=actor_officer(by), payload={"undone": number}, at=at)
