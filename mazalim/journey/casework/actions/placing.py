"""Where a case belongs: refer it to another body, or put it into another category."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import is_body_clean
from mazalim.complaints.deadlines import ACCEPTANCE, ACCEPTANCE_DUE, DECISION, SCREENING, SCREENING_DUE, shorten, start, stop
from mazalim.complaints.lifecycle import Move, StaleVersion, actor_officer, move
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.country.queries import calendar
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.directory.queries import all_categories, categories_of, central_desk, line_above
from mazalim.journey.casework.actions import proposing
from mazalim.journey.casework.rules import goes_to_a_ruling, shorter_promise
from mazalim.journey.routing.actions import record_ruling
from mazalim.journey.routing.queries import Destination, NoDesk, clean_place, destination_of
from mazalim.work.actions import enqueue


class NotAReceiver(Exception):
    """The body takes no complaints, has no desk for them, or holds this one already."""


class NoReason(Exception):
    """A referral without a reason."""


class WrongCategory(Exception):
    """The body does not deal with this category, or the case has it already."""


@transaction.atomic
def refer(
    *,
    complaint_id: int,
    by: Standing,
    body_id: int,
    reason: str,
    at: datetime,
    category_id: int | None = None,
    version: int | None = None,
) -> Entry:
    """Send a case to another body. The third referral goes to the central desk, and where that sends it binds.

    `category_id` puts it into another category on the way. Raises NoReason, NotAReceiver, WrongCategory, ImpossibleMove or StaleVersion.
    """
    if not reason.strip():
        raise NoReason
    complaint = locked(complaint_id)
    if version is not None and version != complaint.version:
        raise StaleVersion  # before the body is judged: the case may lie there already
    body = PublicBody.objects.filter(pk=body_id, is_active=True, accepts_complaints=True).first()
    is_screening = complaint.state == State.SCREENING
    # The auditor's desk stands in for a central desk that must not read the case, and rules in its stead.
    rules = complaint.referrals > 0 and (is_screening or (goes_to_a_ruling(complaint) and complaint.desk.kind == Desk.Kind.AUDIT))
    if body is None or (body.pk == complaint.body_id and not is_screening):
        raise NotAReceiver
    payload: dict[str, Any] = {"from_body": complaint.body_id, "from_desk": complaint.desk_id, "to_body": body.pk}
    # Bodies differ in what they deal with; a category that the new one lacks goes to its general desk.
    category = _category(category_id, complaint, among=body.pk) if category_id and category_id != complaint.category_id else None
    cover, clocks = _categorised(complaint, category, at) if category else ({}, [])
    if category:
        payload["from_category"] = complaint.category_id
    cover["steps_done"] = [step for step in complaint.steps_done if step not in {ACCEPTANCE_DUE, SCREENING_DUE}]
    to = None
    if not is_screening and not rules and goes_to_a_ruling(complaint):
        desk = central_desk()
        # Whoever guarded the case guards it there too.
        place = clean_place(complaint, Destination(desk.body_id, desk.pk, is_guarded=complaint.is_guarded, why="central_desk"))
        if place.desk_id == desk.pk:
            to = State.SCREENING
            clocks = [*clocks, stop(ACCEPTANCE), start(SCREENING, complaint.terms.screening)]
    else:
        place = _destination(complaint, body, category)
        if rules:
            cover["is_ruled"] = True
        if complaint.opened_to_body_id:
            higher = body_above(body.pk)
            cover["opened_to_body_id"] = higher if higher and is_body_clean(complaint, higher) else None
    payload["to_desk"] = place.desk_id
    payload["proposals_dropped"] = proposing.drop_all(complaint, at=at)
    cover |= place.as_cover()
    entry = move(
        complaint, Move.REFER, by=actor_officer(by), text=reason, cover=cover, clocks=clocks, payload=payload, to=to, version=version, at=at
    )
    if rules:
        record_ruling(complaint=complaint, entry=entry, at=at)
    return entry


def _destination(complaint: Complaint, body: PublicBody, category: Category | None) -> Destination:
    is_unknown = complaint.accuses_official and not complaint.official_found
    try:
        place = destination_of(
            body=body, category_id=category.pk if category else complaint.category_id, accuses_official=is_unknown or complaint.is_guarded
        )
    except NoDesk as error:
        raise NotAReceiver from error
    return clean_place(complaint, place)


def body_above(body_id: int) -> int | None:
    """The body next above in the tree; none at the root."""
    line = line_above(body_id)
    return line[-1].pk if line else None


@transaction.atomic
def categorise(
    *, complaint_id: int, by: Standing, category_id: int, at: datetime, version: int | None = None, is_quiet: bool = False
) -> Entry:
    """Put a case into another category of its body: the deadline may come sooner, never later. Where the category has a desk of its own in
    the body, the case goes there and waits to be taken; `is_quiet` where the caller tells that desk.

    Raises WrongCategory, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    before = complaint.category_id
    among = None if complaint.state == State.SCREENING else complaint.body_id
    category = _category(category_id, complaint, among=among)
    cover, clocks = _categorised(complaint, category, at)
    has_new_desk = False
    if complaint.state in {State.WITH_BODY, State.IN_PROGRESS} and not complaint.is_guarded:
        place = _destination(complaint, complaint.body, category)
        has_new_desk = place.desk_id != complaint.desk_id
        if has_new_desk:
            cover |= {"desk_id": place.desk_id, "is_guarded": place.is_guarded, "officer_id": None}
    payload = {"from_category": before, "to_category": category.pk}
    entry = move(complaint, Move.CATEGORISE, by=actor_officer(by), cover=cover, clocks=clocks, payload=payload, version=version, at=at)
    if has_new_desk and not is_quiet:
        enqueue("complaints.tell", {"complaint": complaint.pk, "entry": entry.number, "told": [("desk", "office_new")]}, at=at)
    return entry


def _category(category_id: int, complaint: Complaint, *, among: int | None) -> Category:
    offered = all_categories() if among is None else categories_of(among)
    category = offered.filter(pk=category_id).exclude(pk=complaint.category_id).first()
    if category is None:
        raise WrongCategory
    return category


def _categorised(complaint: Complaint, category: Category, at: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a new category changes: the promise of the lodging day gives way only to a shorter one."""
    shorter = shorter_promise(complaint, category, calendar=calendar())
    if shorter is None:
        return {"category_id": category.pk}, []
    terms, span = shorter
    return {"category_id": category.pk, "terms_of_lodging": terms}, [shorten(DECISION, span)]
