"""The versions of the policy, and each rule of one in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mazalim.administration.policy.words import RULES, SECTIONS, Rule
from mazalim.country.models import PolicyVersion
from mazalim.country.policy import Span
from mazalim.web import formats


def value_of(policy: Mapping[str, Any], rule: Rule) -> Any:
    """What a policy's JSON holds for a rule; None where it says nothing."""
    return policy.get(rule.section, {}).get(rule.name)


def in_words(value: Any, rule: Rule) -> str:
    """21 days; 3 working days; yes."""
    if rule.kind == "yes_no":
        return _("yes") if value else _("no")
    if value is None:
        return ""
    if rule.kind == "span":
        return formats.span(Span(int(value["days"]), value["unit"]))
    return formats.days(value) if rule.kind == "days" else formats.count(value)


def sections_of(policy: Mapping[str, Any]) -> list[tuple[Any, list[tuple[Any, str]]]]:
    """Every rule that may be changed, in words, under its section."""
    return [
        (title, [(rule.label, in_words(value_of(policy, rule), rule)) for rule in RULES if rule.section == name])
        for name, title in SECTIONS.items()
    ]


@dataclass(frozen=True)
class Difference:
    """One rule that is different in a later version."""

    label: Any
    before: str
    after: str


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The rules that differ."""
    found = ((rule, value_of(before, rule), value_of(after, rule)) for rule in RULES)
    return [Difference(rule.label, in_words(old, rule), in_words(new, rule)) for rule, old, new in found if old != new]


@dataclass(frozen=True)
class VersionShown:
    """A version with what it changed."""

    version: PolicyVersion
    changes: tuple[Difference, ...]
    is_first: bool
    is_in_force: bool
    is_to_come: bool


def versions(today: date) -> list[VersionShown]:
    """All versions, newest first; one query."""
    rows = list(PolicyVersion.objects.all())
    in_force = next((row for row in rows if row.valid_from <= today), rows[-1])
    shown = []
    for number, row in enumerate(rows):
        older = rows[number + 1] if number + 1 < len(rows) else None
        changes = tuple(difference(older.policy, row.policy)) if older else ()
        shown.append(VersionShown(row, changes, older is None, row == in_force, row.valid_from > today and older is not None))
    return shown
