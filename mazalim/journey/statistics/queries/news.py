"""Few numbers for other rooms: the home page's strip and the machine's door."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from mazalim.common.clock import day_of
from mazalim.country.queries import policy_at
from mazalim.journey.statistics.queries.country import country_in, country_page
from mazalim.journey.statistics.queries.tables import Cell, Months, Scores
from mazalim.journey.statistics.rules import Period, Share, default_period
from mazalim.journey.statistics.rules.periods import plus_months

SECONDS_KEPT = 60


@dataclass(frozen=True)
class LastMonth:
    """The last month that is over. `on_time` is a share, `rating` of 5; what is too small is None."""

    first_day: date
    lodged: int
    on_time: float | None
    median_days: int | None
    rating: float | None
    counted_at: datetime


def last_month_strip(*, at: datetime) -> LastMonth | None:
    """The strip of the home page; None where there is too little to show. Kept for a minute, so that most visits cost no query."""
    return cache.get_or_set(f"statistics.last_month.{policy_at(at).code}", lambda: _last_month(at), SECONDS_KEPT)


def _last_month(at: datetime) -> LastMonth | None:
    month = plus_months(day_of(at, policy_at(at).zone).replace(day=1), -1)
    country = country_in(Period(month.isoformat()[:7], "month", month, month), at=at)
    if country is None:
        return None
    head = country_page(country).head
    if not head.lodged:
        return None
    on_time = head.in_time.value if head.in_time is not None and not head.in_time.bound else None
    return LastMonth(month, head.lodged, on_time, head.median_days, head.rating, country.mark.counted_at)


@dataclass(frozen=True)
class MonthFigures:
    """One month, or several where one alone would be too small."""

    first_month: date
    last_month: date
    lodged: int | None
    answered_in_time: int | None
    answered_late: int | None


@dataclass(frozen=True)
class ScoreFigures:
    """How often a score was given, or one of several where one alone would be too small."""

    scores: tuple[int, ...]
    ratings: int | None


@dataclass(frozen=True)
class NationalFigures:
    """The country's page as plain values, for machines. Hidden numbers are None; shares are fractions."""

    period: Period
    counted_at: datetime | None
    lodged: int | None
    answered: int | None
    answered_in_time: float | None
    median_days: int | None
    reopened: float | None
    rating: float | None
    open: int | None
    overdue: int | None
    months: tuple[MonthFigures, ...]
    ratings: tuple[ScoreFigures, ...]


def national_figures(*, at: datetime, period: Period | None = None) -> NationalFigures:
    """The figures of the country in a period, by default the last twelve months. One query, or six where a figure has changed since."""
    period = period or default_period(day_of(at, policy_at(at).zone))
    country = country_in(period, at=at)
    if country is None:
        return NationalFigures(period, None, 0, 0, None, None, None, None, 0, 0, (), ())
    page = country_page(country)
    head = page.head
    return NationalFigures(
        period=period,
        counted_at=page.mark.counted_at,
        lodged=head.lodged,
        answered=head.answered,
        answered_in_time=_fraction(head.in_time),
        median_days=head.median_days,
        reopened=_fraction(head.reopened),
        rating=None if head.rating is None else round(head.rating, 1),
        open=head.open,
        overdue=head.overdue,
        months=tuple(
            MonthFigures(row.label.first, row.label.last, *map(_whole, row.cells))
            for row in page.trend.rows
            if isinstance(row.label, Months)
        ),
        ratings=tuple(ScoreFigures(row.label.scores, _whole(row.cells[0])) for row in page.ratings.rows if isinstance(row.label, Scores)),
    )


def _fraction(shown: Share | None) -> float | None:
    return None if shown is None or shown.bound else round(shown.value, 4)


def _whole(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None
