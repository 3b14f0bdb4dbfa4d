"""The list of a desk or body: which places there are, which cases lie there, what may be filtered by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of, end_of_day
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Opening
from mazalim.complaints.paging import MOST_COUNTED, ROWS, Cursor, Page, counts_of, page_of
from mazalim.country.queries import calendar
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.journey.workbench.rules import VIEWS, View

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """One thing to choose in a filter."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Places:
    """Where an officer may look: the desks and bodies of their roles, and what the filters offer there."""

    places: tuple[Choice, ...]  # key: desks (all of the officer's own), desk-7, body-3, above
    chosen: str
    desk_names: Mapping[str, str]  # of the chosen desk; empty for a whole body
    body_names: Mapping[str, str]
    categories: tuple[Choice, ...]
    officers: tuple[Choice, ...]


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty means everything."""

    state: str = ""
    category: str = ""
    due: str = ""  # overdue, today, week
    officer: str = ""  # an id
    language: str = ""
    round: str = ""  # 1, 2 (the second and later)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filters()


@dataclass(frozen=True)
class CaseRow:
    """A case as a list shows it."""

    complaint: Complaint
    is_new: bool  # something was added since this officer looked
    is_first_duty: bool  # what is due next is not the reply but to screen it or to take it up

    @property
    def officer_name(self) -> str:
        """Who works on it."""
        return self.complaint.officer.name if self.complaint.officer else ""


@dataclass(frozen=True)
class Tab:
    """A view with its number of cases."""

    view: View
    count: int

    @property
    def is_capped(self) -> bool:
        """More than were counted."""
        return self.count > MOST_COUNTED

    @property
    def shown(self) -> int:
        """The number to write, followed by a plus sign where it is capped."""
        return min(self.count, MOST_COUNTED)


@dataclass(frozen=True)
class DeskPage:
    """One page of a desk's list."""

    rows: tuple[CaseRow, ...]
    next: Cursor | None
    before: Cursor | None
    tabs: tuple[Tab, ...] = field(default=())


def places_of(standing: Standing, *, asked: str = "") -> Places:
    """The officer's desks and bodies; `asked` is one of them, else the first is chosen. One query for names, categories and colleagues.

    A supervisor may look at a whole body or at one of its desks; what was moved up for lateness has a place of its own.
    """
    own = Desk.objects.filter(Q(pk__in=standing.desks) | Q(body_id__in=standing.bodies), is_active=True)
    bodies = PublicBody.objects.filter(Q(pk__in=standing.bodies) | Q(desks__in=standing.desks)).distinct()
    categories = Category.objects.filter(Q(bodies__in=standing.bodies) | Q(bodies__desks__in=standing.desks)).distinct()
    officers = Officer.objects.filter(
        Q(grants__desk__in=standing.desks) | Q(grants__desk__body__in=standing.bodies), grants__ended_at=None, is_active=True
    ).distinct()
    rows = list(
        _named(own, "desk", within=F("body_id")).union(
            _named(bodies, "body"), _named(categories, "category"), _named(officers, "officer", names=Cast("name", TextField())), all=True
        )
    )
    named: dict[str, list[tuple[int, Mapping[str, str], int]]] = {"desk": [], "body": [], "category": [], "officer": []}
    for kind, pk, names, within in rows:
        named[kind].append((pk, {"": names} if kind == "officer" else json.loads(names), within))
    return _places(standing, named, asked)


def _named(rows: QuerySet[Any], kind: str, *, within: Any = None, names: Any = None) -> QuerySet[Any]:
    return (
        rows.order_by()
        .annotate(
            of_kind=Value(kind, CharField()),
            shown_names=names or Cast("names", TextField()),
            within=within if within is not None else Cast(Value(0), IntegerField()),
        )
        .values_list("of_kind", "pk", "shown_names", "within")
    )


def _places(standing: Standing, named: dict[str, list[tuple[int, Mapping[str, str], int]]], asked: str) -> Places:
    bodies = {pk: names for pk, names, _ in named["body"]}
    desks = sorted(named["desk"])
    places = [Choice("desks", {})] if len(standing.desks) > 1 else []  # who works at several desks sees them together first
    places += [Choice(f"desk-{pk}", names) for pk, names, _ in desks if pk in standing.desks]
    places += [Choice(f"body-{pk}", names) for pk, names in sorted(bodies.items()) if pk in standing.bodies]
    places += [Choice(f"desk-{pk}", names) for pk, names, within in desks if within in standing.bodies and pk not in standing.desks]
    if standing.is_supervisor:
        places.append(Choice("above", {}))
    keys = [place.key for place in places]
    chosen = asked if asked in keys else keys[0] if keys else ""
    desk = next(((names, within) for pk, names, within in desks if f"desk-{pk}" == chosen), None)
    return Places(
        places=tuple(places),
        chosen=chosen,
        desk_names=desk[0] if desk else {},
        body_names=bodies.get(desk[1] if desk else int(chosen.removeprefix("body-")) if chosen.startswith("body-") else 0, {}),
        categories=tuple(Choice(str(pk), names) for pk, names, _ in sorted(named["category"])),
        officers=tuple(Choice(str(pk), names) for pk, names, _ in sorted(named["officer"], key=lambda one: one[1][""])),
    )


def cases_at(standing: Standing, place: str) -> QuerySet[Complaint]:
    """The cases of one of the officer's places, as far as the officer may see them."""
    shown = complaints_shown_to(standing)
    if place == "desks":
        return shown.filter(desk_id__in=standing.desks)
    kind, _, key = place.partition("-")
    if kind == "desk" and key.isdecimal():
        return shown.filter(desk_id=int(key))
    if kind == "body" and key.isdecimal():
        return shown.filter(body_id=int(key))
    if kind == "above":
        moved_up = Q(opened_to_body_id__in=standing.bodies)
        return shown.filter(moved_up | Q(is_opened_to_centre=True) if standing.is_central else moved_up)
    return shown.none()


def _in_view(rows: QuerySet[Complaint], view: View) -> QuerySet[Complaint]:
    rows = rows.filter(state__in=[state.value for state in view.states])
    if view.is_unassigned:
        rows = rows.filter(officer=None)
    return rows.filter(round__gt=1) if view.is_reopened else rows


def _narrowed(rows: QuerySet[Complaint], filters: Filters, at: datetime) -> QuerySet[Complaint]:
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.category:
        rows = rows.filter(category_id=int(filters.category))
    if filters.officer:
        rows = rows.filter(officer_id=int(filters.officer))
    if filters.language:
        rows = rows.filter(language=filters.language)
    if filters.round:
        rows = rows.filter(round=1) if filters.round == "1" else rows.filter(round__gte=2)
    zone = calendar().zone
    today = end_of_day(day_of(at, zone), zone)
    if filters.due == "overdue":
        rows = rows.filter(next_duty_at__lt=at, is_paused=False)
    elif filters.due == "today":
        rows = rows.filter(next_duty_at__gte=at, next_duty_at__lte=today, is_paused=False)
    elif filters.due == "week":
        rows = rows.filter(next_duty_at__gte=at, next_duty_at__lte=today + WEEK, is_paused=False)
    return rows


def with_news(rows: QuerySet[Complaint], standing: Standing) -> QuerySet[Complaint]:
    """Each case with what a row shows, and when this officer last looked."""
    looked = Opening.objects.filter(complaint=OuterRef("pk"), officer_id=standing.officer_id).order_by("-day").values("at")[:1]
    return rows.select_related("category", "officer", "desk", "body").annotate(looked_at=Subquery(looked))


def row_of(complaint: Complaint) -> CaseRow:
    """A row from a case of `with_news`."""
    looked = complaint.looked_at  # type: ignore[attr-defined]  # annotated
    first = complaint.is_open and complaint.next_duty_at is not None and complaint.next_duty_at != complaint.due_at
    return CaseRow(complaint, looked is None or complaint.last_entry_at > looked, first)


def desk_page(
    standing: Standing, *, place: str, view: View, filters: Filters, cursor: Cursor | None, at: datetime, size: int = ROWS
) -> DeskPage:
    """One page of the cases at a place: open ones by what is due next, ended ones newest first. Two queries, one of them for the tabs."""
    here = cases_at(standing, place)
    rows = _narrowed(_in_view(here, view), filters, at)
    by = "next_duty_at" if view.is_open else "lodged_at"
    page: Page[Complaint] = page_of(with_news(rows, standing), by=by, cursor=cursor, size=size, is_newest_first=not view.is_open)
    counts = counts_of(*(_in_view(here, one) for one in VIEWS))
    tabs = tuple(Tab(one, number) for one, number in zip(VIEWS, counts, strict=True))
    return DeskPage(tuple(row_of(row) for row in page.rows), page.next, page.before, tabs)
