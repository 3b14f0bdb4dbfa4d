"""Queries of pages that are asked for all day: their SQL is put together once, and from then on only other values are put in.

Django needs longer to write the ten questions of such a page than the database needs to answer them: a third of the page. What is kept here is what
Django itself wrote; rows, related rows and conversions are made by Django as ever.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
Value = int | str | UUID | datetime | date
MOST_KEPT = 256  # up to a hundred kilobytes each
_SHAPED = "A value of a kept query shapes it, or is not among its parameters as it was given."
_STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda at: -(2**61) - at,
    str: lambda at: f"\N{REPLACEMENT CHARACTER}{at}\N{REPLACEMENT CHARACTER}",
    UUID: lambda at: UUID(int=2**127 + at),
    datetime: lambda at: datetime(1800, 1, 1, tzinfo=UTC) + timedelta(microseconds=at + 1),
    date: lambda at: date(1800, 1, 1) + timedelta(days=at),
}


@dataclass(frozen=True)
class _Written:
    """A query as Django wrote it. `compiler` is None where no row can fit whatever the values are."""

    rows: QuerySet[Any]
    compiler: SQLCompiler | None
    sql: str = ""
    params: tuple[Any, ...] = ()
    places: tuple[tuple[int, int], ...] = ()  # of the parameters that are values: at which place, which value


_kept: OrderedDict[Hashable, _Written] = OrderedDict()
_lock = Lock()


def rows_of(model: type[Model], key: Hashable, make: Callable[..., QuerySet[M, Row]], *values: Value) -> list[Row]:
    """What `make(*values)` gives. One query.

    `make` is called once for a key, with stand-ins in the place of the values: it hands them to conditions and does nothing else with them, and whatever
    else shapes the query stands in the key. Not for lists of values, and not for None.

    :param model: whose rows they are; it says which database is asked.
    """
    key = (router.db_for_read(model), make.__code__, key, *map(type, values))
    with _lock:
        written = _kept.get(key)
        if written is not None:
            _kept.move_to_end(key)
    if written is None:
        written = _write(make, values)
        with _lock:
            _kept[key] = written
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    if written.compiler is None:
        return []
    connection = connections[written.rows.db]
    if written.rows.query.select_for_update and connection.features.has_select_for_update and connection.get_autocommit():
        raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")  # Django says so while it writes
    params = list(written.params)
    for place, which in written.places:
        params[place] = _adapted(connection, values[which], like=params[place])
    compiler = copy(written.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *_, **__: (written.sql, tuple(params))  # type: ignore[method-assign]
    query = copy(written.rows.query)
    query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    rows = written.rows._chain()  # type: ignore[attr-defined]  # not in the stubs
    rows._query = query
    return list(rows)


def _write(make: Callable[..., QuerySet[Any]], values: tuple[Value, ...]) -> _Written:
    stand_ins = [_STAND_INS[type(value)](at) for at, value in enumerate(values)]
    rows = make(*stand_ins)
    compiler = rows.query.get_compiler(rows.db)
    connection = connections[rows.db]
    # Written with the values, too: whatever differs was shaped by a value or made out of one, and would stay as it was made this time.
    try:
        meant: tuple[str, tuple[Any, ...]] | None = make(*values).query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        meant = None
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        if meant is not None:
            raise ValueError(_SHAPED) from None
        return _Written(rows, None)
    which = {_adapted(connection, stand_in): at for at, stand_in in enumerate(stand_ins)}
    places = tuple((place, which[param]) for place, param in enumerate(params) if isinstance(param, Hashable) and param in which)
    filled = list(params)
    for place, at in places:
        filled[place] = _adapted(connection, values[at], like=params[place])
    # In no order: what stands in for a set of values may come in another.
    if meant is None or meant[0] != sql or sorted(map(repr, meant[1])) != sorted(map(repr, filled)):
        raise ValueError(_SHAPED)
    compiler.connection = None  # each call has its own
    return _Written(rows, compiler, sql, tuple(params), places)


def _adapted(connection: BaseDatabaseWrapper, value: Value, like: Any = None) -> Any:
    """A value as Django's fields hand it to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return type(like)(value) if isinstance(like, int) else value  # psycopg's whole numbers say how long they are
