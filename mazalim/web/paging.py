"""Pages without OFFSET: each begins after the last row of the one before. Counts that never look at more than a thousand rows."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from mazalim.common.clock import stamp, unstamp

ROWS = 25
ROWS_OF_NAMES = 50  # lists of names are short lines
MOST_COUNTED = 1000
LARGEST_KEY = 2**63 - 1  # what the databases take for a number

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the sorting moment or day and the key of a row, and in which direction the page lies from it."""

    moment: datetime | date
    pk: int
    is_back: bool = False

    @classmethod
    def read(cls, text: str, *, is_back: bool = False) -> "Cursor | None":
        """From the address; None for the beginning of the list and for whatever is no cursor."""
        moment, _, pk = text.partition("_")
        try:
            cursor = cls(unstamp(moment) if "T" in moment else date.fromisoformat(moment), int(pk, 36), is_back)
        except ValueError:
            return None
        return cursor if cursor.pk <= LARGEST_KEY else None

    def __str__(self) -> str:
        moment = stamp(self.moment) if isinstance(self.moment, datetime) else self.moment.isoformat()
        return f"{moment}_{_base36(self.pk)}"


@dataclass(frozen=True)
class TextCursor:
    """The same in a list sorted by a text."""

    text: str
    pk: int
    is_back: bool = False

    @classmethod
    def read(cls, written: str, *, is_back: bool = False) -> "TextCursor | None":
        """From the address; None for the beginning of the list and for whatever is no cursor."""
        pk, _, text = written.partition(".")
        try:
            found = cls(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode(), int(pk), is_back)
        except (ValueError, binascii.Error):
            return None
        return found if found.pk <= LARGEST_KEY and "\0" not in found.text else None

    def __str__(self) -> str:
        return f"{self.pk}.{base64.urlsafe_b64encode(self.text.encode()).decode().rstrip('=')}"


def _base36(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + signs
    return signs or "0"


def cursor_in(asked: Mapping[str, str]) -> Cursor | None:
    """The cursor that an address names with `after` or `before`."""
    if asked.get("before"):
        return Cursor.read(asked["before"], is_back=True)
    return Cursor.read(asked.get("after", ""))


def text_cursor_in(asked: Mapping[str, str]) -> TextCursor | None:
    """The same for a list sorted by a text."""
    if asked.get("before"):
        return TextCursor.read(asked["before"], is_back=True)
    return TextCursor.read(asked.get("after", ""))


Place = TypeVar("Place", Cursor, TextCursor)


@dataclass(frozen=True)
class PageBy(Generic[Row, Place]):
    """Rows in the order of the list, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    next: Place | None
    before: Place | None


Page = PageBy[Row, Cursor]
TextPage = PageBy[Row, TextCursor]


def rows_from(rows: QuerySet[Row], *, by: str, cursor: Cursor | None, is_newest_first: bool = False) -> QuerySet[Row]:
    """The rows in the order in which a page reads them, from the cursor on: backwards where the page lies before it."""
    is_back = cursor is not None and cursor.is_back
    if cursor is not None:
        side = "lt" if is_newest_first != is_back else "gt"
        # The first condition alone would do; the second lets the index begin at the right place.
        rows = rows.filter(Q(**{f"{by}__{side}": cursor.moment}) | Q(**{by: cursor.moment, f"pk__{side}": cursor.pk}))
        rows = rows.filter(**{f"{by}__{side}e": cursor.moment})
    sign = "-" if is_newest_first != is_back else ""
    return rows.order_by(f"{sign}{by}", f"{sign}pk")


def page_of(rows: QuerySet[Row], *, by: str, cursor: Cursor | None, size: int = ROWS, is_newest_first: bool = False) -> Page[Row]:
    """One page of a queryset sorted by a moment that is never null and the key. One query, one row more than is shown."""
    found = list(rows_from(rows, by=by, cursor=cursor, is_newest_first=is_newest_first)[: size + 1])
    return page_from(found, by=by, cursor=cursor, size=size)


def page_from(found: list[Row], *, by: str, cursor: Cursor | None, size: int = ROWS) -> Page[Row]:
    """The page of rows that were read as `rows_from` orders them, one more than is shown."""
    return _page(found, cursor, size, lambda row, is_back: Cursor(getattr(row, by), row.pk, is_back))


def text_page_of(rows: QuerySet[Row], *, by: str, cursor: TextCursor | None, size: int = ROWS_OF_NAMES) -> TextPage[Row]:
    """One page of a queryset sorted by a text that is never null and the key. `by` may reach over a foreign key. One query."""
    is_back = cursor is not None and cursor.is_back
    if cursor is not None:
        side = "lt" if is_back else "gt"
        rows = rows.filter(Q(**{f"{by}__{side}": cursor.text}) | Q(**{by: cursor.text, f"pk__{side}": cursor.pk}))
    sign = "-" if is_back else ""
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])

    def at(row: Row, is_back: bool) -> TextCursor:
        value: object = row
        for name in by.split("__"):
            value = getattr(value, name)
        return TextCursor(str(value), row.pk, is_back)

    return _page(found, cursor, size, at)


def _page(found: list[Any], cursor: Place | None, size: int, at: Callable[[Any, bool], Place]) -> PageBy[Any, Place]:
    """The rows that are shown, of as many and one more that were read from the cursor on."""
    is_back, has_more = cursor is not None and cursor.is_back, len(found) > size
    shown = found[:size]
    if is_back:
        shown.reverse()
    if not shown:
        return PageBy((), None, None)
    has_next = has_more or is_back
    has_before = has_more if is_back else cursor is not None
    return PageBy(tuple(shown), at(shown[-1], False) if has_next else None, at(shown[0], True) if has_before else None)


def first_of(lists: Sequence[QuerySet[Row]], *, by: str, cursor: Cursor | None, size: int, is_newest_first: bool = False) -> RawSQL:
    """The keys, for `pk__in`, among which the page of all lists together lies: of each list as many as the page shows, and one more.

    Each list is read in its own order by an index. To sort them all for one page costs more the longer they are.
    """
    found = [rows_from(rows, by=by, cursor=cursor, is_newest_first=is_newest_first).values("pk")[: size + 1] for rows in lists]
    sql, params = joined(found) or ("SELECT 0 WHERE 1 = 0", [])
    return RawSQL(sql, params)  # noqa: S611  # nosec B611 - the SQL is Django's own, its values are parameters


def joined(lists: Sequence[QuerySet[Any, Any]], *, is_distinct: bool = False) -> tuple[str, list[Any]] | None:
    """One statement for several that may each have an order and a limit, and its parameters; None where Django knows that nothing can be found."""
    parts, params = [], list[Any]()
    connection = connections[lists[0].db]  # a page may read a replica
    for rows in lists:
        try:
            sql, given = rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({sql}) AS part")  # noqa: S608  # nosec B608 - the SQL is Django's own, its values are parameters
        params += given
    return ((" UNION " if is_distinct else " UNION ALL ").join(parts), params) if parts else None


def counts_of(*lists: QuerySet[Model]) -> list[int]:
    """How many rows each list has, in one query; whatever is beyond MOST_COUNTED counts as one more than that."""
    parts, params = [], []
    connection = connections[lists[0].db]  # a page may read a replica
    for rows in lists:
        sql, given = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.get_compiler(connection=connection).as_sql()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) capped)")  # noqa: S608  # nosec B608 - the SQL is Django's own, its values are parameters
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)  # the SQL is Django's own, its values are parameters
        return list(cursor.fetchone())
