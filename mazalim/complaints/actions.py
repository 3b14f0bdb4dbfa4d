"""Acts on the case file that belong to no stage: the note of an opening, enclosures, reveal, and the locking read every act begins with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Enclosure, Entry, IdentityMode, Opening, State
from mazalim.country.queries import calendar
from mazalim.directory.queries import central_desk
from mazalim.evidence.models import StoredFile


def locked(complaint_id: int) -> Complaint:
    """The complaint with its row locked; the caller's transaction holds the lock."""
    return Complaint.objects.select_for_update().get(pk=complaint_id)


def _looked_as(complaint: Complaint, standing: Standing) -> dict[str, Any]:
    """In which role, and for which body, an officer reads a case. The case comes with its desk; only the appeal's and the centre's cost a query."""
    if complaint.desk_id in standing.desks:
        return {"role": "central_officer" if complaint.state == State.SCREENING else "officer", "body_id": complaint.desk.body_id}
    if complaint.appeal_desk is not None and complaint.appeal_desk_id in standing.desks:
        return {"role": "appeal_officer", "body_id": complaint.appeal_desk.body_id}
    above = complaint.appeal_desk.body_id if complaint.appeal_desk is not None else None
    for body_id in (complaint.body_id, complaint.opened_to_body_id, above):
        if body_id in standing.bodies:
            return {"role": "supervisor", "body_id": body_id}
    return {"role": "central_officer", "body_id": central_desk().body_id}


def note_openings(*, complaints: Sequence[Complaint], standing: Standing, at: datetime) -> None:
    """Write down the day's first view of several cases whose words stand on one page; one query."""
    day = day_of(at, calendar().zone)
    Opening.objects.bulk_create(
        [
            Opening(complaint=complaint, officer_id=standing.officer_id, day=day, at=at, **_looked_as(complaint, standing))
            for complaint in complaints
        ],
        ignore_conflicts=True,
    )


def note_opening(*, complaint: Complaint, standing: Standing, at: datetime) -> None:
    """Write down the first view of an officer on a day. The complainant sees role, body and time."""
    Opening.objects.get_or_create(
        complaint=complaint,
        officer_id=standing.officer_id,
        day=day_of(at, calendar().zone),
        defaults={"at": at, **_looked_as(complaint, standing)},
    )


def enclose(*, entry: Entry, files: Sequence[StoredFile]) -> list[Enclosure]:
    """Tie stored files to a leaf in the caller's transaction."""
    return Enclosure.objects.bulk_create([Enclosure(entry=entry, complaint_id=entry.complaint_id, file=file) for file in files])


class NeedsSecondPerson(Exception):
    """The complainant is confidential: a supervisor must agree before the identity is opened."""


@transaction.atomic
def reveal(*, complaint_id: int, by: Standing, reason: str, at: datetime) -> Entry:
    """Open a named complainant's identity to the officer for eight hours; the complainant sees who and why.

    Raises NeedsSecondPerson for a confidential complainant or an accused official, ImpossibleMove for who does not hold the case.
    """
    complaint = locked(complaint_id)
    if complaint.identity_mode == IdentityMode.CONFIDENTIAL or complaint.accuses_official:
        raise NeedsSecondPerson
    return move(complaint, Move.REVEAL, by=actor_officer(by), text=reason, payload={"shown_to": by.officer_id}, at=at)
