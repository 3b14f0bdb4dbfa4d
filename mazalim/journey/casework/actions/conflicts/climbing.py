"""A case lies only on a desk that is clean for it: where that is so no more, it climbs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import is_body_clean, is_centre_clean, lies_wrong, unclean
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.journey.casework.actions import proposing
from mazalim.journey.routing.queries import above, place_now


def doors_to_close(complaint: Complaint) -> dict[str, Any]:
    """The cover changes that take a late case away again from those above who must not read it any more."""
    cover: dict[str, Any] = {}
    if complaint.is_opened_to_centre and not is_centre_clean(complaint):
        cover["is_opened_to_centre"] = False
    if complaint.opened_to_body_id and not is_body_clean(complaint, complaint.opened_to_body_id):
        cover["opened_to_body_id"] = None
    return cover


@dataclass
class Halt:
    """What a case leaves behind when those who worked on it may not go on: nothing that they proposed is decided."""

    to: State | None = None
    cover: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


def halted(complaint: Complaint, *, at: datetime) -> Halt:
    """End the proposals of a locked case; a reply that waited for approval is written anew."""
    dropped = proposing.drop_all(complaint, at=at)
    to = State.IN_PROGRESS if complaint.state == State.AWAITING_APPROVAL else None
    return Halt(to, {}, {"proposals_dropped": dropped} if dropped else {})


def climb_where_needed(complaint: Complaint, *, at: datetime) -> Entry | None:
    """Put a locked case on the first clean desk above where its own is clean no more, and close what must not stand open.

    Every act that changes who is excluded, or that lets a case lie on where it lay, ends with this. Returns the entry, or None where nothing
    was wrong.
    """
    entry = _climb_in_appeal(complaint, at=at) if complaint.state == State.UNDER_APPEAL else None
    place, doors = place_now(complaint), doors_to_close(complaint)
    if place.desk_id == complaint.desk_id:
        if doors:
            kept = {"officer_id": complaint.officer_id, "second_desk_id": complaint.second_desk_id}
            payload = {"why": "accused", "closed": sorted(doors)}
            return move(complaint, Move.CLIMB, by=actor_system(), cover=kept | doors, payload=payload, untold={"desk"}, at=at)
        return entry
    reason = unclean(complaint, complaint.desk, is_guarded=complaint.is_guarded)
    halt = halted(complaint, at=at)
    was_screened = complaint.state == State.SCREENING and place.why != "central_desk"
    cover = {"desk_id": place.desk_id, "is_guarded": place.is_guarded, **doors}
    if complaint.joined_to_id:
        cover["joined_to_id"] = None
    return move(
        complaint,
        Move.CLIMB,
        by=actor_system(),
        cover=cover,
        payload={"why": str(reason), "from_desk": complaint.desk_id, "to_desk": place.desk_id, **halt.payload},
        to=State.WITH_BODY if was_screened else halt.to,
        untold=() if complaint.is_open else {"desk"},
        at=at,
    )


def _climb_in_appeal(complaint: Complaint, *, at: datetime) -> Entry | None:
    """The desk that decides an appeal is judged by the same rule."""
    desk = complaint.appeal_desk
    if desk is None or (reason := unclean(complaint, desk, is_guarded=True)) is None:
        return None
    place = above(complaint, body=desk.body, desk_id=desk.pk)
    cover = {"appeal_desk_id": place.desk_id, "officer_id": complaint.officer_id, "second_desk_id": complaint.second_desk_id}
    payload = {"why": str(reason), "from_desk": desk.pk, "to_desk": place.desk_id}
    return move(complaint, Move.CLIMB, by=actor_system(), cover=cover, payload=payload, at=at)


def follow_grant(*, officer_id: int, at: datetime) -> int:
    """Look after the cases from which an officer is excluded, who got a role: those that lie too near now climb. Returns how many did.

    Each in a transaction of its own.
    """
    climbed = 0
    for pk in list(lies_wrong(officer_id).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            climbed += climb_where_needed(locked(pk), at=at) is not None
    return climbed
