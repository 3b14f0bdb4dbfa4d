"""The table of search, one thin adapter for each database: a GIN index over a `tsvector` on PostgreSQL, an FTS5 table on SQLite.

The words come normalised, so that neither database folds, stems or ranks anything. Tables are made after every migration, as triggers are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

TABLE = "complaints_search"
VERSION = 1  # of the normaliser and of what is entered; rows of another version are entered anew by `manage.py index_search`


@dataclass(frozen=True)
class Line:
    """One case in the index."""

    pk: int
    month: str
    scope: tuple[str, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A word that must be there: itself, or the beginning of a word, or the sound of an official's name."""

    word: str
    is_prefix: bool
    sound: str = ""


@dataclass(frozen=True)
class Condition:
    """What the index is asked: one of the signs of scope, all terms (or one of the bodies), and these months, or all but these."""

    scope: tuple[str, ...]
    terms: tuple[Term, ...]
    held_by: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    but_months: tuple[str, ...] = ()


class Table(Protocol):
    """What each database must be able to do."""

    def install(self) -> Sequence[str]:
        """The statements that make what is missing."""

    def put(self, connection: BaseDatabaseWrapper, lines: Sequence[Line]) -> None:
        """Enter cases or replace what is there, in one statement."""

    def add(self, connection: BaseDatabaseWrapper, line: Line) -> None:
        """Replace the scope of a case and add words to it, in one statement."""

    def matching(self, condition: Condition) -> RawSQL:
        """The keys of the cases that the index finds, for `pk__in`."""


class _PostgreSQL:
    """One `tsvector` a case. Signs of scope begin with @, months with #, sounds with ~: nothing that a normalised word holds."""

    most = 6_000  # lexemes; twice as many of the longest stay under the megabyte of a tsvector

    def install(self) -> Sequence[str]:
        return (
            f"CREATE TABLE IF NOT EXISTS {TABLE} (complaint_id bigint PRIMARY KEY REFERENCES complaints_complaint ON DELETE CASCADE "
            "DEFERRABLE INITIALLY DEFERRED, version smallint NOT NULL, scope text[] NOT NULL, index tsvector NOT NULL)",
            f"CREATE INDEX IF NOT EXISTS {TABLE}_index ON {TABLE} USING gin (index)",
        )

    def put(self, connection: BaseDatabaseWrapper, lines: Sequence[Line]) -> None:
        rows, values = [], list[Any]()
        for line in lines:
            rows.append("(%s, %s, %s::text[], array_to_tsvector(%s::text[]))")
            scope = [f"@{sign}" for sign in line.scope]
            values += [line.pk, VERSION, scope, [*scope, f"#{line.month}", *line.words, *(f"~{sound}" for sound in line.names)]]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (complaint_id, version, scope, index) VALUES {', '.join(rows)} ON CONFLICT (complaint_id) "
                "DO UPDATE SET version = excluded.version, scope = excluded.scope, index = excluded.index",
                values,
            )

    def add(self, connection: BaseDatabaseWrapper, line: Line) -> None:
        scope = [f"@{sign}" for sign in line.scope]
        words = [*line.words, *(f"~{sound}" for sound in line.names)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET scope = %s::text[], index = ts_delete(index, scope) || array_to_tsvector(%s::text[]) || "
                f"CASE WHEN length(index) < {self.most} THEN array_to_tsvector(%s::text[]) ELSE ''::tsvector END WHERE complaint_id = %s",
                [scope, scope, words, line.pk],
            )

    def matching(self, condition: Condition) -> RawSQL:
        parts = [_either(f"'@{sign}'" for sign in condition.scope)]
        if condition.months:
            parts.append(_either(f"'#{month}'" for month in condition.months))
        words = " & ".join(
            _either([f"'{term.word}'{':*' * term.is_prefix}", *([f"'~{term.sound}'"] if term.sound else [])]) for term in condition.terms
        )
        parts.append(_either([f"({words})", *(f"'@{sign}'" for sign in condition.held_by)]))
        if condition.but_months:
            parts.append("!" + _either(f"'#{month}'" for month in condition.but_months))
        return RawSQL(f"SELECT complaint_id FROM {TABLE} WHERE index @@ %s::tsquery", [" & ".join(parts)])  # noqa: S611  # words go in as a value


def _either(parts: Any) -> str:
    return "(" + " | ".join(parts) + ")"


class _SQLite:
    """An ordinary FTS5 table: Debian 12's SQLite cannot delete from a contentless one."""

    most = 400_000  # signs

    def install(self) -> Sequence[str]:
        return (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5 "
            "(version UNINDEXED, month, scope, words, names, tokenize = 'unicode61 remove_diacritics 0')",
        )

    def put(self, connection: BaseDatabaseWrapper, lines: Sequence[Line]) -> None:
        values = [
            value
            for line in lines
            for value in (line.pk, VERSION, line.month, " ".join(line.scope), " ".join(line.words), " ".join(line.names))
        ]
        rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(lines))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT OR REPLACE INTO {TABLE} (rowid, version, month, scope, words, names) VALUES {rows}", values)

    def add(self, connection: BaseDatabaseWrapper, line: Line) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET scope = %s, words = CASE WHEN length(words) < {self.most} THEN words || %s ELSE words END, "
                "names = names || %s WHERE rowid = %s",
                [" ".join(line.scope), "".join(f" {word}" for word in line.words), "".join(f" {name}" for name in line.names), line.pk],
            )

    def matching(self, condition: Condition) -> RawSQL:
        parts = [_column("scope", condition.scope)]
        if condition.months:
            parts.append(_column("month", condition.months))
        words = []
        for term in condition.terms:
            word = f'words : "{term.word}"{" *" * term.is_prefix}'
            words.append(f'({word} OR names : "{term.sound}")' if term.sound else f"({word})")
        found = f"({' AND '.join(words)})"
        parts.append(f"({found} OR {_column('scope', condition.held_by)})" if condition.held_by else found)
        match = f"({' AND '.join(parts)})"
        if condition.but_months:
            match += f" NOT {_column('month', condition.but_months)}"
        return RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [match])  # noqa: S611  # words go in as a value


def _column(name: str, words: Sequence[str]) -> str:
    return f"{name} : (" + " OR ".join(f'"{word}"' for word in words) + ")"


def table_of(connection: BaseDatabaseWrapper) -> Table:
    """The adapter of a database."""
    return _PostgreSQL() if connection.vendor == "postgresql" else _SQLite()


def key_of(connection: BaseDatabaseWrapper) -> str:
    """The column with the key of the case."""
    return "complaint_id" if connection.vendor == "postgresql" else "rowid"


def install(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Create what is missing; runs after every `migrate`."""
    connection = connections[using]
    if "complaints_complaint" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for statement in table_of(connection).install():
                cursor.execute(statement)


def check_installed(app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """A database check: the table of search is there once the table of cases is."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if "complaints_complaint" in tables and TABLE not in tables:
            found.append(Error("The table of search is missing: run `manage.py migrate`.", id="complaints.E002"))
    return found
