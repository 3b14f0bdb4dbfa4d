"""A complaint about several bodies becomes several cases: each body answers its own points, and no time is lost."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complainants import actions as vault
from mazalim.complainants.queries import contacts_of
from mazalim.complaints.actions import enclose, locked, new_case_number
from mazalim.complaints.codes import code_hash, new_code, read_code
from mazalim.complaints.deadlines import DECISION, carried_over
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion, actor_officer, move, moves_open, open_file
from mazalim.complaints.models import Complaint, Enclosure, Entry, EntryText, Exclusion, Link, State
from mazalim.country.queries import calendar
from mazalim.directory.models import PublicBody
from mazalim.journey.casework.actions import NoReason, NotAReceiver
from mazalim.journey.replies.queries import Point, points_of_case
from mazalim.journey.routing.queries import NoDesk, clean_place, destination_of
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.proof.receipts.actions import issue


class NothingToSplit(Exception):
    """No point goes to the other body, or none would stay."""


@transaction.atomic
def split(
    *,
    complaint_id: int,
    by: Standing,
    body_id: int,
    numbers: Collection[int],
    asked: str = "",
    enclosures: Collection[str] = (),
    reason: str,
    at: datetime,
    version: int | None = None,
) -> Complaint:
    """Split a case off for another body and return it. The complainant reads the reason and which points go, and gets a code for the new one.

    `numbers` are the points that go, `asked` is one more in the office's words; `enclosures` are the public ids of files that the other body
    needs: it reads the very same sealed file. The clock of the new case runs on from the day of lodging.
    Raises NoReason, NotAReceiver, NothingToSplit, ImpossibleMove or StaleVersion.
    """
    if not reason.strip():
        raise NoReason
    complaint = locked(complaint_id)
    if version is not None and version != complaint.version:
        raise StaleVersion  # before the points are judged: they may have gone already
    actor = actor_officer(by)
    if Move.SPLIT not in moves_open(complaint, by=actor, at=at):
        raise ImpossibleMove(Move.SPLIT)
    points = points_of_case(complaint)
    going = [point for point in points.standing if point.number in numbers]
    if len(going) != len(set(numbers)) or len(going) == len(points.standing) or not (going or asked.strip()):
        raise NothingToSplit
    body = PublicBody.objects.filter(pk=body_id, is_active=True, accepts_complaints=True).first()
    if body is None or body.pk == complaint.body_id:
        raise NotAReceiver
    made, code = _open_case(complaint, body, going, asked.strip(), enclosures, by=by, at=at)
    words = {
        "reason": reason.strip(),
        "moved": [{"number": point.number, "text": point.text} for point in going],
        "asked": asked.strip(),
        "body": body.names,
        "case_number": made.case_number,
    }
    payload = {"to_body": body.pk, "to_case": made.pk, "points": [point.number for point in going]}
    move(complaint, Move.SPLIT, by=actor, text=json.dumps(words, ensure_ascii=False), payload=payload, version=version, at=at)
    Link.objects.create(first=complaint, second=made, why=Link.Why.SPLIT, at=at)
    _acknowledge(made, code, at=at)
    return made


def _open_case(
    complaint: Complaint, body: PublicBody, going: Sequence[Point], asked: str, enclosures: Collection[str], *, by: Standing, at: datetime
) -> tuple[Complaint, str]:
    """The new case with its first leaves, and its code. It begins where the first one lies and goes to its body in the same moment."""
    is_unknown = complaint.accuses_official and not complaint.official_found
    try:
        place = destination_of(body=body, category_id=complaint.category_id, accuses_official=is_unknown or complaint.is_guarded)
    except NoDesk as error:
        raise NotAReceiver from error
    place = clean_place(complaint, place)  # whoever is kept from the first case is kept from this one
    code, lodged = new_code(), json.loads(EntryText.objects.get(entry__complaint=complaint, entry__number=1).text)
    asking = [*(point.text for point in going), *([asked] if asked else [])]
    made = Complaint(
        case_number=new_case_number(at=at),
        code_hash=code_hash(read_code(code)),
        code_hint=code[-2:],
        complainant_ref=vault.copy(ref=complaint.complainant_ref, at=at).ref,
        state=State.SCREENING,
        last_entry_at=at,
        **{name: getattr(complaint, name) for name in _AS_THE_FIRST},
    )
    words = {**lodged, "points": asking, "split_from": complaint.case_number}
    payload = {
        "kind": made.kind,
        "channel": made.channel,
        "language": made.language,
        "identity_mode": made.identity_mode,
        "happened_on": made.happened_on.isoformat() if made.happened_on else None,
        "place": made.place_id,
        "accuses_official": made.accuses_official,
        "terms": made.terms_of_lodging,
        "points": len(asking),
        "split_from": complaint.pk,
    }
    first = Entry.objects.get(complaint=complaint, number=1).payload
    payload |= {name: first[name] for name in ("confirmed", "represented") if name in first}  # how its complainant is reached
    leaves = open_file(
        made,
        text=json.dumps(words, ensure_ascii=False),
        payload=payload,
        route={**place.as_cover(), "official_found": complaint.official_found, "why": "split"},
        by=actor_officer(by),
        clocks=_clock_so_far(complaint),
        at=at,
    )
    kept_out = Exclusion.objects.filter(complaint=complaint).exclude(why=Exclusion.Why.APPEAL)
    Exclusion.objects.bulk_create(Exclusion(complaint=made, officer_id=one.officer_id, why=one.why, at=at) for one in kept_out)
    wanted = Enclosure.objects.filter(complaint=complaint, public_id__in=list(enclosures)).select_related("file").order_by("pk")
    enclose(entry=leaves[0], files=[one.file for one in wanted])
    issue(complaint=made, entry=leaves[0], enclosures=[one.file for one in wanted])
    return made, code


# What the law of the lodging day and the complainant said holds for both cases.
_AS_THE_FIRST = (
    *("kind", "identity_mode", "language", "channel", "subject", "happened_on", "place_id", "accuses_official"),
    *("terms_of_lodging", "lodged_at", "body", "desk", "category"),
)


def _clock_so_far(complaint: Complaint) -> list[dict[str, Any]]:
    """Every note of the decision clock: neither a day that passed nor one that was added is lost by a split."""
    entries = Entry.objects.filter(complaint=complaint).order_by("number").values_list("payload", "at")
    return [carried_over(note, made) for payload, made in entries for note in payload.get("clocks", ()) if note["clock"] == DECISION]


def _acknowledge(made: Complaint, code: str, *, at: datetime) -> None:
    """The new code goes out as at lodging: in the acknowledgement, and nowhere else."""
    contacts = contacts_of(made.complainant_ref)
    if not contacts:
        return
    send(
        kind="acknowledgement",
        channel=contacts[0].channel,
        address=contacts[0].address,
        language=made.language,
        values={
            "complaint_code": code,
            "due_date": day_of(made.due_at or at, calendar().zone).isoformat(),
            "link": link("tracking:enter", made.language),
        },
        case=made.case_number,
        at=at,
    )
