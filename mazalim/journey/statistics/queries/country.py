"""The figures of the whole country in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mazalim.complaints.models import Kind
from mazalim.country.queries import policy_at
from mazalim.directory.models import Category
from mazalim.figures import queries as figures
from mazalim.figures.models import NOW, Measure
from mazalim.figures.queries import Mark, Sums, added
from mazalim.journey.statistics.queries.kept import kept
from mazalim.journey.statistics.queries.tables import (
    Headline,
    Table,
    appeals_table,
    categories_table,
    headline,
    kinds_table,
    ratings_table,
    trend_table,
)
from mazalim.journey.statistics.rules import Line, Period, protect


@dataclass(frozen=True)
class Country:
    """All sums of a period that pages are made of, not yet protected."""

    mark: Mark
    period: Period
    least: int
    first_month: date
    months: Mapping[date, Mapping[str, Sums]]
    categories: Mapping[int, Sums]
    bodies: Mapping[int, Sums]  # complaints
    category_names: Mapping[int, Mapping[str, str]]

    @property
    def by_kind(self) -> dict[str, Sums]:
        """The period by kind."""
        return {kind: added(self.months.get(month, {}).get(kind, Sums()) for month in self.period.months) for kind in Kind.values}

    @property
    def complaints(self) -> Sums:
        """The complaints of the period."""
        return of_kind(self.months, self.period)

    @property
    def now(self) -> Sums:
        """What is open and overdue."""
        return self.months.get(NOW, {}).get(Kind.COMPLAINT.value, Sums())

    def line(self, measure: Measure) -> dict[int, int | None]:
        """Body -> how often, as the public may see it."""
        line: Line = kept(
            self.mark,
            ("line", self.period.code, self.period.last, measure, self.least),
            lambda: protect([sums.of(measure) for sums in self.bodies.values()], least=self.least),
        )
        return dict(zip(self.bodies, line.cells, strict=True))


@dataclass(frozen=True)
class CountryPage:
    """The page of the whole country, but for its table of bodies."""

    mark: Mark
    period: Period
    least: int
    first_month: date
    head: Headline
    trend: Table
    ratings: Table
    categories: Table
    appeals: Table
    kinds: Table
    rated: int
    has_figures: bool

    @property
    def tables(self) -> dict[str, Table]:
        """By code, for downloads."""
        return {table.code: table for table in (self.trend, self.ratings, self.categories, self.appeals, self.kinds)}


def of_kind(months: Mapping[date, Mapping[str, Sums]], period: Period, kind: str = Kind.COMPLAINT.value) -> Sums:
    """The sums of a period's months."""
    return added(months.get(month, {}).get(kind, Sums()) for month in period.months)


def country_in(period: Period, *, at: datetime) -> Country | None:
    """The country's sums in a period; None before anything was counted. One query, or six where a figure has changed since."""
    mark = figures.mark()
    if mark is None:
        return None
    least = policy_at(at).smallest_cell

    def read() -> Country | None:
        first = figures.first_month(mark.edition)
        if first is None:
            return None
        return Country(
            mark=mark,
            period=period,
            least=least,
            first_month=first,
            months=figures.by_month(mark.edition, period.first, period.last),
            categories=figures.by_category(mark.edition, period.first, period.last),
            bodies=figures.by_body(mark.edition, period.first, period.last),
            category_names=dict(Category.objects.values_list("pk", "names")),
        )

    return kept(mark, ("country", period.code, period.last, least), read)


def country_page(country: Country) -> CountryPage:
    """What the page of the country shows; worked out once until a figure changes."""
    return kept(country.mark, ("country page", country.period.code, country.period.last, country.least), lambda: _page(country))


def _page(country: Country) -> CountryPage:
    least, complaints = country.least, country.complaints
    by_month = {month: kinds[Kind.COMPLAINT.value] for month, kinds in country.months.items() if Kind.COMPLAINT.value in kinds}
    return CountryPage(
        mark=country.mark,
        period=country.period,
        least=least,
        first_month=country.first_month,
        head=headline(complaints, country.now, least=least),
        trend=trend_table(country.period.months, by_month, least=least),
        ratings=ratings_table(complaints, least=least),
        categories=categories_table(country.categories, country.category_names, least=least),
        appeals=appeals_table(complaints, is_body=False, least=least),
        kinds=kinds_table(country.by_kind, least=least),
        rated=sum(complaints.scores),
        has_figures=any(sums.counts for sums in country.by_kind.values()),
    )
