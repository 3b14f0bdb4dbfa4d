"""Chance, the same at every run, and the hours at which offices and people do things."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar

from mazalim.country.calendar import Calendar

T = TypeVar("T")
SEED = 20250518
# Share of complaints lodged in each hour of the day; measured on a large city's service and moved to people who write in the evening.
HOURS = (1, 1, 0, 0, 0, 1, 1, 2, 4, 6, 7, 7, 6, 5, 4, 5, 6, 6, 6, 7, 8, 7, 5, 3)


class Chance:
    """One stream of chance for the whole country."""

    def __init__(self, days: Calendar) -> None:
        self.days = days
        self.random = random.Random(SEED)  # noqa: S311 - it must be repeatable, and guards nothing

    def happens(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def one_of(self, things: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of several, by weight where there are weights."""
        return self.random.choices(things, weights)[0]

    def between(self, least: float, most: float) -> float:
        """Evenly between two numbers."""
        return self.random.uniform(least, most)

    def at_home(self, day: datetime) -> datetime:
        """A moment of a day at which a citizen writes."""
        local = day.astimezone(self.days.zone)
        hour = self.one_of(range(24), HOURS)
        return datetime.combine(local.date(), time(hour, self.random.randrange(60), self.random.randrange(60)), self.days.zone)

    def citizen_after(self, at: datetime, days: float) -> datetime:
        """About so many days later, when a citizen has time; never before `at`."""
        return max(self.at_home(at + timedelta(days=days)), at + timedelta(minutes=self.between(9, 200)))

    def office_after(self, at: datetime, days: float) -> datetime:
        """About so many calendar days later, in office hours of a working day; never before `at`."""
        wanted = at + timedelta(days=days)
        local = wanted.astimezone(self.days.zone)
        day = self.days.next_working_day(local.date() + timedelta(days=local.hour >= 14))
        moment = datetime.combine(day, time(8, 30), self.days.zone) + timedelta(seconds=self.random.randrange(6 * 3600))
        earliest = at + timedelta(minutes=self.between(4, 40))
        if moment >= earliest:
            return moment
        # Later the same day where the office is open, else on the next working day.
        local = earliest.astimezone(self.days.zone)
        if self.days.is_working_day(local.date()) and 8 <= local.hour < 15:
            return earliest
        return self.office_after(at, days + 1)
