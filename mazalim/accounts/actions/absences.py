"""Say when an officer is away, and who stands in."""

from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.models import Absence, Officer
from mazalim.accounts.queries import Standing, colleagues_of, officers_overseen


class NotTheirs(Exception):
    """Only an officer and those who oversee them enter an absence or take it back."""


class NotAColleague(Exception):
    """The deputy works at no desk of the officer."""


class AwayAlready(Exception):
    """Another absence of the officer holds some of these days."""


@transaction.atomic
def enter_absence(*, by: Standing, officer_id: int, first_day: date, last_day: date, deputy_id: int | None = None, at: datetime) -> Absence:
    """Say that an officer is away from the first to the last day. Raises NotTheirs, NotAColleague or AwayAlready."""
    _expect_theirs(by, officer_id)
    Officer.objects.select_for_update().get(pk=officer_id)  # two who enter the same days at once would both find them free
    if deputy_id is not None and not colleagues_of(officer_id).filter(pk=deputy_id).exists():
        raise NotAColleague
    if Absence.objects.filter(officer=officer_id, taken_back_at=None, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise AwayAlready
    return Absence.objects.create(
        officer_id=officer_id, first_day=first_day, last_day=last_day, deputy_id=deputy_id, entered_by_id=by.officer_id, entered_at=at
    )


@transaction.atomic
def take_absence_back(*, by: Standing, absence_id: int, at: datetime) -> None:
    """An absence does not count any more: the officer is back, or never left. Raises NotTheirs."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotTheirs
    _expect_theirs(by, absence.officer_id)
    if absence.taken_back_at is None:
        absence.taken_back_at = at
        absence.save(update_fields=["taken_back_at"])


def _expect_theirs(by: Standing, officer_id: int) -> None:
    if by.officer_id != officer_id and not officers_overseen(by).filter(pk=officer_id).exists():
        raise NotTheirs
