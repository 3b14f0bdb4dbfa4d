"""Sums with working days: the weekend of the profile and the public holidays of the country."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from mazalim.common.clock import day_of, end_of_day
from mazalim.country.policy import Span

MORNING_FROM, MORNING_TO = 7, 12  # hours of local time


@dataclass(frozen=True)
class Calendar:
    """Which days are worked on."""

    zone: ZoneInfo
    weekend: Set[int]  # ISO weekdays
    holidays: Set[date]

    def remembering(self) -> "Calendar":
        """The same calendar, which remembers every sum: for whoever counts through years of cases."""
        return _Remembering(self.zone, self.weekend, self.holidays)

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor public holiday."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def is_working_morning(self, at: datetime) -> bool:
        """Whether offices read their mail: from 7 to noon of a working day, for once the day is half over a reminder comes too late for it."""
        local = at.astimezone(self.zone)
        return self.is_working_day(local.date()) and MORNING_FROM <= local.hour < MORNING_TO

    def add(self, day: date, span: Span) -> date:
        """The day that lies a span after a day; the first day is not counted, and the last one never falls on a day off."""
        if span.unit == "calendar":
            return self.next_working_day(day + timedelta(days=span.days))
        left = span.days
        while left:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return day

    def subtract_working(self, day: date, days: int) -> date:
        """The working day that lies so many working days before a day."""
        while days:
            day -= timedelta(days=1)
            days -= self.is_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The day itself where it is worked on, else the next that is."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def due(self, start: datetime, span: Span) -> datetime:
        """The end of the day on which a span that begins at `start` is over."""
        return end_of_day(self.add(day_of(start, self.zone), span), self.zone)


class _Remembering(Calendar):
    """A calendar of one run. Its sums depend on nothing but their arguments."""

    def __init__(self, zone: ZoneInfo, weekend: Set[int], holidays: Set[date]) -> None:
        super().__init__(zone, weekend, holidays)
        for name in ("add", "subtract_working", "next_working_day"):
            object.__setattr__(self, name, cache(getattr(self, name)))  # the dataclass is frozen
