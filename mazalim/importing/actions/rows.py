"""Many rows at once, one thin adapter for each database: COPY on PostgreSQL, long INSERTs on SQLite. Both are told their keys beforehand."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from mazalim.complaints.models import CaseNumber

ROWS_AT_ONCE = 200  # of an INSERT


class Tables(Protocol):
    """What each database must be able to do, in the caller's transaction."""

    def keys(self, model: type[models.Model], number: int) -> Sequence[int]:
        """So many keys that no other row has or will get."""

    def case_numbers(self, number: int) -> Sequence[int]:
        """So many numbers for cases."""

    def write(self, model: type[models.Model], rows: Sequence[models.Model]) -> None:
        """Insert rows that have their keys."""


class _SQLite:
    """One writer at a time: what comes after the last key is free until the transaction ends."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database

    def keys(self, model: type[models.Model], number: int) -> Sequence[int]:
        with self.database.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            row = cursor.fetchone()
        first = int(row[0] if row else 0) + 1
        return range(first, first + number)

    def case_numbers(self, number: int) -> Sequence[int]:
        numbers = self.keys(CaseNumber, number)
        CaseNumber.objects.bulk_create([CaseNumber(pk=pk) for pk in numbers], batch_size=ROWS_AT_ONCE)
        return numbers

    def write(self, model: type[models.Model], rows: Sequence[models.Model]) -> None:
        model._default_manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)


class _PostgreSQL:
    """COPY takes half the time of INSERT. Columns with a default of the database's own are left to it."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database

    def keys(self, model: type[models.Model], number: int) -> Sequence[int]:
        with self.database.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')::regclass) FROM generate_series(1, %s)", [model._meta.db_table, number]
            )
            return [row[0] for row in cursor.fetchall()]

    def case_numbers(self, number: int) -> Sequence[int]:
        return self.keys(CaseNumber, number)

    def write(self, model: type[models.Model], rows: Sequence[models.Model]) -> None:
        if not rows:
            return
        columns, line_of = _columns(model)
        statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
        # Django does not see to the errors of COPY by itself: a reference that is there already must come as its IntegrityError.
        with self.database.cursor() as cursor, self.database.wrap_database_errors, cursor.copy(statement) as copy:
            copy.write("".join([line_of(row.__dict__) for row in rows]))


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _word(value: str) -> str:
    return value.translate(_ESCAPED)


class _Spelling(dict[type, Callable[[Any], str]]):
    """How a value is written for COPY, by its kind; columns hold dicts and lists as JSON alone."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, str):
            raise TypeError(f"{kind} cannot be written by COPY.")
        self[kind] = lambda member: str(member.value).translate(_ESCAPED)  # a member of an enumeration
        return self[kind]


_SPELLED = _Spelling(
    {
        type(None): "\\N".format,
        bool: ("f", "t").__getitem__,
        int: str,
        str: _word,
        bytes: lambda value: "\\\\x" + value.hex(),
        datetime: datetime.isoformat,
        date: date.isoformat,
        UUID: str,
        dict: lambda value: _json(value).translate(_ESCAPED),
        list: lambda value: _json(value).translate(_ESCAPED),
    }
)


@cache
def _columns(model: type[models.Model]) -> tuple[str, Callable[[dict[str, Any]], str]]:
    """The columns that are written, and what makes a line of a row's values."""
    fields = [field for field in model._meta.concrete_fields if field.db_default is models.NOT_PROVIDED]
    values_of, spelled = itemgetter(*(field.attname for field in fields)), _SPELLED

    def line(values: dict[str, Any]) -> str:
        return "\t".join([spelled[type(value)](value) for value in values_of(values)]) + "\n"

    return ", ".join(f'"{field.column}"' for field in fields), line


def tables() -> Tables:
    """The adapter of the database in use."""
    return _PostgreSQL(connection) if connection.vendor == "postgresql" else _SQLite(connection)
