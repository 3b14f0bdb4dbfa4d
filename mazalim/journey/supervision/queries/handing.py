"""Whose cases may be handed over, and to whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing, officers_overseen
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.casework.queries.bulk import (
    Candidate,
    CaseDone,
    Prospect,
    cases_done,
    officers_for,
    officers_to_choose,
    prospects,
    why_not,
)
from mazalim.journey.casework.rules import burden
from mazalim.journey.supervision.rules import MOST_AT_ONCE, spread

WEEK = timedelta(days=7)


def officer_to_relieve(standing: Standing, officer_id: int) -> Officer | None:
    """An officer whose cases the supervisor may hand over: who works, or has worked, at a desk that they oversee, also after leaving."""
    return officers_overseen(standing).filter(pk=officer_id).first() if standing.is_supervisor else None


def cases_held(standing: Standing, officer_id: int) -> QuerySet[Complaint]:
    """The open cases of an officer that the supervisor may see, what is due first coming first."""
    held = complaints_shown_to(standing).filter(officer=officer_id, state__in=OPEN_STATES)
    return held.select_related("category", "officer", "desk", "body").order_by("next_duty_at", "pk")


@dataclass(frozen=True)
class HandOver:
    """What can be handed over: the cases, whom they may go to, and how many stay because of their state."""

    cases: tuple[Complaint, ...]
    candidates: tuple[Candidate, ...]
    staying: int
    has_more: bool


def hand_over_of(standing: Standing, officer: Officer, *, at: datetime) -> HandOver:
    """The cases of an officer that can be assigned now, at most so many as are handed over at once. Six queries for any number of them."""
    held = list(cases_held(standing, officer.pk)[: MOST_AT_ONCE + 1])
    free = [one for one in held[:MOST_AT_ONCE] if not why_not(one, BulkAct.Act.ASSIGN, by=standing, at=at)]
    candidates = [one for one in officers_to_choose(free, shown_to=standing, at=at) if one.pk != officer.pk] if free else []
    return HandOver(tuple(free), tuple(candidates), len(held[:MOST_AT_ONCE]) - len(free), len(held) > MOST_AT_ONCE)


def shares(standing: Standing, officer: Officer, *, to: int | None, at: datetime) -> dict[int, list[str]]:
    """Colleague -> numbers of the cases that they would get: all to one, or spread over those who are there."""
    found = hand_over_of(standing, officer, at=at)
    if to is not None:
        return {to: [one.case_number for one in found.cases]} if found.cases else {}
    there = {one.pk: burden(open_cases=one.open_cases, due_soon=one.due_soon) for one in found.candidates if one.away_until is None}
    given = spread([(one.pk, _weight(one, at)) for one in found.cases], officers_for(found.cases), there)
    shared: dict[int, list[str]] = {}
    for one in found.cases:
        if one.pk in given:
            shared.setdefault(given[one.pk], []).append(one.case_number)
    return shared


def _weight(complaint: Complaint, at: datetime) -> int:
    return 2 if complaint.next_duty_at and not complaint.is_paused and complaint.next_duty_at <= at + WEEK else 1


@dataclass(frozen=True)
class Share:
    """What one colleague gets: before it is done the cases that change and those that stay, afterwards what became of each."""

    bulk: BulkAct
    changing: Sequence[Prospect] = ()
    staying: Sequence[Prospect] = ()
    done: Sequence[CaseDone] = ()

    @property
    def changed(self) -> int:
        """How many cases went over."""
        return sum(one.case.result == "done" for one in self.done)


def plan_of(standing: Standing, officer_id: int, asked: Collection[str]) -> list[BulkAct]:
    """The prepared acts of a plan, as its address names them: the supervisor's own, and about this officer's cases; in the order of names."""
    keys = [key for text in list(asked)[:MOST_AT_ONCE] if (key := _uuid(text))]
    rows = BulkAct.objects.filter(officer=standing.officer_id, public_id__in=keys, act=BulkAct.Act.ASSIGN, list_query=list_of(officer_id))
    return list(rows.select_related("to_officer").order_by("to_officer__name", "pk"))


def list_of(officer_id: int) -> str:
    """The query of the list on which the cases of an officer stand."""
    return f"place=all&view=due&officer={officer_id}"


def shares_of(plan: Sequence[BulkAct], *, by: Standing, at: datetime) -> list[Share]:
    """Each act of a plan with its cases."""
    found = []
    for bulk in plan:
        if bulk.done_at is None:
            rows = prospects(bulk, by=by, at=at)
            found.append(Share(bulk, [one for one in rows if not one.why_not], [one for one in rows if one.why_not]))
        else:
            found.append(Share(bulk, done=cases_done(bulk, shown_to=by)))
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
