"""The policy as typed values, read from the JSON of a profile; what is wrong in a profile is said with the key's name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Unit = Literal["working", "calendar"]
LEAST_MONTHS = 3


class WrongPolicy(Exception):
    """A key of the profile is missing or holds what it may not."""


@dataclass(frozen=True)
class Span:
    """A number of days with its unit."""

    days: int
    unit: Unit


@dataclass(frozen=True)
class Times:
    """Response times; every plain number is in days."""

    screening: Span
    acceptance: Span
    decision: Span
    extension: Span
    appeal: Span
    legal_ceiling_days: int
    pause_limit: int
    pause_limit_days: int
    answer_wait_days: int
    answer_reminder_days: int
    confirm_wait_days: int
    commitment_grace_working_days: int
    commitment_reminder_working_days: int
    proposal_working_days: int


@dataclass(frozen=True)
class Windows:
    """Days from the reply, to the end of the day in the country's zone."""

    rate: int
    reopen: int
    appeal: int
    reopen_limit: int


@dataclass(frozen=True)
class Escalation:
    """When who is told, counted from the deadline; and how often a complaint may be referred."""

    warn_working_days_before: int
    body_above_after_days: int
    central_desk_after_days: int
    referral_limit: int


@dataclass(frozen=True)
class IdentityNumber:
    """Whether the number is asked, its format as a regular expression, and an example for the hint."""

    required: bool
    pattern: str
    example: str


@dataclass(frozen=True)
class Eligibility:
    """Who may complain."""

    minimum_age: int
    citizenships: tuple[str, ...]  # ISO 3166-1 alpha-2; empty: everybody
    identity_number: IdentityNumber
    asks: tuple[str, ...]
    minors_with_representative: bool  # who is younger may be represented by a parent or guardian


@dataclass(frozen=True)
class Phone:
    """How telephone numbers are read, and to which prefixes an SMS may go."""

    region: str
    sms_prefixes: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Limits:
    """Sizes of what a complainant may send."""

    description_characters: int
    subject_characters: int
    points: int
    point_characters: int
    enclosures: int
    enclosure_megabytes: int
    draft_days: int
    reply_one_person: bool

    @property
    def enclosure_bytes(self) -> int:
        """The largest enclosure in bytes."""
        return self.enclosure_megabytes * 1024 * 1024


@dataclass(frozen=True)
class Retention:
    """Months after the end of a case for which its parts are kept."""

    identity: int
    texts: int
    enclosures: int

    @property
    def shortest(self) -> int:
        """After so many months the first part is due."""
        return min(self.identity, self.texts, self.enclosures)


def _retention(raw: Mapping[str, Any]) -> Retention:
    """One number for all, and another for a part where the profile says so."""
    after = int(raw["months_after_close"])
    months = Retention(*(int(raw.get(f"{part}_months", after)) for part in ("identity", "texts", "enclosures")))
    if months.shortest < LEAST_MONTHS:
        raise WrongPolicy(f"retention must be {LEAST_MONTHS} months at least: until then the complainant may re-open the case or appeal.")
    return months


@dataclass(frozen=True)
class Policy:
    """Every rule that may differ between countries."""

    code: str
    country: str
    time_zone: str
    weekend: tuple[int, ...]  # ISO weekdays, 1 Monday to 7 Sunday
    languages: tuple[str, ...]
    fallback: tuple[str, ...]
    help_telephone: str
    locales: Mapping[str, str]
    name: Mapping[str, str]
    service: Mapping[str, str]
    times: Times
    windows: Windows
    escalation: Escalation
    eligibility: Eligibility
    identity_modes: tuple[str, ...]
    phone: Phone
    limits: Limits
    smallest_cell: int
    retention: Retention
    next_instance: Mapping[str, str]
    kinds: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The country's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def draft_life(self) -> timedelta:
        """How long a draft is kept."""
        return timedelta(days=self.limits.draft_days)


def read_policy(raw: Mapping[str, Any]) -> Policy:
    """The policy of a profile's JSON; raises WrongPolicy with the name of the first key that is wrong."""

    def section(name: str) -> Mapping[str, Any]:
        try:
            return raw[name]
        except KeyError as error:
            raise WrongPolicy(f"[{name}] is missing.") from error

    def span(of: Mapping[str, Any], name: str) -> Span:
        value = of[name]
        if value["unit"] not in ("working", "calendar") or not 0 < int(value["days"]) < 1000:
            raise WrongPolicy(f"times.{name} must be days from 1 to 999 with the unit working or calendar.")
        return Span(int(value["days"]), value["unit"])

    try:
        times = section("times")
        spans = {name: span(times, name) for name in ("screening", "acceptance", "decision", "extension", "appeal")}
        eligibility = section("eligibility")
        number = IdentityNumber(**eligibility["identity_number"])
        re.compile(number.pattern)
        ZoneInfo(raw["time_zone"])
        if not set(raw["weekend"]) < set(range(1, 8)):
            raise WrongPolicy("weekend must hold ISO weekdays from 1 to 7, and not all of them.")
        phone = section("phone")
        return Policy(
            code=raw["code"],
            country=raw["country"],
            time_zone=raw["time_zone"],
            weekend=tuple(raw["weekend"]),
            languages=tuple(raw["languages"]),
            fallback=tuple(raw["fallback"]),
            help_telephone=raw["help_telephone"],
            locales=raw["locales"],
            name=raw["name"],
            service=raw["service"],
            times=Times(**{**times, **spans}),
            windows=Windows(**section("windows")),
            escalation=Escalation(**section("escalation")),
            eligibility=Eligibility(
                minimum_age=eligibility["minimum_age"],
                citizenships=tuple(eligibility["citizenships"]),
                identity_number=number,
                asks=tuple(eligibility["asks"]),
                minors_with_representative=bool(eligibility.get("minors_with_representative", False)),
            ),
            identity_modes=tuple(section("identity_modes")["offered"]),
            phone=Phone(phone["region"], tuple(phone["sms_prefixes"]), phone["example"]),
            limits=Limits(**section("limits")),
            smallest_cell=int(section("figures")["smallest_cell"]),
            retention=_retention(section("retention")),
            next_instance=section("next_instance"),
            kinds=tuple(raw.get("kinds", ("complaint", "suggestion", "remark", "praise"))),
        )
    except (KeyError, TypeError, ValueError, re.error, ZoneInfoNotFoundError) as error:
        raise WrongPolicy(f"The profile cannot be used: {error}.") from error
