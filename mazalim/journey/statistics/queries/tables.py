"""Tables of numbers that may be shown: the same object becomes the page's table, its picture and its CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.complaints.models import Kind
from mazalim.figures.models import Measure
from mazalim.figures.queries import Sums, added
from mazalim.journey.statistics.rules import Share, is_small, mean_score, protect, roll_up, scores_apart, share

Cell = int | float | Share | None


@dataclass(frozen=True)
class Column:
    """One column of numbers; `kind` says how they are written, `rare` being a share that is often under a tenth."""

    code: str
    label: str | Promise
    kind: Literal["count", "share", "rare", "days", "score"]


@dataclass(frozen=True)
class Months:
    """The label of a row that stands for one month or several."""

    first: date
    last: date


@dataclass(frozen=True)
class Scores:
    """The label of a row that stands for one score or several."""

    scores: tuple[int, ...]


@dataclass(frozen=True)
class Others:
    """The label of the row that stands for the categories not shown alone; `is_all` where none is."""

    number: int
    is_all: bool


Label = Mapping[str, str] | Months | Scores | Others | str | Promise


@dataclass(frozen=True)
class Row:
    """A line of a table; `code` leads to a page of its own where there is one, `kind` stands in for that of the columns."""

    label: Label
    cells: tuple[Cell, ...]
    code: str = ""
    kind: Literal["", "count", "share", "rare", "days", "score"] = ""


@dataclass(frozen=True)
class Table:
    """`code` names it in addresses; `head` is the heading of the first column."""

    code: str
    title: str | Promise
    head: str | Promise
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def hides_something(self) -> bool:
        """Whether a number is not shown, so that the page must say why."""
        return any(cell is None for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Headline:
    """The numbers on top of a page. `open` and `overdue` are as of now, the others of the period."""

    lodged: int | None
    answered: int | None
    in_time: Share | None
    median_days: int | None
    reopened: Share | None
    rating: float | None
    open: int | None
    overdue: int | None


LODGED = Column("lodged", pgettext_lazy("figures", "Lodged"), "count")
ANSWERED = Column("answered", pgettext_lazy("figures", "Answered"), "count")
IN_TIME = Column("in_time", _("Answered in time"), "share")
MEDIAN = Column("days", _("Middle time"), "days")
UPHELD = Column("upheld", pgettext_lazy("figures", "Upheld"), "share")
REOPENED = Column("reopened", pgettext_lazy("figures", "Re-opened"), "rare")
RATING = Column("rating", _("Rating"), "score")
BODY_COLUMNS = (LODGED, IN_TIME, MEDIAN, UPHELD, REOPENED, RATING)


def shown_count(count: int, *, least: int) -> int | None:
    """A count that stands alone, or None where it is small."""
    return None if is_small(count, least) else count


def in_time(sums: Sums, *, least: int) -> Share | None:
    """Of the rounds that had a deadline and were answered."""
    met, missed = sums.of(Measure.IN_TIME), sums.of(Measure.LATE)
    return share(met, met + missed, least=least)


def upheld(sums: Sums, *, least: int) -> Share | None:
    """In whole or in part, of the replies with an outcome."""
    right = sums.of(Measure.UPHELD) + sums.of(Measure.PARTLY_UPHELD)
    return share(right, right + sums.of(Measure.NOT_UPHELD), least=least)


def reopened(sums: Sums, *, least: int) -> Share | None:
    """By the complainant, of the rounds answered in the same months."""
    return share(sums.of(Measure.REOPENED), sums.of(Measure.ANSWERED), least=least)


def days_within(sums: Sums, percent: int, *, least: int) -> int | None:
    """As `Sums.days_within`, where enough was answered to say so."""
    return sums.days_within(percent) if sums.of(Measure.ANSWERED) >= max(2 * least, 1) else None


def rates(sums: Sums, *, least: int) -> tuple[Cell, ...]:
    """The cells of BODY_COLUMNS after the first."""
    return (
        in_time(sums, least=least),
        days_within(sums, 50, least=least),
        upheld(sums, least=least),
        reopened(sums, least=least),
        mean_score(sums.scores, least=least),
    )


def headline(sums: Sums, now: Sums, *, least: int) -> Headline:
    """The numbers of the whole country; those of a body are hidden together with its neighbours'."""
    return Headline(
        lodged=shown_count(sums.of(Measure.RECEIVED), least=least),
        answered=shown_count(sums.of(Measure.ANSWERED), least=least),
        in_time=in_time(sums, least=least),
        median_days=days_within(sums, 50, least=least),
        reopened=reopened(sums, least=least),
        rating=mean_score(sums.scores, least=least),
        open=shown_count(now.of(Measure.OPEN), least=least),
        overdue=shown_count(now.of(Measure.OVERDUE), least=least),
    )


def trend_table(months: Sequence[date], sums: Mapping[date, Sums], *, least: int) -> Table:
    """Month by month; months that would be too small alone are shown together."""
    values = [sums.get(month, Sums()) for month in months]
    spans = roll_up(months, [one.of(Measure.RECEIVED) for one in values], least=least)
    joined = [added(values[start:end]) for start, end in spans]
    lines = [
        protect([one.of(measure) for one in joined], least=least).cells for measure in (Measure.RECEIVED, Measure.IN_TIME, Measure.LATE)
    ]
    columns = (LODGED, Column("in_time", _("Answered in time"), "count"), Column("late", _("Answered late"), "count"))
    rows = tuple(
        Row(Months(months[start], months[end - 1]), tuple(line[place] for line in lines)) for place, (start, end) in enumerate(spans)
    )
    return Table("months", _("Answers, month by month"), _("Month"), columns, rows)


def ratings_table(sums: Sums, *, least: int) -> Table:
    """How often which score was given; neighbours together where one would be too small alone."""
    scores = sums.scores
    columns = (Column("ratings", _("Ratings"), "count"), Column("share", _("Share"), "share"))
    rows = []
    for together in scores_apart(scores, least=least):
        count = sum(scores[score - 1] for score in together)
        rows.append(Row(Scores(together), (count, Share(count / sum(scores)))))
    return Table("ratings", _("What complainants thought of the answer"), _("Rating"), columns, tuple(rows))


def categories_table(found: Mapping[int, Sums], names: Mapping[int, Mapping[str, str]], *, least: int) -> Table:
    """What complaints are about, most complaints first; those too small to be shown alone stand together in the last row."""
    lodged_in = [pk for pk in found if pk in names and found[pk].of(Measure.RECEIVED)]
    line = protect([found[pk].of(Measure.RECEIVED) for pk in lodged_in], least=least)
    shown = {pk: cell for pk, cell in zip(lodged_in, line.cells, strict=True) if cell is not None}
    hidden = [pk for pk in lodged_in if pk not in shown]
    rows = [Row(names[pk], (shown[pk], *rates(found[pk], least=least)[:3])) for pk in sorted(shown, key=lambda pk: (-shown[pk], pk))]
    if hidden:
        together = added(found[pk] for pk in hidden)
        count = None if line.total is None else together.of(Measure.RECEIVED)
        cells = (count, *rates(together, least=least)[:3]) if count else (None,) * 4
        rows.append(Row(Others(len(hidden), not shown), cells))
    return Table("categories", _("By category"), _("Category"), (LODGED, IN_TIME, MEDIAN, UPHELD), tuple(rows))


def appeals_table(sums: Sums, *, is_body: bool, least: int) -> Table:
    """Appeals against answers, refusals and silence: how many, what came of them, and how long whoever decides took.

    Of a body there are two sides: what was appealed against it, and what it decided for the bodies below.
    """
    allowed = sums.of(Measure.APPEALS_ALLOWED)
    outcome = protect([allowed, sums.of(Measure.APPEALS_DECIDED) - allowed], least=least)
    judged = sums.of(Measure.APPEAL_DAYS)
    enough = judged >= max(2 * least, 1)
    days = sums.days_within(50, Measure.APPEAL_DAYS) if enough else None
    rows = [
        Row(
            _("Appeals lodged against this body") if is_body else _("Appeals lodged"),
            (shown_count(sums.of(Measure.APPEALED), least=least),),
        ),
        Row(_("Decided") if not is_body else _("Of appeals against this body, decided"), (outcome.total,)),
        Row(_("Allowed, in whole or in part, or sent back to be answered anew"), (outcome.cells[0],)),
        Row(_("Dismissed: what the body did or answered stood"), (outcome.cells[1],)),
    ]
    if is_body:
        rows.append(Row(_("Appeals against other bodies that this body decided"), (shown_count(judged, least=least),)))
    rows.append(Row(_("Middle time to decide an appeal"), (days,), kind="days"))
    columns = (Column("count", pgettext_lazy("figures", "Number"), "count"),)
    return Table("appeals", _("Appeals"), _("What is counted"), columns, tuple(rows) if sums.of(Measure.APPEALED) or judged else ())


def kinds_table(found: Mapping[str, Sums], *, least: int) -> Table:
    """Complaints beside suggestions, remarks and praise."""
    kinds = list(Kind)
    lines = [
        protect([found.get(kind, Sums()).of(measure) for kind in kinds], least=least).cells
        for measure in (Measure.RECEIVED, Measure.ANSWERED)
    ]
    rows = []
    for place, kind in enumerate(kinds):
        sums = found.get(kind, Sums())
        cells = (*(line[place] for line in lines), days_within(sums, 50, least=least), mean_score(sums.scores, least=least))
        rows.append(Row(kind.label, cells))
    return Table("kinds", _("By kind"), _("Kind"), (LODGED, ANSWERED, MEDIAN, RATING), tuple(rows))
