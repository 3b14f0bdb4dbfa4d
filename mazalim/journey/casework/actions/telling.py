"""One mail a day to an officer about what is due soon, never one a case."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from mazalim.accounts.models import Absence, Grant, Officer, Role
from mazalim.accounts.queries import absences_on
from mazalim.common.clock import day_of, end_of_day
from mazalim.complaints.models import Complaint, Exclusion, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.policy import Span
from mazalim.country.queries import calendar, policy_at
from mazalim.journey.casework.models import DueSoonDigest
from mazalim.notices.actions import send
from mazalim.notices.links import link


def send_digests(*, at: datetime, most: int = 500) -> int:
    """Tell every officer, once a working day, how many cases are due within the days of warning; returns how many were told.

    An officer's own cases count, and those of their desks that nobody has taken. Who is away is told nothing; their deputy hears of their cases.
    """
    days = calendar()
    if not days.is_working_morning(at):
        return 0
    today = day_of(at, days.zone)
    numbers = _due_soon(at)
    away = absences_on(today, list(numbers))
    numbers += _stood_in_for(away, at)
    told = set(away) | set(DueSoonDigest.objects.filter(day=today).values_list("officer_id", flat=True))
    waiting = sorted(set(numbers) - told)
    for start in range(0, len(waiting), most):
        _tell(officers=waiting[start : start + most], numbers=numbers, at=at)
    return len(waiting)


def _due_soon(at: datetime) -> Counter[int]:
    """How many cases are due soon, by officer: two counts over the open cases, whatever their number of officers."""
    days, policy = calendar(), policy_at(at)
    today = day_of(at, days.zone)
    until = end_of_day(days.add(today, Span(policy.escalation.warn_working_days_before, "working")), days.zone)
    due = Complaint.objects.filter(state__in=OPEN_STATES, kind="complaint", is_paused=False, due_at__gte=at, due_at__lte=until)
    due = due.exclude(state=State.UNDER_APPEAL)
    own = due.filter(officer__isnull=False, officer__is_active=True).values_list("officer_id").annotate(Count("pk")).order_by()
    numbers: Counter[int] = Counter(dict(own))
    untaken = dict(due.filter(officer=None).values_list("desk_id").annotate(Count("pk")).order_by())
    grants = Grant.objects.filter(role=Role.OFFICER, ended_at=None, desk_id__in=untaken, officer__is_active=True)
    works_at = set(grants.values_list("officer_id", "desk_id"))
    for officer_id, desk_id in works_at:
        numbers[officer_id] += untaken[desk_id]
    _leave_out(numbers, Exclusion.objects.filter(complaint__in=due.filter(officer=None)), "complaint__desk_id", works_at)
    return numbers + _appeals_due_soon(at, until)


def _stood_in_for(away: Mapping[int, Absence], at: datetime) -> Counter[int]:
    """How many cases of those who are away are due soon, by their deputies, of whom none counts a case that they may not have."""
    deputies = {officer: absence.deputy_id for officer, absence in away.items() if absence.deputy_id}
    if not deputies:
        return Counter()
    days, policy = calendar(), policy_at(at)
    until = end_of_day(days.add(day_of(at, days.zone), Span(policy.escalation.warn_working_days_before, "working")), days.zone)
    due = Complaint.objects.filter(state__in=OPEN_STATES, kind="complaint", is_paused=False, due_at__gte=at, due_at__lte=until)
    due = due.exclude(state=State.UNDER_APPEAL).filter(officer__in=deputies)
    works_at = set(
        Grant.objects.filter(role=Role.OFFICER, ended_at=None, officer__in=deputies.values()).values_list("officer_id", "desk_id")
    )
    barred = set(Exclusion.objects.filter(complaint__in=due, officer__in=deputies.values()).values_list("complaint_id", "officer_id"))
    numbers: Counter[int] = Counter()
    for case, officer, desk in due.values_list("pk", "officer_id", "desk_id"):
        deputy = deputies[officer or 0] or 0
        if (deputy, desk) in works_at and (case, deputy) not in barred:
            numbers[deputy] += 1
    return numbers


def _leave_out(numbers: Counter[int], barred: QuerySet[Exclusion], desk: str, works_at: set[tuple[int, int]]) -> None:
    """Nobody counts a case that they are excluded from."""
    rows = barred.values_list("officer_id", desk).annotate(number=Count("complaint", distinct=True)).order_by()
    for officer_id, desk_id, number in rows:
        if (officer_id, desk_id) in works_at:
            numbers[officer_id] -= number


def _appeals_due_soon(at: datetime, until: datetime) -> Counter[int]:
    """How many appeals are to be decided soon, by officer of the desk that decides: nobody counts one that they are excluded from."""
    due = Complaint.objects.filter(state=State.UNDER_APPEAL, next_duty_at__gte=at, next_duty_at__lte=until)
    at_desk = dict(due.values_list("appeal_desk_id").annotate(Count("pk")).order_by())
    if not at_desk:
        return Counter()
    grants = Grant.objects.filter(role=Role.OFFICER, ended_at=None, desk_id__in=at_desk, officer__is_active=True)
    works_at = set(grants.values_list("officer_id", "desk_id"))
    numbers: Counter[int] = Counter()
    for officer_id, desk_id in works_at:
        numbers[officer_id] += at_desk[desk_id]
    _leave_out(numbers, Exclusion.objects.filter(complaint__in=due), "complaint__appeal_desk_id", works_at)
    return +numbers


@transaction.atomic
def _tell(*, officers: list[int], numbers: Counter[int], at: datetime) -> None:
    today = day_of(at, calendar().zone)
    for officer in Officer.objects.filter(pk__in=officers).select_for_update().order_by("pk"):
        digest, is_new = DueSoonDigest.objects.get_or_create(officer=officer, defaults={"day": today})
        if not is_new and digest.day == today:  # another worker was quicker
            continue
        DueSoonDigest.objects.filter(pk=officer.pk).update(day=today)
        values = {"number": numbers[officer.pk], "link": link("workbench:my_work", officer.language)}
        send(kind="office_due_soon", channel="email", address=officer.email, language=officer.language, values=values, at=at)
