"""Dates, numbers and names of languages as a reader of the current language expects them.

What is current is the language that Django has activated and, set once a request by `use`, the locales and the zone of the country.
All functions return plain text; the template filters of `web` are thin covers over them.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from typing import Protocol

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.numbers import format_percent as babel_percent
from django.utils.translation import get_language, get_language_bidi, gettext, gettext_lazy, ngettext

from mazalim.common.words import pick

Number = int | float | Decimal


@dataclass(frozen=True)
class Manner:
    """How this country writes: a CLDR locale for each language, the zone, the languages offered and the order of fallback."""

    locales: Mapping[str, str] = field(default_factory=lambda: {"ckb": "ckb_IQ", "ar": "ar_IQ", "fr": "fr_FR", "en": "en_GB"})
    zone: tzinfo = UTC
    languages: tuple[str, ...] = ("ckb", "ar", "fr", "en")
    fallback: tuple[str, ...] = ("en", "ar", "ckb", "fr")


_DEFAULT = Manner()
_manner: ContextVar[Manner | None] = ContextVar("manner", default=None)

LANGUAGE_NAMES = {
    "ar": gettext_lazy("Arabic"),
    "ckb": gettext_lazy("Sorani"),
    "en": gettext_lazy("English"),
    "fr": gettext_lazy("French"),
}
_ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# CLDR spells two December months in two ways and writes Friday with another letter than the rest of our Sorani texts.
_MENDED_SORANI = (("کانونی", "کانوونی"), ("ھ", "ه"))
_PATTERNS = {
    "day": {"ckb": "EEEE، dی MMMMی y", "*": "EEEE d MMMM y"},
    "plain_day": {"ckb": "dی MMMMی y", "*": "d MMMM y"},
    "short_day": {"ckb": "dی MMMی y", "*": "d MMM y"},
    "weekday": {"*": "EEEE"},
    "month": {"ckb": "MMMMی y", "*": "MMMM y"},
    "month_name": {"*": "LLL"},
    "year": {"*": "y"},
}
_COMMA = {"ar": "،", "ckb": "،"}


def use(locales: Mapping[str, str], zone: tzinfo, *, languages: Sequence[str] = (), fallback: Sequence[str] = ()) -> None:
    """Set the manner of the country for the rest of this request or job.

    `locales` maps a language to a CLDR locale ("ar" to "ar_IQ"); `languages` are those offered, in order (default: those of `locales`);
    `fallback` is the order in which another language stands in for a missing text (default: `languages`).
    """
    offered = tuple(languages) or tuple(locales)
    _manner.set(Manner(locales, zone, offered, tuple(fallback) or offered))


def manner() -> Manner:
    """The manner in force: that of the country, or the default (Iraqi locales, UTC) where `use` was not called."""
    return _manner.get() or _DEFAULT


def language() -> str:
    """The code of the current language without its region, "en" when translation is off."""
    return (get_language() or "en").split("-")[0]


def comma() -> str:
    """What stands between the things of a list, with its blank."""
    return "، " if get_language_bidi() else ", "


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def locale() -> Locale:
    """The CLDR locale of the current language."""
    return _locale(manner().locales.get(language(), "en_GB"))


def has_arabic_digits() -> bool:
    """Whether the current language counts in Arabic-Indic digits here (Iraq does, Morocco does not)."""
    return str(locale().default_numbering_system) == "arab"


def _digits(text: str) -> str:
    return text.translate(_ARABIC_INDIC) if has_arabic_digits() else text


def local_date(value: date | datetime) -> date:
    """The calendar day of a moment in the country's zone; a date is returned as it is."""
    return value.astimezone(manner().zone).date() if isinstance(value, datetime) else value


def _written(value: date | datetime, pattern_name: str) -> str:
    return _written_once(local_date(value), pattern_name, language(), locale())


@lru_cache(maxsize=4096)
def _written_once(on: date, pattern_name: str, code: str, where: Locale) -> str:
    """Few days are written on very many pages: Babel works each out once."""
    patterns = _PATTERNS[pattern_name]
    pattern = patterns.get(code, patterns["*"])
    if code == "fr" and on.day == 1:
        pattern = pattern.replace("d ", "d'er' ")
    text = format_date(on, pattern, locale=where)
    if code == "ckb":
        for found, mended in _MENDED_SORANI:
            text = text.replace(found, mended)
    return _digits(text)


def day(value: date | datetime) -> str:
    """Thursday 10 December 2026."""
    return _written(value, "day")


def plain_day(value: date | datetime) -> str:
    """10 December 2026."""
    return _written(value, "plain_day")


def short_day(value: date | datetime) -> str:
    """10 Dec 2026, for tables."""
    return _written(value, "short_day")


def month(value: date | datetime) -> str:
    """December 2026."""
    return _written(value, "month")


def month_name(value: date | datetime) -> str:
    """Dec, for charts."""
    return _written(value, "month_name")


def weekday(value: date | datetime) -> str:
    """Thursday."""
    return _written(value, "weekday")


def year(value: date | datetime) -> str:
    """2026."""
    return _written(value, "year")


def time_of_day(value: datetime) -> str:
    """18:20 in the country's zone."""
    return _digits(f"{value.astimezone(manner().zone):%H:%M}")


def moment(value: datetime) -> str:
    """12 November 2026, 18:20 in the country's zone."""
    return f"{plain_day(value)}{_COMMA.get(language(), ',')} {time_of_day(value)}"


def since(value: datetime, at: datetime) -> str:
    """For lists, as seen at `at`: "today 09:12", "yesterday", else the short day."""
    days_ago = (local_date(at) - local_date(value)).days
    if days_ago == 0:
        return gettext("today %(time)s") % {"time": time_of_day(value)}
    return gettext("yesterday") if days_ago == 1 else short_day(value)


def count(value: Number) -> str:
    """A whole number, grouped, in the language's digits: 4,186."""
    return _counted(round(value), locale())


@lru_cache(maxsize=4096)
def _counted(value: int, where: Locale) -> str:
    return _digits(format_decimal(value, locale=where, numbering_system="default"))


def decimal(value: Number, places: int = 1) -> str:
    """A number with exactly `places` decimals: 3.7."""
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return _digits(format_decimal(value, pattern, locale=locale(), numbering_system="default"))


def percent(value: Number, places: int = 0) -> str:
    """A fraction as a percentage with `places` decimals: 0.914 is 91%."""
    pattern = str(locale().percent_formats[None].pattern)
    if places:
        pattern = pattern.replace("0", "0." + "0" * places, 1)
    text = babel_percent(value, pattern, locale=locale(), numbering_system="default")
    # Babel leaves the sign of the pattern as it is, though Arabic script has one of its own.
    return _digits(text.replace("%", locale().number_symbols[str(locale().default_numbering_system)]["percentSign"]))


def days(value: int) -> str:
    """3 days."""
    return ngettext("%(count)s day", "%(count)s days", value) % {"count": count(value)}


def working_days(value: int) -> str:
    """3 working days."""
    return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": count(value)}


class Span(Protocol):
    """A number of days with its unit, "working" or "calendar"."""

    @property
    def days(self) -> int: ...
    @property
    def unit(self) -> str: ...


def span(value: Span) -> str:
    """3 working days, or 3 days where days off count too."""
    return working_days(value.days) if value.unit == "working" else days(value.days)


def filesize(value: int) -> str:
    """A number of bytes as "640 KB" or "2.4 MB" (a kilobyte has 1,024 bytes; never less than 1 KB, unless empty)."""
    if value < 1_048_576:
        return gettext("%(size)s KB") % {"size": count(max(value / 1024, 1) if value else 0)}
    megabytes = value / 1_048_576
    return gettext("%(size)s MB") % {"size": count(megabytes) if megabytes >= 10 else decimal(megabytes)}


def language_name(code: str) -> str:
    """The name of a language in the current language; an unknown code is returned as it is."""
    return str(LANGUAGE_NAMES.get(code, code))


def in_language(names: Mapping[str, str] | None) -> tuple[str, str]:
    """The text of `names` (language to text) for this reader and the language it is in; ("", "") when there is none at all."""
    known = names or {}
    text, code = pick(known, language(), (*manner().fallback, *known))
    return (text, code) if text else ("", "")
