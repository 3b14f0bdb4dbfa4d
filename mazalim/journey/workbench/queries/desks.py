"""The list of a desk or body: which cases lie there, narrowed by filters and by words, one page after another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of, end_of_day
from mazalim.complaints.access import Relation, complaints_shown_apart, complaints_shown_to, still_shown
from mazalim.complaints.models import Complaint, Opening, State
from mazalim.complaints.search import Question, found_among, found_at_once, newest_found, newest_seen, question_in, scope_of
from mazalim.country.queries import calendar
from mazalim.directory.models import Place
from mazalim.journey.workbench.queries.tabs import Tab, is_in, of_view, tabs_of
from mazalim.journey.workbench.rules import VIEWS, View, days_of_age, to_look_at
from mazalim.web.paging import MOST_COUNTED, Cursor, Page, first_of, page_of, rows_from

WEEK = timedelta(days=7)
ROWS = 50  # of a page


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty means everything."""

    state: str = ""
    category: str = ""
    due: str = ""  # overdue, late (the reply itself), today, week
    officer: str = ""  # an id
    language: str = ""
    round: str = ""  # 1, 2 (the second and later)
    kind: str = ""
    channel: str = ""
    area: str = ""  # the id of a place: it and whatever lies in it
    identity: str = ""
    age: str = ""  # a step of rules.AGES
    words: str = ""  # sought in the words of the case

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filters()

    @property
    def is_search(self) -> bool:
        """Whether words are sought: the newest stands first, and of the case whatever state it is in."""
        return bool(self.words)


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
class DeskPage:
    """One page of a desk's list."""

    rows: tuple[CaseRow, ...]
    next: Cursor | None
    before: Cursor | None
    tabs: tuple[Tab, ...] = field(default=())

    def tab(self, view: View) -> Tab:
        """The tab of a view."""
        return next(tab for tab in self.tabs if tab.view == view)


def cases_at(standing: Standing, place: str) -> QuerySet[Complaint]:
    """The cases of one of the officer's places, as far as the officer may see them."""
    kind, _, key = place.partition("-")
    if kind == "desk" and key.isdecimal():
        return complaints_shown_to(standing, desk=int(key))
    if kind == "body" and key.isdecimal():
        return complaints_shown_to(standing, body=int(key))
    shown = complaints_shown_to(standing)
    if place == "desks":
        return shown.filter(desk_id__in=standing.desks)
    if place == "all":
        return shown
    if place == "above":
        moved_up = Q(opened_to_body_id__in=standing.bodies)
        return shown.filter(moved_up | Q(is_opened_to_centre=True) if standing.is_central else moved_up)
    return shown.none()


_MOVED_UP = frozenset({Relation.TOLD_ABOVE, Relation.TOLD_CENTRE})
MOST_LISTS = 40  # of desks and bodies of one officer; beyond them one condition for all is shorter to say than it is slow


def _lists_at(standing: Standing, place: str) -> list[QuerySet[Complaint]]:
    """The cases of `cases_at`, as lists each of which an index gives in order."""
    lists: list[QuerySet[Complaint]] = []
    if place == "all":
        lists = complaints_shown_apart(standing)
    elif place == "above":
        lists = complaints_shown_apart(standing, _MOVED_UP)
    elif place == "desks":
        lists = [complaints_shown_to(standing, desk=desk) for desk in sorted(standing.desks)]
    return lists if 0 < len(lists) <= MOST_LISTS else [cases_at(standing, place)]


def _signs_of(standing: Standing, place: str) -> tuple[str, ...]:
    """The signs in the index of search that a place's cases carry, as narrow as they go."""
    kind, _, key = place.partition("-")
    if kind in {"desk", "body"}:
        return (f"{'d' if kind == 'desk' else 'in'}{key}",)
    return scope_of(standing)


def _lies_in(area: str) -> Q:
    inside = Q(pk=area) | Q(parent=area) | Q(parent__parent=area) | Q(parent__parent__parent=area)
    return Q(place_id__in=Place.objects.filter(inside).values("pk"))


def narrowed(rows: QuerySet[Complaint], filters: Filters, at: datetime) -> QuerySet[Complaint]:
    """The rows that the filters leave; words are another matter."""
    equal = {
        "state": filters.state,
        "category_id": filters.category,
        "officer_id": filters.officer,
        "language": filters.language,
        "kind": filters.kind,
        "channel": filters.channel,
        "identity_mode": filters.identity,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if filters.area:
        rows = rows.filter(_lies_in(filters.area))
    if filters.round:
        rows = rows.filter(round=1) if filters.round == "1" else rows.filter(round__gte=2)
    zone = calendar().zone
    today = end_of_day(day_of(at, zone), zone)
    if filters.due == "overdue":
        rows = rows.filter(next_duty_at__lt=at, is_paused=False)
    elif filters.due == "late":
        rows = rows.filter(due_at__lt=at, is_paused=False, kind="complaint")
    elif filters.due == "today":
        rows = rows.filter(next_duty_at__gte=at, next_duty_at__lte=today, is_paused=False)
    elif filters.due == "week":
        rows = rows.filter(next_duty_at__gte=at, next_duty_at__lte=today + WEEK, is_paused=False)
    if filters.age:
        rows = rows.filter(days_of_age(filters.age, day_of(at, zone), zone))
    return rows


# What a row shows, and what decides how: a case has much besides, of which the rules of its lodging day alone are a page of text.
_OF_A_ROW = (
    *("case_number", "subject", "language", "kind", "identity_mode", "accuses_official", "lodged_at", "state", "outcome", "round"),
    *("appeal_decision", "answered_at", "due_at", "next_duty_at", "is_paused", "last_entry_at", "entry_count", "officer__name"),
    *("category__names",),
)


def with_news(rows: QuerySet[Complaint], standing: Standing) -> QuerySet[Complaint]:
    """Each case with what a row shows, and when this officer last looked."""
    looked = Opening.objects.filter(complaint=OuterRef("pk"), officer_id=standing.officer_id).order_by("-day").values("at")[:1]
    return rows.select_related("category", "officer").only(*_OF_A_ROW).annotate(looked_at=Subquery(looked))


def row_of(complaint: Complaint) -> CaseRow:
    """A row from a case of `with_news`."""
    looked = complaint.looked_at  # type: ignore[attr-defined]  # annotated
    is_running = complaint.is_open and complaint.state != State.UNDER_APPEAL and complaint.next_duty_at is not None
    first = is_running and complaint.next_duty_at != complaint.due_at
    return CaseRow(complaint, looked is None or complaint.last_entry_at > looked, first)


def cases_listed(standing: Standing, *, place: str, view: View, filters: Filters, at: datetime) -> QuerySet[Complaint]:
    """All cases of a list in no order: what its pages show together."""
    rows = narrowed(cases_at(standing, place).filter(of_view(view)), filters, at)
    if not filters.is_search:
        return rows
    question = question_in(filters.words, among_bodies=_spans_bodies(place))
    return found_among(rows, question, _signs_of(standing, place)) if question else rows.none()


def _spans_bodies(place: str) -> bool:
    return not place.startswith(("desk-", "body-"))


def desk_page(
    standing: Standing, *, place: str, view: View, filters: Filters, cursor: Cursor | None, at: datetime, size: int = ROWS
) -> DeskPage:
    """One page of the cases at a place: open ones by what is due next, ended and sought ones newest first. Two queries, one of them for the tabs."""
    if filters.is_search:
        return _searched(standing, place=place, view=view, filters=filters, cursor=cursor, at=at, size=size)
    lists = [narrowed(rows, filters, at) for rows in _lists_at(standing, place)]
    by, in_view = ("next_duty_at" if view.is_open else "lodged_at"), [rows.filter(of_view(view)) for rows in lists]
    rows = in_view[0]
    if len(lists) > 1:
        keys = first_of(in_view, by=by, cursor=cursor, size=size, is_newest_first=not view.is_open)
        rows = Complaint.objects.filter(pk__in=keys)
    page: Page[Complaint] = page_of(with_news(rows, standing), by=by, cursor=cursor, size=size, is_newest_first=not view.is_open)
    # Open cases are few beside the ended ones, among which a filter could look for long in vain.
    tabs = tabs_of(lists, are_ended_counted=filters.is_empty)
    return DeskPage(tuple(row_of(row) for row in still_shown(standing, page.rows)), page.next, page.before, tabs)


def _searched(standing: Standing, *, place: str, view: View, filters: Filters, cursor: Cursor | None, at: datetime, size: int) -> DeskPage:
    question = question_in(filters.words, among_bodies=_spans_bodies(place))
    if question is None:
        return DeskPage((), None, None, tuple(Tab(one, 0) for one in VIEWS))

    def keys_in(seen: Seen) -> list[int]:
        return [pk for pk, what in seen if is_in(view, *what)]

    def page(keys: RawSQL | list[int], seen: Seen, *, is_capped: bool) -> DeskPage:
        rows = with_news(complaints_shown_to(standing).filter(pk__in=keys), standing)
        shown: Page[Complaint] = page_of(rows, by="lodged_at", cursor=cursor, size=size, is_newest_first=True)
        alike = Counter(what for _, what in seen)
        tabs = tuple(Tab(one, sum(number for what, number in alike.items() if is_in(one, *what)), is_capped) for one in VIEWS)
        return DeskPage(tuple(row_of(row) for row in still_shown(standing, shown.rows)), shown.next, shown.before, tabs)

    lists = [narrowed(rows, filters, at) for rows in _lists_at(standing, place)]
    looked = _among_newest(lists, question, LOOKED_AT, cursor)
    if looked and (further := to_look_at(hits=len(keys_in(looked)), among=LOOKED_AT, page=size + 1, cases=max(pk for pk, _ in looked))):
        looked = _among_newest(lists, question, further, cursor)
    if looked and len(keys_in(looked)) > size:
        return page(keys_in(looked)[: size + 1], looked, is_capped=True)

    here = narrowed(cases_at(standing, place), filters, at)
    asked = question, _signs_of(standing, place)
    is_rare = cursor is None and looked is not None and len(looked) <= MOST_RARE
    seen = _seen(newest_seen(here, *asked, at=at, most=MOST_COUNTED + 1, is_rare=is_rare))
    is_capped = len(seen) > MOST_COUNTED
    # Whatever was not looked at may be in any tab.
    if not is_capped or (cursor is None and len(keys_in(seen)) > size):
        return page(keys_in(seen) if cursor else keys_in(seen)[: size + 1], seen, is_capped=is_capped)

    def in_order(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        return rows_from(rows, by="lodged_at", cursor=cursor, is_newest_first=True)

    is_back = cursor is not None and cursor.is_back
    keys = newest_found(here.filter(of_view(view)), *asked, at=at, most=size + 1, ordered=in_order, is_back=is_back, is_rare=is_rare)
    return page(keys, seen, is_capped=is_capped)


Seen = list[tuple[int, tuple[str, bool, bool]]]  # the key of each case, and what `is_in` asks of it


def _seen(found: Iterable[tuple[int, str, int | None, int]]) -> Seen:
    return [(pk, (state, officer is None, times > 1)) for pk, state, officer, times in found]


LOOKED_AT = 500  # of the newest cases of a list; two or three milliseconds
MOST_RARE = 1  # of those, that hold words which count as rare


def _among_newest(lists: Sequence[QuerySet[Complaint]], question: Question, number: int, cursor: Cursor | None) -> Seen | None:
    """What holds the words among so many of the newest cases from the cursor on; None where the database has no quick way to know.

    Words so common that these fill a page stand in too many cases for the index, which gathers all before the first is shown.
    """
    rows = lists[0]
    if len(lists) > 1:
        rows = Complaint.objects.filter(pk__in=first_of(lists, by="lodged_at", cursor=cursor, size=number, is_newest_first=True))
    found = found_at_once(rows_from(rows, by="lodged_at", cursor=cursor, is_newest_first=True)[:number], question)
    return None if found is None else _seen(found.values_list("pk", "state", "officer_id", "round"))
