"""The rows of a loaded profile, kept by the process as the database gave them: read and checked once, they are put back in a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from mazalim.country.queries import forget_policy
from mazalim.directory.queries import forget_directory
from mazalim.journey.routing.suggest import forget_suggestions


@dataclass(frozen=True)
class _Table:
    """One table's name and rows: PostgreSQL's in the form of COPY, SQLite's as tuples."""

    model: type[models.Model]
    name: str
    rows: Any


_kept: dict[str, list[_Table]] = {}


def _models() -> Iterator[type[models.Model]]:
    """What a profile fills, the tables that others point to first."""
    for label in ("country", "directory"):
        own = list(apps.get_app_config(label).get_models())
        yield from own
        for model in own:
            yield from (field.remote_field.through for field in model._meta.many_to_many)  # type: ignore[misc]


def are_empty() -> bool:
    """Whether nothing of a profile is in the database."""
    return not any(model._base_manager.exists() for model in _models())


def keep(name: str) -> None:
    """Remember every row of the profile that was just loaded into an empty database."""
    tables = ((model, connection.ops.quote_name(model._meta.db_table)) for model in _models())
    _kept[name] = [_Table(model, table, rows) for model, table in tables if (rows := _read(table))]


def put_back(name: str) -> bool:
    """Write the kept rows into the empty database; False where none are kept."""
    if name not in _kept:
        return False
    for table in _kept[name]:
        _write(table)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in _kept[name]]):
            cursor.execute(statement)
    forget_policy()
    forget_directory()
    forget_suggestions()
    return True


def _read(table: str) -> Any:
    """In the order of their keys, so that a row that points to another of its table comes after it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT") as copied:
                return b"".join(bytes(part) for part in copied)
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def _write(table: _Table) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table.name} FROM STDIN") as copied:
                copied.write(table.rows)
        else:
            places = ", ".join(["%s"] * len(table.rows[0]))
            cursor.executemany(f"INSERT INTO {table.name} VALUES ({places})", table.rows)
