"""How cases are spread, and when closings deserve a second look."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date

MOST_AT_ONCE = 300  # cases of one hand-over; whoever leaves more behind is handed over in parts
LAST_DAYS = 1  # an answer on the day of its deadline, or the day before, came in the last days
FEWEST_TO_NOTICE = 5
TIMES_THE_USUAL = 3
DAYS_SHOWN = 91  # of one page: a quarter of a year, which is also what says how many are usual


def spread(cases: Iterable[tuple[int, int]], may: Mapping[int, AbstractSet[int]], burdens: Mapping[int, int]) -> dict[int, int]:
    """Give each case (its key and what it weighs), in this order, to whoever may have it and has the least to do by then. Case -> officer.

    Cases that nobody may have are left out.
    """
    held, given = dict(burdens), {}
    for case, weight in cases:
        possible = sorted((held[officer], officer) for officer in may.get(case, ()) if officer in held)
        if possible:
            given[case] = possible[0][1]
            held[possible[0][1]] += weight
    return given


def is_mass_closing(last_days: int, usual: float) -> bool:
    """Whether so many answers of one officer on one day, each in its last days, are unusually many.

    At least five, and at least three times as many answers as the officer gives on a day on which they answer at all. It says that somebody
    should look, not that something is wrong: a desk may have waited for one expert's report.
    """
    return last_days >= FEWEST_TO_NOTICE and last_days >= TIMES_THE_USUAL * usual


def usual_a_day(answers: Mapping[date, int], day: date) -> float:
    """How many answers an officer gives on a day on which they answer at all: the middle of their other days; 0 where there is none."""
    others = sorted(number for when, number in answers.items() if when != day)
    if not others:
        return 0.0
    half = len(others) // 2
    return float(others[half]) if len(others) % 2 else (others[half - 1] + others[half]) / 2
