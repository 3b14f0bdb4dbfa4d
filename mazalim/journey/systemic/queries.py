"""Reads of systemic issues: the list, one issue with its cases, the inflow before and after, where complaints pile up, what everybody may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing, officers_of_body
from mazalim.common.clock import day_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.models import Category, PublicBody
from mazalim.directory.queries import BodyRow, body_row, body_rows
from mazalim.figures.queries import categories_that_grew, lodged_by_month, mark
from mazalim.journey.statistics.queries.tables import Column, Months, Row, Table
from mazalim.journey.statistics.rules import is_small, roll_up
from mazalim.journey.statistics.rules.periods import plus_months
from mazalim.journey.systemic.models import Step, SystemicIssue, Tie
from mazalim.journey.systemic.rules import FEWEST_OF_A_PILE, GROWTH_OF_A_PILE, MONTHS_BEFORE, is_late, mean
from mazalim.web.paging import ROWS, Cursor, Page, page_of

MOST_PILES = 8
MOST_SHOWN_TO_EVERYBODY = 50


def issues_shown_to(standing: Standing) -> QuerySet[SystemicIssue]:
    """The issues of the bodies where an officer works or oversees; the central desk reads all of them."""
    rows = SystemicIssue.objects.select_related("body", "category", "owner")
    if standing.is_central:
        return rows
    if not standing.works_cases:
        return rows.none()
    at_desks = PublicBody.objects.filter(desks__in=standing.desks).values("pk")
    return rows.filter(Q(body_id__in=standing.bodies) | Q(body_id__in=at_desks))


def may_manage(standing: Standing, body_id: int) -> bool:
    """Whether an officer may open and change issues of a body: its supervisors and the central desk."""
    return standing.is_central or body_id in standing.bodies


def bodies_managed(standing: Standing) -> list[BodyRow]:
    """For which bodies an officer may open an issue; the central desk may for any, which is found by its name instead."""
    return body_rows(sorted(standing.bodies))


def owners_for(body_id: int) -> QuerySet[Officer]:
    """Who may own an issue of a body."""
    return officers_of_body(body_id)


@dataclass(frozen=True)
class IssueRow:
    """An issue in the list. `cases` counts those that the reader may see."""

    issue: SystemicIssue
    cases: int
    is_late: bool


def issues_page(
    standing: Standing, *, which: str, cursor: Cursor | None, at: datetime, size: int = ROWS
) -> tuple[list[IssueRow], Page[SystemicIssue]]:
    """One page of the issues in a state, newest first. One query."""
    seen = Tie.objects.filter(issue=OuterRef("pk"), complaint__in=complaints_shown_to(standing)).order_by()
    counted = seen.values("issue").annotate(number=Count("pk")).values("number")
    rows = issues_shown_to(standing).filter(state=which).annotate(cases=Coalesce(Subquery(counted), 0))
    page: Page[Any] = page_of(rows, by="opened_at", cursor=cursor, size=size, is_newest_first=True)
    today = day_of(at, calendar().zone)
    return [IssueRow(row, row.cases, is_late(row, today=today)) for row in page.rows], page


def cases_of(issue: SystemicIssue, standing: Standing, *, cursor: Cursor | None, size: int = ROWS) -> Page[Complaint]:
    """The tied cases that the reader may see, the newest first. One query."""
    rows = complaints_shown_to(standing).filter(systemic_tie__issue=issue).select_related("category", "desk", "body", "officer")
    return page_of(rows, by="lodged_at", cursor=cursor, size=size, is_newest_first=True)


def number_of_cases(issue: SystemicIssue, standing: Standing) -> int:
    """How many tied cases the reader may see."""
    return complaints_shown_to(standing).filter(systemic_tie__issue=issue).count()


def cases_to_tie(issue: SystemicIssue, standing: Standing, *, cursor: Cursor | None, size: int = ROWS) -> Page[Complaint]:
    """Cases that may come from the issue: of its body and category, tied to nothing, as far as the reader may see them. One query."""
    rows = complaints_shown_to(standing).filter(body=issue.body_id, systemic_tie=None).select_related("category", "desk", "body", "officer")
    if issue.category_id:
        rows = rows.filter(category=issue.category_id)
    return page_of(rows, by="lodged_at", cursor=cursor, size=size, is_newest_first=True)


def steps_of(issue: SystemicIssue) -> list[Step]:
    """What was done with an issue, the newest first."""
    return list(Step.objects.filter(issue=issue).select_related("officer"))


def issue_of(complaint: Complaint) -> SystemicIssue | None:
    """What a case that the reader may see is tied to."""
    tie = Tie.objects.filter(complaint=complaint).select_related("issue").first()
    return tie.issue if tie else None


# --- Before and after -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inflow:
    """Complaints a month of the issue's body and category, as a table and picture; and the means before and after it was mended."""

    table: Table
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """The mean after as a part of the mean before, less one: -0.4 is two fifths fewer."""
        return self.after / self.before - 1 if self.before and self.after is not None else None

    @property
    def fewer(self) -> float:
        """How many fewer, as a part of the mean before."""
        return -(self.change or 0.0)


def _mean(counts: Mapping[date, int], *, least: int) -> float | None:
    """The mean, unless so few complaints stand behind it that it speaks of single people."""
    return None if is_small(sum(counts.values()), 2 * least) else mean(counts)


def inflow(issue: SystemicIssue, *, at: datetime, titles: Mapping[str, str | Promise], least: int = 0) -> Inflow | None:
    """The months around an issue; None before anything was counted. With `least`, months too small to be shown stand together. Two queries."""
    counted = mark()
    if counted is None:
        return None
    today = day_of(at, calendar().zone).replace(day=1)
    turn = day_of(issue.mended_at, calendar().zone).replace(day=1) if issue.mended_at else None
    first = plus_months(min(turn or today, today), -MONTHS_BEFORE)
    found = lodged_by_month(counted.edition, first, today, body=issue.body_id, category=issue.category_id or 0)
    months = []
    while first <= today:
        months.append(first)
        first = plus_months(first, 1)
    counts = {month: found.get(month, 0) for month in months}
    over = {month: count for month, count in counts.items() if month < today}  # the month that runs would look like a success
    before = _mean({month: count for month, count in over.items() if turn is None or month < turn}, least=least)
    after = _mean({month: count for month, count in over.items() if turn is not None and month > turn}, least=least)
    rows = []
    for part in ([m for m in months if turn is None or m <= turn], [m for m in months if turn is not None and m > turn]):
        for start, end in roll_up(part, [counts[month] for month in part], least=least):
            number = sum(counts[month] for month in part[start:end])
            is_after = turn is not None and part[start] > turn
            shown = None if 0 < number < least else number
            rows.append(Row(Months(part[start], part[end - 1]), (None, 0 if is_after else shown, shown if is_after else 0)))
    columns = (Column("none", "", "count"), Column("before", titles["before"], "count"), Column("after", titles["after"], "count"))
    return Inflow(Table("inflow", titles["title"], titles["month"], columns, tuple(rows)), before, after)


# --- Where complaints pile up ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pile:
    """A category of a body that grew: complaints of the last three months beside the three before."""

    body: BodyRow
    category: Category
    now: int
    before: int


def piles(standing: Standing, *, at: datetime) -> list[Pile]:
    """Where there may be one cause behind many complaints, and no issue is open for it; the greatest growth first. Four queries."""
    counted = mark()
    if counted is None or not (standing.bodies or standing.is_central):
        return []
    today = day_of(at, calendar().zone).replace(day=1)
    open_now = issues_shown_to(standing).filter(state=SystemicIssue.State.OPEN)
    known: set[tuple[int, int | None]] = set(open_now.values_list("body_id", "category_id"))
    found = categories_that_grew(
        counted.edition,
        plus_months(today, -5),
        plus_months(today, -2),
        today,
        bodies=None if standing.is_central else sorted(standing.bodies),
        fewest=FEWEST_OF_A_PILE,
        growth=GROWTH_OF_A_PILE,
        most=MOST_PILES + len(known),
    )
    grown = [one for one in found if (one.body, one.category) not in known and (one.body, None) not in known][:MOST_PILES]
    categories = Category.objects.in_bulk([one.category for one in grown])
    placed = [(one, body_row(one.body)) for one in grown]
    return [Pile(row, categories[one.category], one.now, one.before) for one, row in placed if row and one.category in categories]


# --- What everybody may read -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SaidAndDone:
    """One mended problem for everybody: what people said, what was done, and how many complaints it was, where that is not small."""

    issue: SystemicIssue
    cases: int | None
    inflow: Inflow | None


def said_and_done(*, at: datetime, titles: Mapping[str, str | Promise], bodies: Sequence[int] = ()) -> list[SaidAndDone]:
    """The mended issues with a public line, the newest first: at most fifty, the pictures of the newest five. A constant number of queries."""
    rows = SystemicIssue.objects.filter(state=SystemicIssue.State.MENDED).exclude(did={}).select_related("body", "category")
    if bodies:
        rows = rows.filter(body__in=bodies)
    least = policy_at(at).smallest_cell
    shown = []
    for place, issue in enumerate(rows.annotate(cases=Count("ties")).order_by("-mended_at", "-pk")[:MOST_SHOWN_TO_EVERYBODY]):
        picture = inflow(issue, at=at, titles=titles, least=least) if place < MOST_PICTURES else None
        shown.append(SaidAndDone(issue, issue.cases if issue.cases >= max(least, 2) else None, picture))
    return shown


MOST_PICTURES = 5
