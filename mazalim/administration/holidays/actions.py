"""Public holidays: add, change, remove. The worker corrects the deadlines of open cases where the calendar has changed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.country.models import Holiday
from mazalim.country.queries import forget_policy


class DayIsTaken(Exception):
    """The day is a public holiday already."""


@transaction.atomic
def put_holiday(*, by: Standing, holiday_id: int | None, day: date, names: dict[str, str], at: datetime) -> Holiday:
    """Add a public holiday (without an id), or give one another day or name. Raises DayIsTaken."""
    there = Holiday.objects.filter(date=day).first()
    if there is not None and there.pk != holiday_id:
        raise DayIsTaken
    holiday = Holiday.objects.select_for_update().get(pk=holiday_id) if holiday_id else Holiday()
    before = {"date": holiday.date.isoformat(), "names": holiday.names} if holiday_id else {}
    after = {"date": day.isoformat(), "names": names}
    if before != after:
        holiday.date, holiday.names = day, names
        holiday.save()
        forget_policy()
        act = "edit" if before else "add"
        record(by=by.officer_id, subject="holiday", key=day.isoformat(), names=names, act=act, before=before, after=after, at=at)
    return holiday


@transaction.atomic
def remove_holiday(*, by: Standing, holiday_id: int, at: datetime) -> None:
    """Work on a day that was a public holiday; nothing where it is removed already."""
    holiday = Holiday.objects.select_for_update().filter(pk=holiday_id).first()
    if holiday is None:
        return
    before = {"date": holiday.date.isoformat(), "names": holiday.names}
    holiday.delete()
    forget_policy()
    record(by=by.officer_id, subject="holiday", key=before["date"], names=holiday.names, act="remove", before=before, at=at)


@transaction.atomic
def import_holidays(*, by: Standing, days: Mapping[date, dict[str, str]], at: datetime) -> int:
    """Add the days that were chosen among those proposed; days that are there already stay as they are. Returns how many were added."""
    kept = set(Holiday.objects.filter(date__in=list(days)).values_list("date", flat=True))
    new = [Holiday(date=day, names=names) for day, names in sorted(days.items()) if day not in kept]
    if new:
        Holiday.objects.bulk_create(new)
        forget_policy()
        after = {"added": [row.date.isoformat() for row in new]}
        record(by=by.officer_id, subject="holiday", key=str(new[0].date.year), names="", act="import", after=after, at=at)
    return len(new)
