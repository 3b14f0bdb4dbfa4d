"""Public holidays, and what the library `holidays` proposes for a year."""

import re
from dataclasses import dataclass
from datetime import date

import holidays as library

from mazalim.country.models import Holiday
from mazalim.country.policy import Policy

ESTIMATED = re.compile(r"\s*\((?:estimated|estimé|estimée|تقديري)\)|\s*\(estimated\)", re.IGNORECASE)


def holidays_of(year: int) -> list[Holiday]:
    """The public holidays of a year; one query."""
    return list(Holiday.objects.filter(date__year=year))


def years() -> list[int]:
    """The years of which there are holidays."""
    return [day.year for day in Holiday.objects.dates("date", "year")]


@dataclass(frozen=True)
class Proposed:
    """A day that the library knows and the calendar does not."""

    day: date
    names: dict[str, str]
    is_estimate: bool


def proposed_for(policy: Policy, year: int) -> list[Proposed]:
    """The days of a country's year that are missing in the calendar; empty for a country that the library does not know. One query."""
    names: dict[date, dict[str, str]] = {}
    estimates = set()
    for language in policy.languages:
        try:
            known = library.country_holidays(policy.country)
        except NotImplementedError:
            return []
        own = next((code for code in known.supported_languages if code.partition("_")[0] == language), None)
        if own is None:
            continue
        for day, name in library.country_holidays(policy.country, years=year, language=own).items():
            if day.year == year:
                names.setdefault(day, {})[language] = ESTIMATED.sub("", name)
                if ESTIMATED.search(name):
                    estimates.add(day)
    kept = set(Holiday.objects.filter(date__year=year).values_list("date", flat=True))
    return [Proposed(day, names[day], day in estimates) for day in sorted(names) if day not in kept]
