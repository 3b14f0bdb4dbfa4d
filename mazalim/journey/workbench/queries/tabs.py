"""The tabs of a list, and how many cases lie behind each: never more than some thousands are looked at, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet

from mazalim.complaints.models import Complaint, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.journey.workbench.rules import ALL, VIEWS, View
from mazalim.web.paging import MOST_COUNTED, joined

MOST_LOOKED_AT = 2_000  # open cases of a list, those due first; a row costs about two microseconds
_OPEN = tuple(state.value for state in OPEN_STATES)


@dataclass(frozen=True)
class Tab:
    """A view with its number of cases; None where counting would mean to look at every case that ever was."""

    view: View
    count: int | None
    is_capped: bool = False  # there are more than were counted

    @property
    def shown(self) -> int:
        """The number to write, followed by a plus sign where it is capped."""
        return min(self.count or 0, MOST_COUNTED)


def of_view(view: View) -> Q:
    """The condition under which a case stands in a tab."""
    wanted = Q(state__in=[state.value for state in view.states]) if view != ALL else Q()
    if view.is_unassigned:
        wanted &= Q(officer=None) & ~Q(state=State.UNDER_APPEAL)
    return wanted & Q(round__gt=1) if view.is_reopened else wanted


def tabs_of(lists: Sequence[QuerySet[Complaint]], *, are_ended_counted: bool) -> tuple[Tab, ...]:
    """The tabs of what these lists hold together. One query.

    The open cases are looked at once for all their tabs, so that a tab may count a part of what it shows where there are very many; it says so.
    Ended ones are counted up to a thousand, or not at all where filters narrow them.
    """
    most = MOST_LOOKED_AT if are_ended_counted else MOST_COUNTED  # with filters the index alone does not do
    parts, params = [], list[Any]()
    if looked := _looked_at(lists, Q(state__in=_OPEN), most, by="next_duty_at"):
        columns, groups = "state, officer_id IS NULL AS is_free, round > 1 AS is_again", "state, officer_id IS NULL, round > 1"
        # The SQL within is Django's own, the names are those of our tabs and columns, all values are parameters.
        parts.append(f"SELECT '' AS name, {columns}, COUNT(*) AS number FROM ({looked[0]}) AS looked GROUP BY {groups}")  # noqa: S608  # nosec B608
        params += looked[1]
    for view in (view for view in VIEWS if are_ended_counted and view != ALL and not view.is_open):
        if looked := _looked_at(lists, of_view(view), MOST_COUNTED, by="lodged_at"):
            parts.append(f"SELECT '{view.name}', '', FALSE, FALSE, COUNT(*) FROM ({looked[0]}) AS looked")  # noqa: S608  # nosec B608
            params += looked[1]
    found: list[tuple[Any, ...]] = []
    if parts:
        with connections[lists[0].db].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found = cursor.fetchall()
    ended = {name: number for name, _, _, _, number in found if name}
    counts = {view.name: sum(row[4] for row in found if not row[0] and is_in(view, *row[1:4])) for view in VIEWS if view.is_open}
    seen = counts[VIEWS[0].name]
    if are_ended_counted:
        counts |= {view.name: ended.get(view.name, 0) for view in VIEWS if not view.is_open} | {ALL.name: seen + sum(ended.values())}
    return tuple(
        Tab(view, counts.get(view.name), counts.get(view.name, 0) > MOST_COUNTED or (view.is_open and seen > most)) for view in VIEWS
    )


def _looked_at(lists: Sequence[QuerySet[Complaint]], wanted: Q, most: int, *, by: str) -> tuple[str, list[Any]] | None:
    # Of ended cases the oldest first: among the newest an index would pass by all that are still open.
    parts = [rows.filter(wanted).order_by(by).values("pk", "state", "officer_id", "round")[: most + 1] for rows in lists]
    return joined(parts, is_distinct=len(parts) > 1)


def is_in(view: View, state: str, is_free: bool, is_again: bool) -> bool:
    """`of_view`, of one case: its state, whether nobody works on it, and whether it was opened again."""
    if view.is_unassigned and not (is_free and state != State.UNDER_APPEAL):
        return False
    return state in view.states and (is_again or not view.is_reopened)
