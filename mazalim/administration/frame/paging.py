"""Pages of lists sorted by a text, without OFFSET: each begins after the last row of the one before."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

ROWS = 50
LARGEST_KEY = 2**63 - 1  # what the databases take for a number
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class TextCursor:
    """A place in a list: the sorting text and the key of a row, and in which direction the page lies from it."""

    text: str
    pk: int
    is_back: bool = False

    def __str__(self) -> str:
        return f"{self.pk}.{base64.urlsafe_b64encode(self.text.encode()).decode().rstrip('=')}"


def _read(written: str, *, is_back: bool) -> TextCursor | None:
    pk, _, text = written.partition(".")
    try:
        found = TextCursor(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode(), int(pk), is_back)
    except (ValueError, binascii.Error):
        return None
    return found if found.pk <= LARGEST_KEY and "\0" not in found.text else None


def text_cursor_in(asked: Mapping[str, str]) -> TextCursor | None:
    """The cursor that an address names with `after` or `before`; None for the beginning and for whatever is no cursor."""
    if asked.get("before"):
        return _read(asked["before"], is_back=True)
    return _read(asked.get("after", ""), is_back=False)


@dataclass(frozen=True)
class TextPage(Generic[Row]):
    """Rows in the order of the list, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    next: TextCursor | None
    before: TextCursor | None


def text_page_of(rows: QuerySet[Row], *, by: str, cursor: TextCursor | None, size: int = ROWS) -> TextPage[Row]:
    """One page of a queryset sorted by a text that is never null and the key. `by` may reach over a foreign key. One query."""
    is_back = cursor is not None and cursor.is_back
    if cursor is not None:
        side = "lt" if is_back else "gt"
        rows = rows.filter(Q(**{f"{by}__{side}": cursor.text}) | Q(**{by: cursor.text, f"pk__{side}": cursor.pk}))
    sign = "-" if is_back else ""
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if is_back:
        shown.reverse()
    if not shown:
        return TextPage((), None, None)

    def at(row: Row, *, back: bool) -> TextCursor:
        value: object = row
        for name in by.split("__"):
            value = getattr(value, name)
        return TextCursor(str(value), row.pk, back)

    has_next = has_more if not is_back else True
    has_before = has_more if is_back else cursor is not None
    return TextPage(tuple(shown), at(shown[-1], back=False) if has_next else None, at(shown[0], back=True) if has_before else None)
