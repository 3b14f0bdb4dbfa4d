"""The open cases of a place, added up by officer: anew for each look at the board, or, where they are very many, for each half minute of looks."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Lock
from typing import Any

from django.db.models import Count, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of, end_of_day, start_of_day
from mazalim.complaints.access import rows_shown
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import calendar
from mazalim.journey.workbench.queries.desks import WEEK, cases_at
from mazalim.journey.workbench.rules import AGES

# An open case costs the database about two microseconds. Up to here a board is always as things stand; beyond, its cost would grow with the country.
MOST_EACH_TIME = 2_000
KEPT_FOR = timedelta(seconds=30)
MOST_KEPT = 256  # boards in a process, some kilobytes each


@dataclass(frozen=True)
class Counted:
    """The sums of a place, and when they were added up."""

    at: datetime
    by_officer: tuple[Mapping[str, Any], ...]

    @property
    def open(self) -> int:
        """All open cases."""
        return self.of("number")

    @property
    def is_kept(self) -> bool:
        """Whether there are so many that the sums are shown for a while."""
        return self.open > MOST_EACH_TIME

    @property
    def ages(self) -> tuple[int, ...]:
        """How many were lodged as long ago as each step of AGES says."""
        since = [0, *(self.of(f"since_{step}") for step in range(len(AGES) - 1)), self.open]
        return tuple(later - sooner for sooner, later in pairwise(since))

    def of(self, name: str) -> int:
        """One of the sums, of all officers together."""
        return sum(row[name] for row in self.by_officer)


@dataclass
class _Kept:
    counted: Counted | None = None
    lock: Lock = field(default_factory=Lock)  # while one counts, whoever wants the same waits for that


_kept: OrderedDict[tuple[Standing, str], _Kept] = OrderedDict()
_lock = Lock()


def sums_of(standing: Standing, *, place: str, at: datetime, is_anew: bool = False) -> Counted:
    """What is open at a place of the officer's. One query, or none where many are open and were counted less than half a minute ago.

    What is kept is kept for one officer alone, because a conflict of interest keeps single cases from single officers.

    :param is_anew: count whatever is kept.
    """
    with _lock:
        kept = _kept.setdefault((standing, place), _Kept())
        _kept.move_to_end((standing, place))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    if kept.counted is not None and not kept.counted.is_kept:
        kept.counted = _count(standing, place, at)  # as it stands, for whoever asks
        return kept.counted
    with kept.lock:
        counted = kept.counted
        # Whoever waited while another counted takes that, whose moment may lie after their own.
        if counted is None or at - counted.at >= (timedelta(microseconds=1) if is_anew or not counted.is_kept else KEPT_FOR):
            counted = kept.counted = _count(standing, place, at)
        return counted


def forget() -> None:
    """Forget all that is kept."""
    with _lock:
        _kept.clear()


def _count(standing: Standing, place: str, at: datetime) -> Counted:
    zone = calendar().zone
    today = day_of(at, zone)
    since = [start_of_day(today - timedelta(days=last), zone) for _, last in AGES.values() if last is not None]

    def sums(who: Standing, at: datetime, week_end: datetime, *since: datetime) -> QuerySet[Complaint, Any]:
        late = Q(due_at__lt=at, is_paused=False, kind="complaint")
        soon = Q(next_duty_at__gte=at, next_duty_at__lte=week_end, is_paused=False) & ~late
        return (
            cases_at(who, place)
            .filter(state__in=[state.value for state in OPEN_STATES])
            .order_by()
            .values("officer_id", "officer__name", "officer__is_active")
            .annotate(
                number=Count("pk"),
                overdue=Count("pk", filter=late),
                week=Count("pk", filter=soon),
                second_round=Count("pk", filter=Q(round__gt=1)),
                stopped=Count("pk", filter=Q(is_paused=True)),
                to_approve=Count("pk", filter=Q(state=State.AWAITING_APPROVAL)),
                told_above=Count("pk", filter=late & Q(opened_to_body__isnull=False, is_opened_to_centre=False)),
                told_centre=Count("pk", filter=late & Q(is_opened_to_centre=True)),
                **{f"since_{step}": Count("pk", filter=Q(lodged_at__gte=moment)) for step, moment in enumerate(since)},
            )
        )

    rows = rows_shown(standing, ("sums", place), sums, at, end_of_day(today + WEEK, zone), *since, are_roles_alike=False)
    return Counted(at, tuple(rows))
