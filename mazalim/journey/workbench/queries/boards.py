"""The supervisor's board: how a desk or body stands today. Sums over the open cases (`sums`); the past from figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from mazalim.accounts.models import Absence
from mazalim.accounts.queries import Standing, absences_on
from mazalim.common.clock import day_of
from mazalim.complaints.access import rows_shown
from mazalim.complaints.models import State
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk
from mazalim.figures.models import Measure
from mazalim.figures.queries import Sums, added, by_month, mark
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.queries import Approval, Promise, approvals_for, promises
from mazalim.journey.workbench.queries.desks import cases_at
from mazalim.journey.workbench.queries.sums import Counted, sums_of
from mazalim.journey.workbench.rules import AGES
from mazalim.work.replicas import on_primary

FEW = 8


@dataclass(frozen=True)
class Load:
    """How many open cases an officer holds; without a name: nobody."""

    officer_id: int | None
    name: str
    open: int
    overdue: int
    week: int
    absence: Absence | None = None
    has_left: bool = False  # the account is closed

    @property
    def later(self) -> int:
        """Due after this week, or paused."""
        return self.open - self.overdue - self.week

    def bar(self, longest: int) -> tuple[tuple[float, float], ...]:
        """Start and length, in percent of the longest, of overdue, this week and later."""
        parts, at = [], 0.0
        for number in (self.overdue, self.week, self.later):
            length = 100 * number / longest if longest else 0.0
            parts.append((round(at, 1), round(length, 1)))
            at += length
        return tuple(parts)


@dataclass(frozen=True)
class Step:
    """How many cases were moved up one step of the escalation."""

    code: str  # fell_due, body_above, central_desk
    count: int


@dataclass(frozen=True)
class Age:
    """How many open cases were lodged so many days ago."""

    code: str  # of the list's filter
    first: int
    last: int | None  # None: and longer
    count: int
    percent: float  # of the longest


@dataclass(frozen=True)
class Judged:
    """What complainants thought of a body's answers in so many months, the running one among them."""

    months: int
    answered: int
    ratings: int
    mean: float | None
    reopened: float | None  # of the answers

    @classmethod
    def of(cls, sums: Sums, months: int) -> "Judged":
        """Worked out from sums."""
        answered = sums.of(Measure.ANSWERED)
        reopened = sums.of(Measure.REOPENED) / answered if answered else None
        return cls(months, answered, sum(sums.scores), sums.mean_score, reopened)


@dataclass(frozen=True)
class Board:
    """The figures of one place."""

    counted: Counted
    loads: tuple[Load, ...]
    reopened: int
    paused: int
    awaiting_approval: int
    steps: tuple[Step, ...]
    approvals: tuple[Approval, ...]
    promises: tuple[Promise, ...]
    ages: tuple[Age, ...] = ()
    judged: tuple[Judged, ...] = ()
    body: int | None = None  # whose satisfaction it is
    scores: tuple[int, ...] = field(default=(0,) * 5)  # how often 1 to 5 were given in twelve months

    @property
    def absent(self) -> tuple[Load, ...]:
        """Who is away, or has left, and holds open cases."""
        return tuple(load for load in self.loads if load.absence or load.has_left)

    @property
    def open(self) -> int:
        """All open cases."""
        return sum(load.open for load in self.loads)

    @property
    def overdue(self) -> int:
        """The reply is late."""
        return sum(load.overdue for load in self.loads)

    @property
    def week(self) -> int:
        """Due today or within seven days."""
        return sum(load.week for load in self.loads)

    @property
    def unassigned(self) -> int:
        """Nobody works on them."""
        return sum(load.open for load in self.loads if load.officer_id is None)

    @property
    def bars(self) -> list[tuple[Load, Sequence[tuple[float, float]]]]:
        """Each officer with the parts of the bar."""
        longest = max((load.open for load in self.loads), default=0)
        return [(load, load.bar(longest)) for load in self.loads]


def board_of(standing: Standing, *, place: str, at: datetime, is_anew: bool = False) -> Board:
    """How a place of the officer's stands. The same number of queries however many cases and officers there are.

    :param is_anew: count the open cases again though they were counted a moment ago.
    """
    counted = sums_of(standing, place=place, at=at, is_anew=is_anew)
    today = day_of(at, calendar().zone)
    away = absences_on(today, [row["officer_id"] for row in counted.by_officer if row["officer_id"]])
    loads = [
        Load(
            row["officer_id"],
            row["officer__name"] or "",
            row["number"],
            row["overdue"],
            row["week"],
            away.get(row["officer_id"]),
            row["officer__is_active"] is False,
        )
        for row in counted.by_officer
    ]
    loads.sort(key=lambda load: (load.officer_id is None, load.name))
    above, centre = counted.of("told_above"), counted.of("told_centre")

    def promised(who: Standing) -> QuerySet[Commitment]:
        open_ones = Commitment.objects.filter(complaint__in=cases_at(who, place), kept_at=None)
        open_ones = open_ones.exclude(complaint__state=State.WITHDRAWN).select_related("complaint", "entry__words", "owner")
        return open_ones.order_by("due_date", "pk")[:FEW]

    with on_primary():  # what names cases
        approvals = approvals_for(standing, cursor=None, at=at, size=FEW)[0]
    body = _body_of(place)
    months = _months(body, today)
    return Board(
        counted=counted,
        ages=_ages(dict(zip(AGES, counted.ages, strict=True))),
        judged=tuple(Judged.of(_last(months, today, number), number) for number in (3, 12)) if body else (),
        scores=_last(months, today, 12).scores,
        body=body,
        loads=tuple(loads),
        reopened=counted.of("second_round"),
        paused=counted.of("stopped"),
        awaiting_approval=counted.of("to_approve"),
        steps=(
            Step("fell_due", sum(load.overdue for load in loads) - above - centre),
            Step("body_above", above),
            Step("central_desk", centre),
        ),
        approvals=tuple(approvals),
        promises=tuple(promises(rows_shown(standing, ("promised", place), promised, are_roles_alike=False))),
    )


def _ages(counts: Mapping[str, int]) -> tuple[Age, ...]:
    longest = max(counts.values()) or 1
    return tuple(Age(code, *AGES[code], count, round(100 * count / longest, 1)) for code, count in counts.items())


def _body_of(place: str) -> int | None:
    """The body of a place; figures are kept by body, so that a desk's board shows those of its body."""
    kind, _, key = place.partition("-")
    if kind == "body":
        return int(key)
    return Desk.objects.filter(pk=int(key)).values_list("body_id", flat=True).first() if kind == "desk" else None


def _months(body: int | None, today: date) -> dict[date, dict[str, Sums]]:
    """The sums of the body's last twelve months."""
    counted = mark() if body else None
    return by_month(counted.edition, months_back(today, 11), today.replace(day=1), body=body) if counted and body else {}


def months_back(day: date, number: int) -> date:
    """The first day of the month so many months before."""
    year, index = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, index + 1, 1)


def _last(months: Mapping[date, Mapping[str, Sums]], today: date, number: int) -> Sums:
    first = months_back(today, number - 1)
    return added(kinds["complaint"] for month, kinds in months.items() if month >= first and "complaint" in kinds)
