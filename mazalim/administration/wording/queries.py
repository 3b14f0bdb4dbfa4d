"""Texts of notices, as administrators see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mazalim.administration.wording.rules import allowed
from mazalim.country.policy import Policy
from mazalim.notices.links import link
from mazalim.notices.queries import own_texts, wording
from mazalim.notices.texts import KINDS, Text, render

SAMPLES: dict[str, Any] = {
    "verification_code": "482913",
    "minutes": 10,
    "complaint_code": "XK7M-4QPT-9WRD-2H6N",
    "code_hint": "6N",
    "case_number": "2026-0041872",
    "number": 12,
}


@dataclass(frozen=True)
class KindShown:
    """One kind of notice in the list."""

    kind: str
    opening: str  # the beginning of its mail
    own: tuple[str, ...]  # the languages in which the country has words of its own


def kinds(language: str) -> tuple[list[KindShown], list[KindShown]]:
    """What goes to complainants, and what goes to officers; no query while the texts are kept."""
    changed = own_texts()
    shown = []
    for kind in KINDS:
        own = tuple(code for known, code in changed if known == kind)
        shown.append(KindShown(kind, wording(kind, language)["mail"].strip().split("\n\n")[0], own))
    return [one for one in shown if not one.kind.startswith("office_")], [one for one in shown if one.kind.startswith("office_")]


def samples(kind: str, language: str, *, today: date) -> dict[str, Any]:
    """Values to fill a text with, so that it can be looked at; dates as ISO texts."""
    view = "accounts:sign_in" if kind.startswith("office_") else "tracking:enter"
    known = SAMPLES | {"link": link(view, language)}
    return {name: (today + timedelta(days=21)).isoformat() if name.endswith("_date") else known[name] for name in KINDS[kind]}


def preview(kind: str, language: str, words: dict[str, str], *, policy: Policy, today: date) -> Text:
    """A text filled with sample values."""
    return render(kind=kind, language=language, values=samples(kind, language, today=today), service=policy.service, words=words)


def names_for(kind: str) -> list[str]:
    """The placeholders of a kind, in the order of the alphabet."""
    return sorted(allowed(kind, "mail"))
