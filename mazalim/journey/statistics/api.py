"""What the public sees, for machines."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from mazalim.common.clock import day_of
from mazalim.country.queries import policy_at
from mazalim.journey.statistics.queries import bodies_table, country_in, national_figures
from mazalim.journey.statistics.queries.tables import BODY_COLUMNS, Cell
from mazalim.journey.statistics.rules import Share, default_period
from mazalim.web import formats
from mazalim.work.views import may_read_replica

router = Router(tags=["figures"])


class MonthCounted(Schema):
    """One month, or several where one alone would be too small to show."""

    first_month: date
    last_month: date
    lodged: int | None
    answered_in_time: int | None
    answered_late: int | None


class ScoreCounted(Schema):
    """How often a score was given, or one of several where one alone would be too small to show."""

    scores: list[int] = Field(examples=[[4]])
    ratings: int | None


class BodyCounted(Schema):
    """One public body."""

    code: str = Field(examples=["MUN-EBL"])
    name: str
    lodged: int | None
    answered_in_time: float | None
    median_days: int | None
    upheld: float | None
    reopened: float | None
    rating: float | None


class FiguresShown(Schema):
    """The last twelve months. Numbers that could give somebody away are null; shares are fractions of one."""

    first_month: date
    last_month: date
    counted_at: datetime | None = Field(description=gettext_noop("Up to when everything was counted; null before anything was."))
    lodged: int | None
    answered: int | None
    answered_in_time: float | None = Field(description=gettext_noop("Of the answers with a deadline."), examples=[0.91])
    median_days: int | None = Field(description=gettext_noop("From lodging to the answer."))
    reopened: float | None = Field(description=gettext_noop("By complainants, of the answers."))
    rating: float | None = Field(description=gettext_noop("The mean of 1 to 5."), examples=[3.7])
    open: int | None = Field(description=gettext_noop("Now."))
    overdue: int | None = Field(description=gettext_noop("Now."))
    months: list[MonthCounted]
    ratings: list[ScoreCounted]
    bodies: list[BodyCounted] = Field(description=gettext_noop("Those with complaints in these months, most complaints first."))


@router.get(
    "/figures",
    response=FiguresShown,
    auth=None,
    operation_id="figures",
    summary=gettext_noop("How the service and each body do"),
    description=gettext_noop(
        "The complaints of the last twelve months, as on the page of figures. Numbers that could give somebody away are null."
    ),
)
@may_read_replica
def figures(request: HttpRequest) -> FiguresShown:
    """The country's figures, month by month and body by body."""
    at = timezone.now()
    period = default_period(day_of(at, policy_at(at).zone))
    found, country = national_figures(at=at, period=period), country_in(period, at=at)
    return FiguresShown(
        first_month=period.first,
        last_month=period.last,
        counted_at=found.counted_at,
        lodged=found.lodged,
        answered=found.answered,
        answered_in_time=found.answered_in_time,
        median_days=found.median_days,
        reopened=found.reopened,
        rating=found.rating,
        open=found.open,
        overdue=found.overdue,
        months=[
            MonthCounted(
                first_month=month.first_month,
                last_month=month.last_month,
                lodged=month.lodged,
                answered_in_time=month.answered_in_time,
                answered_late=month.answered_late,
            )
            for month in found.months
        ],
        ratings=[ScoreCounted(scores=list(row.scores), ratings=row.ratings) for row in found.ratings],
        bodies=[_body(row.code, row.label, row.cells) for row in bodies_table(country).rows] if country else [],
    )


def _body(code: str, names: object, cells: tuple[Cell, ...]) -> BodyCounted:
    """A line of the page's table: the same numbers, hidden where they are hidden there."""
    numbers = dict(zip((column.code for column in BODY_COLUMNS), map(_number, cells), strict=True))
    return BodyCounted(
        code=code,
        name=formats.in_language(names)[0] if isinstance(names, dict) else "",
        lodged=_whole(numbers["lodged"]),
        answered_in_time=numbers["in_time"],
        median_days=_whole(numbers["days"]),
        upheld=numbers["upheld"],
        reopened=numbers["reopened"],
        rating=numbers["rating"],
    )


def _number(cell: Cell) -> float | None:
    if isinstance(cell, Share):
        return None if cell.bound else round(cell.value, 4)
    return cell if cell is None else round(cell, 1)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
