"""Public holidays, and what the library `holidays` proposes for a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mazalim.country.models import Holiday
from mazalim.country.policy import Policy

ESTIMATED = re.compile(r"\s*\((?:estimated|estimée?|تقديري)\)", re.IGNORECASE)


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


def known_days(country: str, languages: Sequence[str], year: int) -> list[Proposed]:
    """The public holidays that the library knows of a country (ISO 3166 alpha-2), named in those of the languages that it has."""
    import holidays as library  # two megabytes, for one page of the administration

    names: dict[date, dict[str, str]] = {}
    estimates = set()
    try:
        offered = library.country_holidays(country).supported_languages
    except NotImplementedError:
        return []
    found = {language: next((code for code in offered if code.partition("_")[0] == language), None) for language in languages}
    pairs: dict[str, str | None] = {language: code for language, code in found.items() if code} or {"en": None}
    for language, code in pairs.items():
        for day, name in library.country_holidays(country, years=year, language=code).items():
            if day.year == year:
                names.setdefault(day, {})[language] = ESTIMATED.sub("", name)
                if ESTIMATED.search(name):
                    estimates.add(day)
    return [Proposed(day, names[day], day in estimates) for day in sorted(names)]


def proposed_for(policy: Policy, year: int) -> list[Proposed]:
    """The known days of a year that are missing in the calendar. One query."""
    kept = set(Holiday.objects.filter(date__year=year).values_list("date", flat=True))
    return [one for one in known_days(policy.country, policy.languages, year) if one.day not in kept]
