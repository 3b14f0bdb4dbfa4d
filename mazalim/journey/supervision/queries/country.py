"""All bodies beside one another, from figures alone: the central desk reads numbers here, never cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from mazalim.common.clock import day_of
from mazalim.country.queries import calendar
from mazalim.directory.queries import BodyRow, bodies_named_like, body_coded, body_rows
from mazalim.figures.models import Measure
from mazalim.figures.queries import Sums, months_of_bodies
from mazalim.journey.statistics.queries import BodyPage, Country, body_page, country_in, kept
from mazalim.journey.statistics.rules import Period, period_named

ROWS = 25
MOST_FOUND = 200
SORTS = ("overdue", "days", "contradicted", "rating", "open", "name")


@dataclass(frozen=True)
class BodyOnBoard:
    """How a body stands: what is open now, and the last twelve months. None where there is nothing to divide."""

    body: BodyRow
    open: int
    overdue: int
    days: int | None  # in the middle
    contradicted: float | None
    rating: float | None
    ratings: int

    @property
    def overdue_share(self) -> float | None:
        """Of what is open."""
        return self.overdue / self.open if self.open else None


@dataclass(frozen=True)
class Month:
    """A month of a body's small picture."""

    month: date
    lodged: int
    answered: int
    late: int


@dataclass(frozen=True)
class CountryBoard:
    """One page of all bodies."""

    rows: tuple[tuple[BodyOnBoard, tuple[Month, ...]], ...]
    sort: str
    words: str
    number: int
    last: int
    found: int
    open: int
    overdue: int

    @property
    def before(self) -> int:
        """The page before this one."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after this one."""
        return self.number + 1


def _on_board(body: BodyRow, sums: Sums) -> BodyOnBoard:
    right = sums.of(Measure.UPHELD) + sums.of(Measure.PARTLY_UPHELD)
    return BodyOnBoard(
        body=body,
        open=sums.of(Measure.OPEN),
        overdue=sums.of(Measure.OVERDUE),
        days=sums.days_within(50),
        contradicted=sums.of(Measure.CONTRADICTED) / right if right else None,
        rating=sums.mean_score,
        ratings=sum(sums.scores),
    )


def _worst_first(sort: str, one: BodyOnBoard) -> tuple[bool, float, int]:
    """Bodies without a number stand last; among equals the one with more cases stands first."""
    value: float | None = {
        "overdue": one.overdue_share,
        "days": one.days,
        "contradicted": one.contradicted,
        "rating": -one.rating if one.rating is not None else None,
        "open": one.open,
    }[sort]
    return value is None, -(value or 0), -one.open


def figures_now(at: datetime) -> Country | None:
    """The figures of the last twelve months, numbers of few people included: the office reads them, not the public."""
    period = period_named("", today=day_of(at, calendar().zone))
    country = country_in(period, at=at) if period else None
    return replace(country, least=1) if country else None


def country_board(country: Country, *, sort: str, words: str, number: int) -> CountryBoard:
    """One page of all bodies with figures, or of those whose names are like the words, the worst first. One query, for the small pictures."""
    sort = sort if sort in SORTS else SORTS[0]

    def all_bodies() -> list[BodyOnBoard]:
        return [_on_board(body, country.bodies[body.pk]) for body in body_rows(list(country.bodies), ended_too=True)]

    every = kept(country.mark, ("board of the country", country.period.last), all_bodies)
    if words.strip():
        wanted = [body.pk for body in bodies_named_like(words, most=MOST_FOUND)]
        by_pk = {one.body.pk: one for one in every}
        shown = [by_pk[pk] for pk in wanted if pk in by_pk]
    else:
        shown = every
    # Named bodies come in the order of the directory, which is that of their names.
    ordered = shown if sort == "name" else sorted(shown, key=lambda one: _worst_first(sort, one))
    last = max(1, -(-len(ordered) // ROWS))
    number = min(max(number, 1), last)
    rows = ordered[(number - 1) * ROWS : number * ROWS]
    months = _months(country, [one.body.pk for one in rows])
    return CountryBoard(
        rows=tuple((one, months[one.body.pk]) for one in rows),
        sort=sort,
        words=words,
        number=number,
        last=last,
        found=len(ordered),
        open=sum(one.open for one in every),
        overdue=sum(one.overdue for one in every),
    )


def _months(country: Country, bodies: list[int]) -> Mapping[int, tuple[Month, ...]]:
    period: Period = country.period
    wanted = (Measure.RECEIVED, Measure.ANSWERED, Measure.LATE)
    found = months_of_bodies(country.mark.edition, period.first, period.last, bodies=bodies, measures=wanted)

    def month(body: int, day: date) -> Month:
        sums = found.get(body, {}).get(day, Sums())
        return Month(day, *(sums.of(measure) for measure in wanted))

    return {body: tuple(month(body, day) for day in period.months) for body in bodies}


def body_of_the_country(country: Country, code: str) -> BodyPage | None:
    """The figures of one body, as its public page has them but for the small numbers, which the office may know."""
    body = body_coded(code, ended_too=True)
    return body_page(body, country) if body else None
