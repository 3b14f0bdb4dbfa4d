"""Pages without OFFSET: each begins after the last row of the one before. Counts that never look at more than a thousand rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from mazalim.common.clock import stamp, unstamp

ROWS = 25
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


def cursor_in(asked: Mapping[str, str]) -> Cursor | None:
    """The cursor that an address names with `after` or `before`."""
    if asked.get("before"):
        return Cursor.read(asked["before"], is_back=True)
    return Cursor.read(asked.get("after", ""))


def _base36(number: int) -> str:
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + signs
    return signs or "0"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in the order of the list, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    next: Cursor | None
    before: Cursor | None


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
    is_back = cursor is not None and cursor.is_back
    found = list(rows_from(rows, by=by, cursor=cursor, is_newest_first=is_newest_first)[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if is_back:
        shown.reverse()
    if not shown:
        return Page((), None, None)

    def at(row: Row, *, back: bool) -> Cursor:
        return Cursor(getattr(row, by), row.pk, back)

    has_next = has_more if not is_back else True
    has_before = has_more if is_back else cursor is not None
    return Page(tuple(shown), at(shown[-1], back=False) if has_next else None, at(shown[0], back=True) if has_before else None)


def counts_of(*lists: QuerySet[Model]) -> list[int]:
    """How many rows each list has, in one query; whatever is beyond MOST_COUNTED counts as one more than that."""
    parts, params = [], []
    for rows in lists:
        sql, given = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.get_compiler(connection=connection).as_sql()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) capped)")  # noqa: S608  # nosec B608 - the SQL is Django's own, its values are parameters
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)  # the SQL is Django's own, its values are parameters
        return list(cursor.fetchone())
