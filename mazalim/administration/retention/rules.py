"""When a part of a case is due."""

from datetime import datetime

from mazalim.complaints.models.disposal import PARTS
from mazalim.country.policy import Policy

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def months_before(at: datetime, months: int) -> datetime:
    """The same moment so many months earlier; on the last day where that month is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    last = 29 if month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else DAYS[month]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def closed_before(policy: Policy, *, at: datetime) -> dict[str, datetime]:
    """For each part, the moment before which a case must have ended for the part to be due."""
    return {part: months_before(at, getattr(policy.retention, part)) for part in PARTS}
