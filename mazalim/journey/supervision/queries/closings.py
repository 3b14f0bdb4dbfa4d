"""Closings that deserve a second look: many at once in the last days, and those that the complainant contradicts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.common.clock import end_of_day, start_of_day
from mazalim.common.text import number_in
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Entry, Outcome
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk
from mazalim.directory.queries import BodyRow, body_row
from mazalim.journey.supervision.rules import DAYS_SHOWN, LAST_DAYS, is_mass_closing, usual_a_day
from mazalim.web.paging import ROWS, Cursor, Page, page_of

YEAR = timedelta(days=366)
REPLIES = ("approve", "send_reply", "answer_together")
RIGHT = (Outcome.UPHELD.value, Outcome.PARTLY_UPHELD.value)


def body_supervised(standing: Standing, asked: str) -> BodyRow | None:
    """The body that an address asks for, if the officer supervises it; without one, the first of theirs."""
    if not asked and standing.bodies:
        return body_row(min(standing.bodies), ended_too=True)
    number = number_in(asked)
    return body_row(number, ended_too=True) if number is not None and number in standing.bodies else None


def _answered(standing: Standing, body: int) -> QuerySet[Complaint]:
    """The cases of a body, as far as the officer may see them, with an answer that stands."""
    return complaints_shown_to(standing).filter(body=body, answered_at__isnull=False)


_IN_THE_LAST_DAYS = Q(kind="complaint", due_at__gte=F("answered_at"), due_at__lt=F("answered_at") + timedelta(days=LAST_DAYS + 1))


@dataclass(frozen=True)
class MassClosing:
    """A day on which an officer, or a desk together (no officer), answered unusually many cases in their last days."""

    day: date
    desk: int
    desk_names: dict[str, str]
    officer_id: int | None
    officer_name: str
    last_days: int
    answered: int  # on that day, in whatever time
    usual: float


@dataclass(frozen=True)
class MassClosings:
    """The days of a quarter of a year, the newest first."""

    rows: tuple[MassClosing, ...]
    first: date
    last: date
    older: date | None  # the last day of the page before


def mass_closings(standing: Standing, *, body: int, last: date) -> MassClosings:
    """The days to look at in the quarter of a year that ends on a day. Four queries; the sums are the database's."""
    zone, first = calendar().zone, last - timedelta(days=DAYS_SHOWN - 1)
    cases = _answered(standing, body).filter(answered_at__range=(start_of_day(first, zone), end_of_day(last, zone)))
    found = (
        cases.order_by()
        .annotate(day=TruncDate("answered_at", tzinfo=zone))
        .values_list("day", "desk_id", "drafter_id")
        .annotate(number=Count("pk"), hurried=Count("pk", filter=_IN_THE_LAST_DAYS))
    )
    answers: dict[tuple[int, int | None], dict[date, int]] = defaultdict(dict)
    hurried: dict[tuple[int, int | None], dict[date, int]] = defaultdict(dict)
    for day, desk, officer, number, quick in found:
        for who in ((desk, officer), (desk, None)) if officer is not None else ((desk, None),):
            answers[who][day] = answers[who].get(day, 0) + number
            hurried[who][day] = hurried[who].get(day, 0) + quick
    noted = [
        (day, desk, officer)
        for (desk, officer), days in hurried.items()
        for day, number in days.items()
        if is_mass_closing(number, usual_a_day(answers[desk, officer], day))
    ]
    by_officers = {(day, desk) for day, desk, officer in noted if officer is not None}
    noted = [one for one in noted if one[2] is not None or one[:2] not in by_officers]
    desks = dict(Desk.objects.filter(pk__in={desk for _, desk, _ in noted}).values_list("pk", "names"))
    names = dict(Officer.objects.filter(pk__in={officer for _, _, officer in noted if officer}).values_list("pk", "name"))
    rows = [
        MassClosing(
            day=day,
            desk=desk,
            desk_names=desks.get(desk, {}),
            officer_id=officer,
            officer_name=names.get(officer or 0, ""),
            last_days=hurried[desk, officer][day],
            answered=answers[desk, officer][day],
            usual=usual_a_day(answers[desk, officer], day),
        )
        for day, desk, officer in noted
    ]
    rows.sort(key=lambda one: (one.day, one.last_days), reverse=True)
    older = _answered(standing, body).filter(answered_at__lt=start_of_day(first, zone)).exists()
    return MassClosings(tuple(rows), first, last, first - timedelta(days=1) if older else None)


def cases_of_that_day(
    standing: Standing, *, body: int, day: date, desk: int, officer: int | None, cursor: Cursor | None, size: int = ROWS
) -> Page[Complaint]:
    """The cases behind a line: what was answered in its last days on that day, at that desk, by that officer where one is named. One query."""
    zone = calendar().zone
    rows = _answered(standing, body).filter(
        _IN_THE_LAST_DAYS, answered_at__range=(start_of_day(day, zone), end_of_day(day, zone)), desk=desk
    )
    rows = rows.filter(drafter=officer) if officer is not None else rows
    return page_of(rows.select_related("category", "drafter"), by="answered_at", cursor=cursor, size=size)


def contradicted_cases(standing: Standing, *, body: int, at: datetime, cursor: Cursor | None, size: int = ROWS) -> Page[Complaint]:
    """Cases of the last year whose reply said upheld, in whole or in part, and whose complainant disagreed: newest answer first. One query.

    Each has `against`: the kind of the first entry by which the complainant disagreed.
    """
    said = Entry.objects.filter(complaint=OuterRef("pk"), kind__in=REPLIES, payload__cover__outcome__in=RIGHT).order_by("number")
    disagreed = Q(kind__in=("reopen", "break_commitment", "appeal")) | Q(kind="rate", payload__score__lte=2)
    after = Entry.objects.filter(disagreed, complaint=OuterRef("pk"), number__gt=OuterRef("said")).order_by("number")
    rows = _answered(standing, body).filter(Q(rating__lte=2) | Q(round__gt=1) | Q(is_appealed=True), answered_at__gte=at - YEAR)
    rows = rows.annotate(said=Subquery(said.values("number")[:1])).filter(said__isnull=False).filter(Exists(after))
    rows = rows.annotate(against=Subquery(after.values("kind")[:1], output_field=CharField()))
    return page_of(rows.select_related("category", "drafter", "desk"), by="answered_at", cursor=cursor, size=size, is_newest_first=True)
