"""The supervisor's board: how a desk or body stands today. Sums over the open cases alone, which an index holds together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of, end_of_day
from mazalim.complaints.models import State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import calendar
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.queries import Approval, Promise, approvals_for, promises
from mazalim.journey.workbench.queries.desks import cases_at

WEEK = timedelta(days=7)
FEW = 8


@dataclass(frozen=True)
class Load:
    """How many open cases an officer holds; without a name: nobody."""

    officer_id: int | None
    name: str
    open: int
    overdue: int
    week: int

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
class Board:
    """The figures of one place."""

    loads: tuple[Load, ...]
    reopened: int
    paused: int
    awaiting_approval: int
    steps: tuple[Step, ...]
    approvals: tuple[Approval, ...]
    promises: tuple[Promise, ...]

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


def board_of(standing: Standing, *, place: str, at: datetime) -> Board:
    """How a place of the officer's stands. Five queries, however many officers there are."""
    cases = cases_at(standing, place).filter(state__in=[state.value for state in OPEN_STATES])
    zone = calendar().zone
    week_end = end_of_day(day_of(at, zone) + WEEK, zone)
    late = Q(due_at__lt=at, is_paused=False, kind="complaint")
    soon = Q(due_at__gte=at, due_at__lte=week_end, is_paused=False)
    rows = (
        cases.order_by()
        .values("officer_id", "officer__name")
        .annotate(
            number=Count("pk"),
            overdue=Count("pk", filter=late),
            week=Count("pk", filter=soon),
            second_round=Count("pk", filter=Q(round__gt=1)),
            stopped=Count("pk", filter=Q(is_paused=True)),
            to_approve=Count("pk", filter=Q(state=State.AWAITING_APPROVAL)),
            told_above=Count("pk", filter=late & Q(opened_to_body__isnull=False, is_opened_to_centre=False)),
            told_centre=Count("pk", filter=late & Q(is_opened_to_centre=True)),
        )
    )
    found = list(rows)
    loads = [Load(row["officer_id"], row["officer__name"] or "", row["number"], row["overdue"], row["week"]) for row in found]
    loads.sort(key=lambda load: (load.officer_id is None, load.name))
    above, centre = sum(row["told_above"] for row in found), sum(row["told_centre"] for row in found)
    promised = Commitment.objects.filter(complaint__in=cases_at(standing, place), kept_at=None).exclude(complaint__state=State.WITHDRAWN)
    promised = promised.select_related("complaint", "entry__words", "owner").order_by("due_date", "pk")
    return Board(
        loads=tuple(loads),
        reopened=sum(row["second_round"] for row in found),
        paused=sum(row["stopped"] for row in found),
        awaiting_approval=sum(row["to_approve"] for row in found),
        steps=(
            Step("fell_due", sum(load.overdue for load in loads) - above - centre),
            Step("body_above", above),
            Step("central_desk", centre),
        ),
        approvals=tuple(approvals_for(standing, cursor=None, at=at, size=FEW)[0]),
        promises=tuple(promises(list(promised[:FEW]))),
    )
