"""Acts on the case file that belong to no stage: the note of an opening, enclosures, reveal, and the locking read every act begins with."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.common.likeness import bands_of
from mazalim.common.logs import security_event
from mazalim.common.text import name_key, normalise
from mazalim.complaints.lifecycle import Actor, Move, actor_officer, actor_system, move
from mazalim.complaints.models import (
    CaseNumber,
    Complaint,
    Download,
    Enclosure,
    Entry,
    EntryText,
    IdentityMode,
    Likeness,
    Link,
    Opening,
    State,
    TextBand,
)
from mazalim.country.queries import calendar
from mazalim.directory.queries import central_desk
from mazalim.evidence.models import StoredFile


def locked(complaint_id: int) -> Complaint:
    """The complaint with its row locked; the caller's transaction holds the lock."""
    return Complaint.objects.select_for_update().get(pk=complaint_id)


def locked_pair(complaint_id: int, other_id: int) -> tuple[Complaint, Complaint]:
    """Two complaints with their rows locked, always in the same order, so that two officers never wait for one another."""
    rows = {row.pk: row for row in Complaint.objects.select_for_update().filter(pk__in=[complaint_id, other_id]).order_by("pk")}
    return rows[complaint_id], rows[other_id]


def new_case_number(*, at: datetime) -> str:
    """The next case number of the year, by the country's calendar. Gaps are allowed."""
    return f"{day_of(at, calendar().zone).year}-{CaseNumber.objects.create().pk:07d}"


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


def note_download(*, complaint: Complaint, public_id: str, how: Download.How, standing: Standing, at: datetime) -> None:
    """Write down that an officer had a file of a case. The complainant sees role, body, file and time."""
    looked = _looked_as(complaint, standing)
    Download.objects.create(complaint=complaint, enclosure=public_id, officer_id=standing.officer_id, how=how, at=at, **looked)


def note_refused_file(*, file: StoredFile, at: datetime) -> int:
    """Turn a leaf on every case of which a refused file is an enclosure, in the caller's transaction; returns on how many."""
    cases = sorted(set(Enclosure.objects.filter(file=file).values_list("complaint_id", flat=True)))
    for complaint_id in cases:
        move(locked(complaint_id), Move.REFUSE_FILE, by=actor_system(), at=at)
    return len(cases)


def enclose(*, entry: Entry, files: Sequence[StoredFile], purpose: str = "") -> list[Enclosure]:
    """Tie stored files to a leaf in the caller's transaction. With a `purpose` they are papers that name the complainant."""
    return Enclosure.objects.bulk_create(
        [Enclosure(entry=entry, complaint_id=entry.complaint_id, file=file, purpose=purpose) for file in files]
    )


class NeedsSecondPerson(Exception):
    """The complainant is confidential: a supervisor must agree before the identity is opened."""


@transaction.atomic
def reveal(*, complaint_id: int, by: Standing, reason: str, at: datetime) -> Entry:
    """Open a named complainant's identity to the officer for eight hours; the complainant sees who and why.

    Raises NeedsSecondPerson for a confidential complainant or an accused official, ImpossibleMove for who does not hold the case.
    """
    complaint = locked(complaint_id)
    if complaint.identity_mode == IdentityMode.CONFIDENTIAL or complaint.accuses_official or complaint.is_guarded:
        raise NeedsSecondPerson
    entry = move(complaint, Move.REVEAL, by=actor_officer(by), text=reason, payload={"shown_to": by.officer_id}, at=at)
    security_event("identity_revealed", officer=by.officer_id, case=complaint.case_number)
    return entry


@transaction.atomic
def separate(*, complaint_id: int, by: Actor, reason: str = "", at: datetime, version: int | None = None) -> Entry:
    """Let a joined complaint go on by itself; the two stay linked. Raises ImpossibleMove or StaleVersion."""
    complaint = locked(complaint_id)
    lead_id = complaint.joined_to_id
    entry = move(complaint, Move.SEPARATE, by=by, text=reason, payload={"lead": lead_id}, version=version, at=at)
    Link.objects.filter(first=lead_id, second=complaint).update(why=Link.Why.LINKED, is_led=False)
    return entry


def set_free(*, lead_id: int, at: datetime) -> int:
    """Separate every complaint whose lead went another way; returns how many."""
    waiting = list(Complaint.objects.filter(joined_to=lead_id).order_by("pk").values_list("pk", flat=True))
    for complaint_id in waiting:
        separate(complaint_id=complaint_id, by=actor_system(), at=at)
    return len(waiting)


MOST_OF_A_BAND = 200  # cases that are found by one band: where hundreds send the same words, the first two hundred are enough


@transaction.atomic
def note_likeness(*, complaint_id: int) -> Likeness:
    """Write down what a complaint is compared by; again where it was done before."""
    words = EntryText.objects.filter(entry__complaint=complaint_id, entry__number=1).values_list("text", flat=True).first()
    lodged = json.loads(words) if words else {}
    bands = bands_of(normalise(lodged.get("description", "")))  # who sends a text again gives it another title
    key = name_key((lodged.get("official") or {}).get("name", ""))[:80]
    likeness, _ = Likeness.objects.update_or_create(complaint_id=complaint_id, defaults={"bands": bands, "official_key": key})
    TextBand.objects.filter(complaint=complaint_id).delete()
    crowds = TextBand.objects.filter(value__in=bands).values("value").annotate(cases=Count("pk")).filter(cases__gte=MOST_OF_A_BAND)
    crowded = set(crowds.values_list("value", flat=True))
    TextBand.objects.bulk_create([TextBand(value=band, complaint_id=complaint_id) for band in bands if band not in crowded])
    return likeness
