"""The policy, the calendar and the texts in force. Kept in the process for half a minute: every page asks, and they change twice a year."""

from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from mazalim.common.clock import day_of
from mazalim.common.text import normalise
from mazalim.country.calendar import Calendar
from mazalim.country.models import Banner, Holiday, PageText, PolicyVersion, QuestionAndAnswer
from mazalim.country.policy import Policy, read_policy

SECONDS_KEPT = 30


class NoProfile(Exception):
    """No profile is loaded: run `manage.py load_profile NAME`."""


@dataclass(frozen=True)
class _Loaded:
    policies: tuple[tuple[date, Policy], ...]  # newest first
    holidays: frozenset[date]
    banners: tuple[Banner, ...]
    at: float


_loaded: _Loaded | None = None


def forget_policy() -> None:
    """Read the policy anew at the next question; called after a load."""
    global _loaded
    _loaded = None


def _current() -> _Loaded:
    global _loaded
    if _loaded is None or monotonic() - _loaded.at > SECONDS_KEPT:
        versions = tuple((row.valid_from, read_policy(row.policy)) for row in PolicyVersion.objects.all())
        if not versions:
            raise NoProfile
        holidays = frozenset(Holiday.objects.values_list("date", flat=True))
        _loaded = _Loaded(versions, holidays, tuple(Banner.objects.all()), monotonic())
    return _loaded


def has_profile() -> bool:
    """Whether the rules of a country are loaded."""
    return PolicyVersion.objects.exists()


def policy_on(day: date) -> Policy:
    """The rules of a day; before the first version, the first version. Raises NoProfile."""
    loaded = _current()
    return next((policy for start, policy in loaded.policies if start <= day), loaded.policies[-1][1])


def policy_at(at: datetime) -> Policy:
    """The rules of the day, in the country's zone, in which a moment falls. Raises NoProfile."""
    newest = _current().policies[0][1]
    return policy_on(day_of(at, newest.zone))


def calendar() -> Calendar:
    """The working days of the country. Raises NoProfile."""
    loaded = _current()
    policy = loaded.policies[0][1]
    return Calendar(policy.zone, frozenset(policy.weekend), loaded.holidays)


def banners_at(at: datetime) -> list[Banner]:
    """The banners of the day in which a moment falls, warnings first. Costs no query while the policy is kept. Raises NoProfile."""
    loaded = _current()
    today = day_of(at, loaded.policies[0][1].zone)
    shown = (banner for banner in loaded.banners if banner.first_date <= today <= banner.last_date)
    return sorted(shown, key=lambda banner: banner.kind != Banner.Kind.WARNING)


def page_text(code: str) -> PageText | None:
    """The long text of a public page."""
    return PageText.objects.filter(code=code).first()


def questions_matching(words: str = "", *, theme: str = "") -> list[QuestionAndAnswer]:
    """Questions and answers that hold every given word, in whichever language it was typed."""
    rows = QuestionAndAnswer.objects.all()
    if theme:
        rows = rows.filter(theme=theme)
    for word in normalise(words).split():
        rows = rows.filter(search_text__contains=word)
    return list(rows)
