"""Who the accused official is: matched with officers, or ruled out; and the way back to the ordinary desk."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import accused_in, stands_outside, unclean
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, Exclusion
from mazalim.complaints.models.complaint import OfficialFound
from mazalim.directory.models import Desk
from mazalim.journey.casework.actions.conflicts.climbing import climb_where_needed, halted
from mazalim.journey.routing.queries import NoDesk, destination_of

RULED_OUT = frozenset({OfficialFound.NOT_AN_OFFICER, OfficialFound.DOES_NOT_EXIST})


class NobodyMatched(Exception):
    """Whoever matches the official names at least one officer."""


class NotOutside(ImpossibleMove):
    """The officer stands in the line of the official: somebody outside has to do it."""


class NotClean(Exception):
    """The ordinary desk is not clean for the case: an accused officer works in its body or stands over it."""


@transaction.atomic
def match_official(
    *, complaint_id: int, by: Standing, officers: Collection[int], reason: str, at: datetime, version: int | None = None
) -> Entry:
    """Say which officers the accused official is. They are kept from the case, which climbs where its desk is not clean any more.

    A later ruling stands in the place of an earlier one; only who stands outside the line may so let somebody accused read the case again.
    Raises NobodyMatched, NotOutside, ImpossibleMove or StaleVersion.
    """
    found = set(Officer.objects.filter(pk__in=officers).values_list("pk", flat=True))
    if not found:
        raise NobodyMatched
    complaint = locked(complaint_id)
    before = accused_in(complaint)
    if before - found and not stands_outside(complaint, by.officer_id):
        raise NotOutside(Move.MATCH_OFFICIAL)
    payload = {"officers": sorted(found), "no_longer": sorted(before - found)}
    return _rule(complaint, Move.MATCH_OFFICIAL, OfficialFound.MATCHED, found, by=by, payload=payload, text=reason, version=version, at=at)


@transaction.atomic
def rule_out_official(*, complaint_id: int, by: Standing, found: str, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Say that the official is no officer, or that there is no such official: `found` is a code of RULED_OUT.

    Whoever was matched before reads the case again where their roles let them. Raises NotOutside, ImpossibleMove or StaleVersion.
    """
    ruling = OfficialFound(found)
    if ruling not in RULED_OUT:
        raise ValueError(found)
    complaint = locked(complaint_id)
    if not stands_outside(complaint, by.officer_id):
        raise NotOutside(Move.RULE_OUT_OFFICIAL)
    payload = {"found": ruling.value, "no_longer": sorted(accused_in(complaint))}
    return _rule(complaint, Move.RULE_OUT_OFFICIAL, ruling, set(), by=by, payload=payload, text=reason, version=version, at=at)


def _rule(
    complaint: Complaint,
    what: Move,
    found: OfficialFound,
    officers: set[int],
    *,
    by: Standing,
    payload: dict[str, Any],
    text: str,
    version: int | None,
    at: datetime,
) -> Entry:
    cover: dict[str, Any] = {"official_found": found.value}
    if complaint.officer_id in officers:
        cover["officer_id"] = None
    entry = move(complaint, what, by=actor_officer(by), text=text, cover=cover, payload=payload, version=version, at=at)
    accused = Exclusion.objects.filter(complaint=complaint, why=Exclusion.Why.ACCUSED)
    known = set(accused.values_list("officer_id", flat=True))
    accused.exclude(officer__in=officers).delete()
    Exclusion.objects.bulk_create(
        Exclusion(complaint=complaint, officer_id=pk, why=Exclusion.Why.ACCUSED, at=at) for pk in sorted(officers - known)
    )
    climb_where_needed(complaint, at=at)
    return entry


@transaction.atomic
def release(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Give a guarded case to the ordinary desk of its body, once it is known who the official is or that it is nobody here.

    The guard falls only where nobody in the body, at any desk or above it, is accused. Raises NotOutside, NotClean, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    if not stands_outside(complaint, by.officer_id):
        raise NotOutside(Move.RELEASE)
    try:
        place = destination_of(body=complaint.body, category_id=complaint.category_id, accuses_official=False)
    except NoDesk as error:
        raise NotClean from error
    if unclean(complaint, Desk.objects.get(pk=place.desk_id), is_guarded=False) is not None:
        raise NotClean
    halt = halted(complaint, at=at)
    payload = {"from_desk": complaint.desk_id, "to_desk": place.desk_id, **halt.payload}
    cover = {"desk_id": place.desk_id}
    return move(complaint, Move.RELEASE, by=actor_officer(by), text=reason, cover=cover, payload=payload, version=version, at=at)
