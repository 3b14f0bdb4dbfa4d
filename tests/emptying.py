"""Tests that commit end with every table emptied; the triggers that make tables append-only stand aside for that alone."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL"
SQLITE_INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%%'"
POSTGRESQL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'django_migrations'"


def _column(connection: BaseDatabaseWrapper, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _on_sqlite(connection: BaseDatabaseWrapper, flush: Callable[..., list[str]], *args: Any, **options: Any) -> list[str]:
    triggers = _column(connection, SQLITE_TRIGGERS)
    search_tables = _column(connection, SQLITE_INDEXES)
    return [
        *(f'DROP TRIGGER "{name}"' for name, _ in triggers),
        *flush(*args, **options),
        *(f'DELETE FROM "{name}"' for (name,) in search_tables),
        *(sql for _, sql in triggers),
    ]


def _on_postgresql(
    connection: BaseDatabaseWrapper, flush: Callable[..., list[str]], style: Any, tables: Sequence[str], **_: Any
) -> list[str]:
    every = sorted(f'"{name}"' for (name,) in _column(connection, POSTGRESQL_TABLES))
    return [
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in every),
        f"TRUNCATE {', '.join(every)} RESTART IDENTITY",
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in every),
    ]


def let_append_only_tables_be_emptied(connection: BaseDatabaseWrapper) -> None:
    """Replaces the statements with which Django empties the database after a test that commits.

    For the class, not for this connection: while Playwright runs its event loop in the thread, Django has a second connection there.
    """
    operations: Any = type(connection.ops)
    flush = operations.sql_flush
    emptying = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        return emptying(self.connection, partial(flush, self), *args, **options)

    operations.sql_flush = sql_flush
