"""The figures body by body, and those of one body beside the country's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.complaints.models import Kind
from mazalim.directory.queries import BodyRow, bodies_named_like, body_rows
from mazalim.figures import queries as figures
from mazalim.figures.models import Measure
from mazalim.figures.queries import Sums
from mazalim.journey.statistics.queries import tables
from mazalim.journey.statistics.queries.country import Country, of_kind
from mazalim.journey.statistics.queries.kept import kept
from mazalim.journey.statistics.queries.tables import BODY_COLUMNS, Cell, Column, Headline, Row, Table
from mazalim.journey.statistics.rules import Share, mean_score, share
from mazalim.web import formats

ROWS = 20
NAME = "name"
SORTS = (NAME, *(column.code for column in BODY_COLUMNS))
LEAST_FIRST = frozenset({NAME, "days"})  # a name from the beginning, the quickest body first
MOST_FOUND = 200


@dataclass(frozen=True)
class BodiesPage:
    """One page of the table of bodies; `sort` begins with a hyphen where the order is turned round."""

    table: Table
    sort: str
    words: str
    number: int
    last: int
    found: int

    @property
    def sorted_by(self) -> str:
        """The column's code."""
        return self.sort.removeprefix("-")

    @property
    def direction(self) -> Literal["ascending", "descending"]:
        """As screen readers call it."""
        return "ascending" if (self.sorted_by in LEAST_FIRST) != self.sort.startswith("-") else "descending"


def bodies_table(country: Country, *, sort: str = "lodged", among: Sequence[BodyRow] | None = None) -> Table:
    """Every body with a complaint in the period, or the given ones, in an order that gives hidden numbers away to nobody.

    `sort` is a column's code, with a hyphen for the order turned round; empty leaves the given ones as they are.
    """
    lodged = country.line(Measure.RECEIVED)
    bodies = (
        list(among)
        if among is not None
        else body_rows([pk for pk, sums in country.bodies.items() if sums.of(Measure.RECEIVED)], ended_too=True)
    )
    rows = [_body(body, country, lodged) for body in bodies]
    if sort:
        _sort(rows, sort)
    return Table("bodies", _("Body by body"), _("Public body"), BODY_COLUMNS, tuple(rows))


def _sort(rows: list[Row], sort: str) -> None:
    code = sort.removeprefix("-")
    is_turned = sort.startswith("-")
    rows.sort(key=lambda row: formats.in_language(row.label)[0].casefold())  # type: ignore[arg-type]
    if code == NAME:
        if is_turned:
            rows.reverse()
    else:
        place = [column.code for column in BODY_COLUMNS].index(code)
        sign = 1 if (code in LEAST_FIRST) != is_turned else -1
        rows.sort(key=lambda row: _order(row.cells[place], sign))


def _body(body: BodyRow, country: Country, lodged: Mapping[int, int | None]) -> Row:
    sums = country.bodies.get(body.pk, Sums())
    return Row(body.names, (lodged.get(body.pk, 0), *tables.rates(sums, least=country.least)), code=body.code)


def _order(cell: Cell, sign: int) -> tuple[bool, float]:
    value = cell.value if isinstance(cell, Share) else cell
    return value is None, sign * (value or 0)


def bodies_page(country: Country, *, sort: str, words: str, number: int) -> BodiesPage:
    """The bodies with complaints, most complaints first; or those whose names are like the words, the most alike first. Costs no query."""
    if sort.removeprefix("-") not in SORTS:
        sort = "" if words.strip() else "lodged"
    if words.strip():
        table = bodies_table(country, sort=sort, among=bodies_named_like(words, most=MOST_FOUND))
    else:
        language = formats.language()
        key = ("bodies", country.period.code, country.period.last, country.least, sort, language)
        table = kept(country.mark, key, lambda: bodies_table(country, sort=sort))
    found = len(table.rows)
    last = max(1, -(-found // ROWS))
    number = min(max(number, 1), last)
    shown = Table(table.code, table.title, table.head, table.columns, table.rows[(number - 1) * ROWS : number * ROWS])
    return BodiesPage(shown, sort, words, number, last, found)


@dataclass(frozen=True)
class Judged:
    """One line by which a body is judged, beside the country; `hint` says what is counted."""

    code: str
    label: str | Promise
    hint: str | Promise
    kind: Literal["share", "rare", "days", "score"]
    of_body: Cell
    of_country: Cell


@dataclass(frozen=True)
class BodyPage:
    """The page of one body. `is_withheld`: there are complaints, but too few to say anything of them."""

    body: BodyRow
    is_withheld: bool
    has_figures: bool
    head: Headline
    judged: tuple[Judged, ...]
    trend: Table
    ratings: Table
    categories: Table
    appeals: Table
    rated: int | None

    @property
    def comparison(self) -> Table:
        """The lines by which the body is judged, as a table for download."""
        columns = (Column("body", _("This body"), "share"), Column("country", _("The country"), "share"))
        rows = tuple(Row(line.label, (line.of_body, line.of_country), kind=line.kind) for line in self.judged)
        return Table("comparison", _("Beside the whole country"), _("What is counted"), columns, rows)

    @property
    def tables(self) -> dict[str, Table]:
        """By code, for downloads; none where the numbers are withheld."""
        if self.is_withheld:
            return {}
        return {table.code: table for table in (self.comparison, self.trend, self.ratings, self.categories, self.appeals)}


def body_page(body: BodyRow, country: Country) -> BodyPage:
    """What the page of a body shows: two queries where a figure has changed since it was last asked for, else none."""
    key = ("body", body.pk, country.period.code, country.period.last, country.least)
    return kept(country.mark, key, lambda: _page(body, country))


def _page(body: BodyRow, country: Country) -> BodyPage:
    period, least, edition = country.period, country.least, country.mark.edition
    months = figures.by_month(edition, period.first, period.last, body=body.pk)
    categories = figures.by_category(edition, period.first, period.last, body=body.pk)
    sums = of_kind(months, period)
    counts = {
        measure: country.line(measure).get(body.pk, 0) for measure in (Measure.RECEIVED, Measure.ANSWERED, Measure.OPEN, Measure.OVERDUE)
    }
    by_month = {month: kinds[Kind.COMPLAINT.value] for month, kinds in months.items() if Kind.COMPLAINT.value in kinds}
    in_time, median, _upheld, reopened, rating = tables.rates(sums, least=least)
    return BodyPage(
        body=body,
        is_withheld=counts[Measure.RECEIVED] is None,
        has_figures=bool(sums.counts),
        head=Headline(
            lodged=counts[Measure.RECEIVED],
            answered=counts[Measure.ANSWERED],
            in_time=in_time,  # type: ignore[arg-type]
            median_days=median,  # type: ignore[arg-type]
            reopened=reopened,  # type: ignore[arg-type]
            rating=rating,  # type: ignore[arg-type]
            open=counts[Measure.OPEN],
            overdue=counts[Measure.OVERDUE],
        ),
        judged=judged(sums, country.complaints, least=least),
        trend=tables.trend_table(period.months, by_month, least=least),
        ratings=tables.ratings_table(sums, least=least),
        categories=tables.categories_table(categories, country.category_names, least=least),
        appeals=tables.appeals_table(sums, is_body=True, least=least),
        rated=tables.shown_count(sum(sums.scores), least=least),
    )


def judged(body: Sums, country: Sums, *, least: int) -> tuple[Judged, ...]:
    """The lines by which a body is judged. docs/figures.md explains each at length."""

    def part(code: str, label: Promise, hint: Promise, some: Sequence[Measure], all_: Sequence[Measure]) -> Judged:
        shares = (share(sum(map(sums.of, some)), sum(map(sums.of, all_)), least=least) for sums in (body, country))
        return Judged(code, label, hint, "share", *shares)

    def within(code: str, label: Promise, hint: Promise, percent: int) -> Judged:
        return Judged(code, label, hint, "days", *(tables.days_within(sums, percent, least=least) for sums in (body, country)))

    right = (Measure.UPHELD, Measure.PARTLY_UPHELD)
    return (
        part(
            "in_time",
            _("Answered in time"),
            _("of the answers with a deadline; late counts against the body that held the complaint at the deadline"),
            (Measure.IN_TIME,),
            (Measure.IN_TIME, Measure.LATE),
        ),
        within("median", _("Middle time to an answer"), _("half of the answers came sooner, half later; in calendar days"), 50),
        within("ninetieth", _("Nine of ten answered within"), _("the slowest tenth took longer; in calendar days"), 90),
        part(
            "reasoned",
            _("Reasons given"),
            _("answers that say why, point by point, in more than a word or two"),
            (Measure.REASONED,),
            (Measure.ANSWERED,),
        ),
        part("upheld", _("Upheld, in whole or in part"), _("of the answers with an outcome"), right, (*right, Measure.NOT_UPHELD)),
        part(
            "contradicted",
            _("Contradicted by the complainant"),
            _("of the answers that said upheld: rated 1 or 2, re-opened, or a promise was not kept"),
            (Measure.CONTRADICTED,),
            right,
        ),
        part(
            "reopened",
            _("Re-opened by the complainant"),
            _("of the answers given in the same months"),
            (Measure.REOPENED,),
            (Measure.ANSWERED,),
        ),
        part(
            "appeals_allowed",
            _("Appeals allowed"),
            _("in whole or in part or sent back, of the appeals decided"),
            (Measure.APPEALS_ALLOWED,),
            (Measure.APPEALS_DECIDED,),
        ),
        part(
            "confirmed",
            _("Settled in the complainant's own word"),
            _("of the complaints closed; the others were closed after silence"),
            (Measure.CONFIRMED,),
            (Measure.CONFIRMED, Measure.UNCONFIRMED),
        ),
        Judged(
            "rating",
            _("Rating, of 5"),
            _("by complainants, once an answer"),
            "score",
            *(mean_score(sums.scores, least=least) for sums in (body, country)),
        ),
    )
