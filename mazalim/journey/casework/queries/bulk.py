"""One act on many cases: who or what may be chosen for them, and what it would change in each. The number of queries is the same for any number."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import Standing, absences_on
from mazalim.common.clock import day_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.deadlines import DECISION, clocks_from, shorten
from mazalim.complaints.lifecycle import TABLE, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, Entry, Exclusion, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import calendar
from mazalim.directory.models import Category, PublicBody
from mazalim.journey.casework.models import BulkAct, BulkCase
from mazalim.journey.casework.rules import burden, shorter_promise, without_the_doubted
from mazalim.journey.routing.queries import Destination, NoDesk, destination_of

WEEK = timedelta(days=7)
MOVES = {BulkAct.Act.ASSIGN: Move.ASSIGN, BulkAct.Act.CATEGORISE: Move.CATEGORISE, BulkAct.Act.NOTE: Move.NOTE}
DONE, STALE, GONE = BulkCase.Result.DONE, BulkCase.Result.STALE, BulkCase.Result.GONE


@dataclass(frozen=True)
class Candidate:
    """An officer or a category to choose, and for how many of the cases it is possible."""

    pk: int
    names: Mapping[str, str]
    fits: int
    open_cases: int = 0  # of an officer, at the desks of the cases
    due_soon: int = 0  # of these, due within a week or late
    away_until: date | None = None
    is_suggested: bool = False


@dataclass(frozen=True)
class Prospect:
    """What an act would do to one case; `why_not` says in a code why it would do nothing."""

    complaint: Complaint
    why_not: str = ""
    takes_up: bool = False  # assigning begins the work
    tells_complainant: bool = False
    desk_names: Mapping[str, str] = field(default_factory=dict)  # to which it would go
    due_at: datetime | None = None  # where the deadline would come sooner


@dataclass(frozen=True)
class CaseDone:
    """One case of an act that was carried out."""

    case: BulkCase
    is_shown: bool  # whether the officer may still open it


def chosen_cases(standing: Standing, numbers: Collection[str]) -> list[Complaint]:
    """The cases with these numbers that the officer sees, what is due first coming first."""
    shown = complaints_shown_to(standing).filter(case_number__in=numbers).select_related("category", "officer", "desk", "body")
    return sorted(shown, key=lambda one: (one.next_duty_at is None, one.next_duty_at or one.lodged_at, one.pk))


def bulk_act_of(standing: Standing, public_id: UUID) -> BulkAct | None:
    """An officer's own bulk act; nobody else's."""
    found = BulkAct.objects.filter(officer_id=standing.officer_id, public_id=public_id)
    return found.select_related("to_officer", "to_category").first()


def officers_for(complaints: Sequence[Complaint]) -> dict[int, AbstractSet[int]]:
    """The officers who may be given each case, as `assignable_officers` says for one. Two queries."""
    desks = {complaint.desk_id for complaint in complaints}
    at_desk: dict[int, set[int]] = defaultdict(set)
    grants = Grant.objects.filter(role=Role.OFFICER, desk_id__in=desks, ended_at=None, officer__is_active=True)
    for desk_id, officer_id in grants.values_list("desk_id", "officer_id"):
        at_desk[desk_id or 0].add(officer_id)
    barred: dict[int, set[int]] = defaultdict(set)
    for complaint_id, officer_id in Exclusion.objects.filter(complaint__in=complaints).values_list("complaint_id", "officer_id"):
        barred[complaint_id].add(officer_id)
    return {one.pk: without_the_doubted(at_desk[one.desk_id] - barred[one.pk], one) for one in complaints}


def officers_to_choose(complaints: Sequence[Complaint], *, shown_to: Standing, at: datetime) -> list[Candidate]:
    """Everybody who may be given at least one of the cases, whom they suit best first: not away, possible for most, with the least to do.

    What the reader may not see is not even counted. The first is suggested where there is a choice. Four queries.
    """
    fits: dict[int, int] = defaultdict(int)
    for officers in officers_for(complaints).values():
        for officer_id in officers:
            fits[officer_id] += 1
    desks = {complaint.desk_id for complaint in complaints}
    here = Q(cases__state__in=OPEN_STATES, cases__desk_id__in=desks, cases__in=complaints_shown_to(shown_to).values("pk"))
    soon = here & Q(cases__next_duty_at__lte=at + WEEK, cases__is_paused=False)
    counted = Officer.objects.filter(pk__in=fits).annotate(
        held=Count("cases", filter=here, distinct=True), soon=Count("cases", filter=soon, distinct=True)
    )
    away = absences_on(day_of(at, calendar().zone), fits)
    found = [
        Candidate(one.pk, {"": one.name}, fits[one.pk], one.held, one.soon, away[one.pk].last_day if one.pk in away else None)
        for one in counted
    ]
    found.sort(
        key=lambda one: (
            one.away_until is not None,
            -one.fits,
            burden(open_cases=one.open_cases, due_soon=one.due_soon),
            one.names[""],
            one.pk,
        )
    )
    if len(found) > 1 and found[0].away_until is None:
        found[0] = replace(found[0], is_suggested=True)
    return found


def _categories_for(complaints: Sequence[Complaint]) -> dict[int, AbstractSet[int]]:
    """The categories that each case may be put into. Two queries."""
    active = set(Category.objects.filter(is_active=True).values_list("pk", flat=True))
    of_body: dict[int, set[int]] = defaultdict(set)
    bodies = {complaint.body_id for complaint in complaints}
    through = PublicBody.categories.through.objects.filter(publicbody_id__in=bodies)
    for body_id, category_id in through.values_list("publicbody_id", "category_id"):
        of_body[body_id].add(category_id)
    return {one.pk: active if one.state == State.SCREENING else of_body[one.body_id] & active for one in complaints}


def categories_to_choose(complaints: Sequence[Complaint]) -> list[Candidate]:
    """Every category into which at least one of the cases may be put."""
    fits: dict[int, int] = defaultdict(int)
    may = _categories_for(complaints)
    for complaint in complaints:
        for category_id in may[complaint.pk] - {complaint.category_id}:
            fits[category_id] += 1
    return [Candidate(category.pk, category.names, fits[category.pk]) for category in Category.objects.filter(pk__in=fits)]


def why_not(complaint: Complaint, act: str, *, by: Standing, at: datetime) -> str:
    """Whether the act is open on a case at all: empty, or the code of the reason."""
    actor, what = actor_officer(by), MOVES[BulkAct.Act(act)]
    if what in moves_open(complaint, by=actor, at=at):
        return ""
    hands = actor.hands_on(complaint)
    return BulkCase.Result.STATE if any(row.hands & hands for row in TABLE if row.move == what) else BulkCase.Result.HAND


def prospects(bulk: BulkAct, *, by: Standing, at: datetime) -> list[Prospect]:
    """What a prepared act would do, case by case, as things stand now."""
    versions = {case.complaint_id: case.version for case in bulk.cases.filter(result="")}
    complaints = chosen_cases(by, list(Complaint.objects.filter(pk__in=versions).values_list("case_number", flat=True)))
    open_to_it = [one for one in complaints if not _barrier(bulk, one, versions[one.pk], by=by, at=at)]
    if bulk.act == BulkAct.Act.ASSIGN:
        shown = _given(bulk, open_to_it)
    elif bulk.act == BulkAct.Act.CATEGORISE:
        shown = _sorted(bulk, open_to_it, at=at)
    else:
        shown = {one.pk: Prospect(one) for one in open_to_it}
    return [shown.get(one.pk) or Prospect(one, _barrier(bulk, one, versions[one.pk], by=by, at=at)) for one in complaints]


def _barrier(bulk: BulkAct, complaint: Complaint, version: int, *, by: Standing, at: datetime) -> str:
    return STALE if complaint.version != version else why_not(complaint, bulk.act, by=by, at=at)


def changes_nothing(bulk: BulkAct, complaint: Complaint) -> bool:
    """Whether the case has this officer or this category already."""
    if bulk.act == BulkAct.Act.ASSIGN:
        return complaint.officer_id == bulk.to_officer_id
    return bulk.act == BulkAct.Act.CATEGORISE and complaint.category_id == bulk.to_category_id


def _given(bulk: BulkAct, complaints: Sequence[Complaint]) -> dict[int, Prospect]:
    may, found = officers_for(complaints), {}
    for one in complaints:
        if changes_nothing(bulk, one):
            found[one.pk] = Prospect(one, BulkCase.Result.SAME)
        elif bulk.to_officer_id not in may[one.pk]:
            found[one.pk] = Prospect(one, BulkCase.Result.NOT_AT_DESK)
        else:
            takes_up = one.state == State.WITH_BODY
            found[one.pk] = Prospect(one, takes_up=takes_up, tells_complainant=takes_up and one.round == 1 and one.referrals == 0)
    return found


@dataclass
class _Note:
    """A leaf that is not written, for the sum of a clock as it would be."""

    at: datetime
    payload: dict[str, Any]


def _sorted(bulk: BulkAct, complaints: Sequence[Complaint], *, at: datetime) -> dict[int, Prospect]:
    category = bulk.to_category
    assert category is not None  # noqa: S101  # a prepared change of category has one
    may, desks, dues, found = _categories_for(complaints), _Desks(category), _dues(complaints, category, at), {}
    for one in complaints:
        if changes_nothing(bulk, one):
            found[one.pk] = Prospect(one, BulkCase.Result.SAME)
        elif category.pk not in may[one.pk]:
            found[one.pk] = Prospect(one, BulkCase.Result.NOT_A_CATEGORY)
        else:
            found[one.pk] = desks.prospect(one, dues.get(one.pk))
    return found


class _Desks:
    """To which desk a category sends a case; asked once for each body."""

    def __init__(self, category: Category) -> None:
        self.category = category
        self._known: dict[tuple[int, bool], Destination | None] = {}
        self._names: dict[int, Mapping[str, str]] = {}

    def prospect(self, complaint: Complaint, due_at: datetime | None) -> Prospect:
        """What happens to a case that may be put into the category."""
        if complaint.state not in {State.WITH_BODY, State.IN_PROGRESS} or complaint.is_guarded:
            return Prospect(complaint, due_at=due_at)
        place = self._destination(complaint)
        if place is None:
            return Prospect(complaint, BulkCase.Result.NOT_A_CATEGORY)
        names = self._names[place.desk_id] if place.desk_id != complaint.desk_id else {}
        return Prospect(complaint, due_at=due_at, desk_names=names)

    def _destination(self, complaint: Complaint) -> Destination | None:
        accuses = complaint.accuses_official and not complaint.official_found
        key = (complaint.body_id, accuses)
        if key not in self._known:
            try:
                place = destination_of(body=complaint.body, category_id=self.category.pk, accuses_official=accuses)
            except NoDesk:
                self._known[key] = None
            else:
                self._known[key] = place
                self._names |= dict(complaint.body.desks.model.objects.filter(pk=place.desk_id).values_list("pk", "names"))
        return self._known[key]


def _dues(complaints: Sequence[Complaint], category: Category, at: datetime) -> dict[int, datetime]:
    """The deadlines that would come sooner, summed from the leaves as the act would leave them. One query."""
    days = calendar()
    spans = {one.pk: shorter[1] for one in complaints if (shorter := shorter_promise(one, category, calendar=days))}
    leaves: dict[int, list[Any]] = defaultdict(list)
    for entry in Entry.objects.filter(complaint_id__in=spans).order_by("complaint_id", "number").only("complaint_id", "at", "payload"):
        leaves[entry.complaint_id].append(entry)
    sooner = {}
    for one in complaints:
        if one.pk in spans:
            clock = clocks_from([*leaves[one.pk], _Note(at, {"clocks": [shorten(DECISION, spans[one.pk])]})], days).get(DECISION)
            if clock and one.due_at and clock.due_at(days) < one.due_at:
                sooner[one.pk] = clock.due_at(days)
    return sooner


def cases_done(bulk: BulkAct, *, shown_to: Standing) -> list[CaseDone]:
    """The cases of an act with what became of each, as they were ticked. Two queries."""
    cases = list(bulk.cases.select_related("complaint__officer", "complaint__category", "complaint__desk").order_by("pk"))
    shown = set(complaints_shown_to(shown_to).filter(pk__in=[case.complaint_id for case in cases]).values_list("pk", flat=True))
    return [CaseDone(case, case.complaint_id in shown) for case in cases]
