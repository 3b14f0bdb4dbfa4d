"""Questions and answers as the page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from mazalim.country.models import QuestionAndAnswer
from mazalim.country.themes import THEMES


@dataclass(frozen=True)
class Theme:
    """One theme with the questions found in it."""

    code: str
    label: str | Promise
    questions: list[QuestionAndAnswer]


def by_theme(rows: Iterable[QuestionAndAnswer]) -> list[Theme]:
    """The questions under their themes, in the order of the themes; themes that a profile adds come last under their own code."""
    found: dict[str, list[QuestionAndAnswer]] = {}
    for row in rows:
        found.setdefault(row.theme, []).append(row)
    known = dict(THEMES)
    codes = [code for code in known if code in found] + [code for code in found if code not in known]
    return [Theme(code, known.get(code, code), found[code]) for code in codes]
