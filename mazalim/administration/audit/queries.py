"""Reads of the audit list, for administrators and auditors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mazalim.accounts.models import Officer
from mazalim.administration.audit.words import ACTS, FIELDS, SUBJECTS, VALUES
from mazalim.administration.models import Change
from mazalim.web import formats
from mazalim.web.paging import Cursor, page_of

ROWS = 40


@dataclass(frozen=True)
class Fact:
    """One thing that is different after a change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeShown:
    """A line of the list."""

    at: datetime
    by: str  # empty: a command of the server, or the time
    subject: str
    key: str
    code: str  # the key, where it says something to a reader
    name: str
    act: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ChangesPage:
    """A page of the list, newest first."""

    rows: tuple[ChangeShown, ...]
    next: Cursor | None
    before: Cursor | None


def changes(*, subject: str = "", key: str = "", by: str = "") -> QuerySet[Change]:
    """The changes that fit: of one subject, of one thing, by one officer (its number; "0" for the server's own)."""
    found = Change.objects.select_related("by")
    if subject:
        found = found.filter(subject=subject)
    if key:
        found = found.filter(key=key)
    if by == "0":
        found = found.filter(by=None)
    elif by:
        found = found.filter(by_id=int(by))
    return found


def changes_page(found: QuerySet[Change], *, cursor: Cursor | None) -> ChangesPage:
    """One page of them; one query."""
    page = page_of(found, by="at", cursor=cursor, size=ROWS, is_newest_first=True)
    return ChangesPage(tuple(shown(change) for change in page.rows), page.next, page.before)


def newest_of(subject: str, key: str, *, most: int = 8) -> list[ChangeShown]:
    """The newest changes of one thing, for its own page; one query."""
    return [shown(change) for change in changes(subject=subject, key=key).order_by("-at", "-pk")[:most]]


def all_of(found: QuerySet[Change]) -> Iterator[ChangeShown]:
    """All of them, newest first, read a thousand at a time."""
    cursor: Cursor | None = None
    while True:
        page = page_of(found, by="at", cursor=cursor, size=1000, is_newest_first=True)
        yield from (shown(change) for change in page.rows)
        if (cursor := page.next) is None:
            return


def people() -> list[tuple[str, str]]:
    """Who has changed something, by name: for the filter."""
    made = Officer.objects.filter(changes__isnull=False).distinct().order_by("name")
    return [(str(officer.pk), officer.name) for officer in made]


def shown(change: Change) -> ChangeShown:
    """A change in words of the current language."""
    keys = [name for name in FIELDS if name in change.before or name in change.after]
    facts = (Fact(str(FIELDS[name]), _value(name, change.before.get(name)), _value(name, change.after.get(name))) for name in keys)
    return ChangeShown(
        at=change.at,
        by=change.by.name if change.by else "",
        subject=str(SUBJECTS.get(change.subject, change.subject)),
        key=change.key,
        code="" if change.key.isdecimal() else change.key,
        name=change.names.get("") or formats.in_language(change.names)[0],
        act=str(ACTS.get(change.act, change.act)),
        facts=tuple(fact for fact in facts if fact.before != fact.after),
    )


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name.endswith("_at"):
        return formats.moment(datetime.fromisoformat(value))
    if name in VALUES:
        return str(VALUES[name].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return formats.count(value)
    if isinstance(value, dict):
        return "; ".join(f"{formats.language_name(code)}: {text}" if code else str(text) for code, text in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
