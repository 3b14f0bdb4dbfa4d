"""Small sums with days. Nothing here reads the clock: it is read in views, commands and tasks and passed on as `at`."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STAMP = 27  # signs


@lru_cache(maxsize=4_096)
def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last microsecond of a day as the country counts it, in UTC."""
    return (datetime.combine(day + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)).astimezone(UTC)


@lru_cache(maxsize=4_096)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day as the country counts it, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The country's calendar day in which a moment falls."""
    return at.astimezone(zone).date()


def age_on(birth_date: date, day: date) -> int:
    """Whole years of age; who was born on 29 February has the birthday on 1 March of other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds, the one spelling used in entries."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def unstamp(text: str) -> datetime:
    """The moment of a stamp."""
    if len(text) != STAMP or text[10] != "T" or text[-1] != "Z":
        raise ValueError(f"{text!r} is no stamp.")
    return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
