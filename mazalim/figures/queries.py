"""Sums of figures. None of these costs more where there are more cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, Sum

from mazalim.figures.models import EVERY, NOW, Measure, Total, Watermark
from mazalim.figures.rules import percentile

COMPLAINT = "complaint"


@dataclass(frozen=True)
class Mark:
    """Which rows are in use, what changes when they do, and up to when entries were counted."""

    edition: int
    stamp: UUID
    counted_at: datetime


@dataclass(frozen=True)
class Sums:
    """Counts by measure and bucket."""

    counts: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def of(self, measure: Measure) -> int:
        """The count of a measure, over all its buckets."""
        return sum(count for (name, _), count in self.counts.items() if name == measure)

    def buckets(self, measure: Measure) -> dict[int, int]:
        """The count of a measure by bucket."""
        return {bucket: count for (name, bucket), count in self.counts.items() if name == measure and count}

    def days_within(self, percent: int, measure: Measure = Measure.DAYS) -> int | None:
        """The days within which so many in a hundred were answered, or what else a measure of days counts."""
        return percentile(self.buckets(measure), percent)

    @property
    def scores(self) -> tuple[int, ...]:
        """How often 1, 2, 3, 4 and 5 were given."""
        found = self.buckets(Measure.RATING)
        return tuple(found.get(score, 0) for score in range(1, 6))

    @property
    def mean_score(self) -> float | None:
        """The mean of the ratings, however few there are: for the office. None without any."""
        ratings = sum(self.scores)
        return sum(score * number for score, number in enumerate(self.scores, start=1)) / ratings if ratings else None

    def __add__(self, other: "Sums") -> "Sums":
        return added((self, other))


def added(sums: Iterable[Sums]) -> Sums:
    """All of them together."""
    counts: dict[tuple[str, int], int] = {}
    for one in sums:
        for key, count in one.counts.items():
            counts[key] = counts.get(key, 0) + count
    return Sums(counts)


def mark() -> Mark | None:
    """None before anything was counted."""
    row = Watermark.objects.filter(pk=Watermark.THE_ONE).first()
    return Mark(row.edition, row.stamp, row.counted_at) if row else None


def first_month(edition: int) -> date | None:
    """The month in which the first case was lodged."""
    rows = Total.objects.filter(edition=edition, body=EVERY, category=EVERY, month__gt=NOW).order_by("month")
    return rows.values_list("month", flat=True).first()


def by_month(edition: int, first: date, last: date, *, body: int = EVERY) -> dict[date, dict[str, Sums]]:
    """Month -> kind -> sums of a body or the country, the months NOW included; months without any figure are missing."""
    rows = Total.objects.filter(Q(month__range=(first, last)) | Q(month=NOW), edition=edition, body=body, category=EVERY)
    found: dict[date, dict[str, dict[tuple[str, int], int]]] = {}
    for month, kind, measure, bucket, count in rows.values_list("month", "kind", "measure", "bucket", "count"):
        found.setdefault(month, {}).setdefault(kind, {})[measure, bucket] = count
    return {month: {kind: Sums(counts) for kind, counts in kinds.items()} for month, kinds in found.items()}


def months_of_bodies(
    edition: int, first: date, last: date, *, bodies: Sequence[int], measures: Sequence[Measure], kind: str = COMPLAINT
) -> dict[int, dict[date, Sums]]:
    """Body -> month -> sums of some measures, for a page of bodies. One query."""
    rows = Total.objects.filter(
        edition=edition, body__in=bodies, category=EVERY, month__range=(first, last), kind=kind, measure__in=measures
    )  # fmt: skip
    found: dict[int, dict[date, dict[tuple[str, int], int]]] = {}
    for body, month, measure, bucket, count in rows.values_list("body", "month", "measure", "bucket", "count"):
        found.setdefault(body, {}).setdefault(month, {})[measure, bucket] = count
    return {body: {month: Sums(counts) for month, counts in months.items()} for body, months in found.items()}


def by_category(edition: int, first: date, last: date, *, body: int = EVERY, kind: str = COMPLAINT) -> dict[int, Sums]:
    """Category -> sums of a body or the country in these months."""
    rows = Total.objects.filter(edition=edition, body=body, category__gt=EVERY, month__range=(first, last), kind=kind)
    return _summed(rows.values_list("category", "measure", "bucket").annotate(Sum("count")).order_by())


def by_body(edition: int, first: date, last: date, *, kind: str = COMPLAINT) -> dict[int, Sums]:
    """Body -> sums in these months, and what is open and overdue now."""
    rows = Total.objects.filter(
        Q(month__range=(first, last)) | Q(month=NOW), edition=edition, category=EVERY, body__gt=EVERY, kind=kind
    )  # fmt: skip
    return _summed(rows.values_list("body", "measure", "bucket").annotate(Sum("count")).order_by())


def lodged_by_month(edition: int, first: date, last: date, *, body: int = EVERY, category: int = EVERY) -> dict[date, int]:
    """Month -> complaints lodged with a body, in a category. One query."""
    rows = Total.objects.filter(
        edition=edition, body=body, category=category, month__range=(first, last), kind=COMPLAINT, measure=Measure.RECEIVED
    )
    return dict(rows.values_list("month").annotate(Sum("count")).order_by())


@dataclass(frozen=True)
class Growth:
    """Complaints lodged with a body in one category: in the newest months, and in those before."""

    body: int
    category: int
    now: int
    before: int


def categories_that_grew(
    edition: int, first: date, turn: date, last: date, *, bodies: Sequence[int] | None, fewest: int, growth: float, most: int
) -> list[Growth]:
    """Where at least `fewest` complaints came from `turn` to `last`, and `growth` times as many as from `first` to `turn`; most more first. One query.

    `bodies` None looks at all of them.
    """
    rows = Total.objects.filter(
        edition=edition, category__gt=EVERY, month__range=(first, last), kind=COMPLAINT, measure=Measure.RECEIVED
    )  # fmt: skip
    rows = rows.filter(body__gt=EVERY) if bodies is None else rows.filter(body__in=bodies)
    newest, older = Sum("count", filter=Q(month__gte=turn), default=0), Sum("count", filter=Q(month__lt=turn), default=0)
    found = rows.values("body", "category").annotate(now=newest, before=older).order_by(F("before") - F("now"), "body", "category")
    grown = found.filter(now__gte=fewest).filter(now__gte=F("before") * growth)
    return [Growth(row["body"], row["category"], row["now"], row["before"]) for row in grown[:most]]


def _summed(rows: Iterable[tuple[int, str, int, int]]) -> dict[int, Sums]:
    found: dict[int, dict[tuple[str, int], int]] = {}
    for key, measure, bucket, count in rows:
        found.setdefault(key, {})[measure, bucket] = count
    return {key: Sums(counts) for key, counts in found.items()}
