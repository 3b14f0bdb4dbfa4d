"""The placeholders of standard texts: a fixed list, read sign by sign, so that nothing but these words is ever put in."""

import re
from collections.abc import Mapping

# None of them tells who the complainant is. {point} stands in the reasons of a point alone.
PLACEHOLDERS = ("case_number", "lodged_date", "due_date", "body", "desk", "category", "officer_role", "point")
_KNOWN = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")
_BRACED = re.compile(r"\{[^{}\n]{0,40}\}|[{}]")


def placeholders_in(words: str) -> set[str]:
    """The known placeholders that a text holds."""
    return set(_KNOWN.findall(words))


def wrong_placeholders(words: str) -> list[str]:
    """What stands in curly brackets and is no placeholder, and brackets without their partner, each once, in order."""
    return list(dict.fromkeys(_BRACED.findall(_KNOWN.sub("\n", words))))


def fill(words: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled, in one pass: what a value brings along in brackets stays as it is."""
    return _KNOWN.sub(lambda found: values[found[1]], words)
