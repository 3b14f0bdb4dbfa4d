"""The months that a page of figures covers: the last twelve, a year, a quarter or one month."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

TWELVE = "12"
FORM = re.compile(r"(?P<year>[0-9]{4})(?:-(?:q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """Whole months; `first` and `last` are the first days of the first and the last one."""

    code: str
    grain: Literal["twelve", "year", "quarter", "month"]
    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(plus_months(self.first, number) for number in range(count))

    @property
    def quarter(self) -> int:
        """1 to 4: that of the first month."""
        return (self.first.month + 2) // 3


def plus_months(month: date, number: int) -> date:
    """The first day of the month so many months later."""
    year, index = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(year, index + 1, 1)


def default_period(today: date) -> Period:
    """The month of today and the eleven before it."""
    last = today.replace(day=1)
    return Period(TWELVE, "twelve", plus_months(last, -11), last)


def period_named(code: str, *, today: date) -> Period | None:
    """The period of a code: 12, 2026, 2026-q3 or 2026-11. None where there is no such period, or where it begins in the future."""
    if code in {"", TWELVE}:
        return default_period(today)
    match = FORM.fullmatch(code)
    if match is None or match["year"] == "0000":
        return None
    year = int(match["year"])
    if match["month"]:
        first = date(year, int(match["month"]), 1)
        period = Period(code, "month", first, first)
    elif match["quarter"]:
        first = date(year, int(match["quarter"]) * 3 - 2, 1)
        period = Period(code, "quarter", first, plus_months(first, 2))
    else:
        period = Period(code, "year", date(year, 1, 1), date(year, 12, 1))
    return period if period.first <= today else None


def periods_since(first: date, *, today: date) -> dict[str, list[Period]]:
    """What may be chosen where the first case was lodged in the month `first`: years, quarters of two years and twelve months, newest first."""
    years = [str(year) for year in range(today.year, first.year - 1, -1)]
    quarters = [f"{year}-q{quarter}" for year in years[:2] for quarter in (4, 3, 2, 1)]
    months = [plus_months(today.replace(day=1), -number).isoformat()[:7] for number in range(12)]
    offered = {"year": years, "quarter": quarters, "month": months}
    return {
        grain: [one for code in codes if (one := period_named(code, today=today)) is not None and one.last >= first]
        for grain, codes in offered.items()
    }
