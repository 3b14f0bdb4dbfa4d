"""What the text of a notice may hold. Pure."""

import re
from string import Formatter

from mazalim.notices.texts import KINDS, drawer

PARTS = ("subject", "mail", "sms")
# What nobody may lose: without these the complainant stands before a closed door.
NEEDED = frozenset({"verification_code", "complaint_code", "link"})
SECRET = frozenset({"verification_code", "complaint_code", "link"})  # never in a subject, which is shown on locked screens
# In any script, for there are sites in each: the dots are those that browsers take for one. Four numbers are the address of a computer.
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|\bwww\.|[\w-][.。．][^\W\d_]{2,}|@\w|\b\d+\.\d+\.\d+\.\d+\b", re.IGNORECASE)


class BadBraces(ValueError):
    """A brace is not closed, or holds more than a name."""


def allowed(kind: str, part: str) -> frozenset[str]:
    """The placeholders that may stand in a part of a kind's text."""
    return KINDS[kind] - (SECRET if part == "subject" else frozenset()) | {"service"}


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises BadBraces."""
    found = set()
    try:
        for _literal, name, spec, conversion in Formatter().parse(text):
            if name is None:
                continue
            if spec or conversion or not name.isidentifier():
                raise BadBraces
            found.add(name)
    except ValueError as error:
        raise BadBraces from error
    return found


def wrong_names(kind: str, part: str, text: str) -> set[str]:
    """Placeholders that have no value in this part. Raises BadBraces."""
    return placeholders(text) - allowed(kind, part)


def missing_names(kind: str, part: str, text: str) -> set[str]:
    """Codes and links that the shipped text holds and this one has lost. Raises BadBraces."""
    return (placeholders(drawer("en")[kind][part]) & NEEDED) - placeholders(text)


def holds_address(text: str) -> bool:
    """Whether a link, a site or an e-mail address was typed; only {link} leads anywhere, so that people learn to trust no other."""
    return bool(ADDRESS.search(text))
