"""The table of search, one thin adapter for each database: a GIN index over a `tsvector` on PostgreSQL, an FTS5 table on SQLite.

The words come normalised, so that neither database folds, stems or ranks anything. Tables are made after every migration, as triggers are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
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
    """What each database must be able to do. Each method is one statement."""

    def install(self) -> Sequence[str]:
        """The statements that make what is missing."""

    def put(self, lines: Sequence[Line]) -> None:
        """Enter cases or replace what is there."""

    def load(self, lines: Sequence[Line]) -> None:
        """Enter many cases that are not there yet."""

    def add(self, line: Line) -> None:
        """Replace the scope of a case and add words to it."""

    def drop(self, pk: int) -> None:
        """Take a case out."""

    def wanting(self, *, after: int, most: int) -> list[int]:
        """The keys, from the one after `after`, of cases that are missing or of another version."""

    def matching(self, condition: Condition) -> RawSQL:
        """The keys of the cases that the index finds, for `pk__in`."""

    def holding(self, condition: Condition) -> RawSQL | None:
        """Whether the words of one case of a query over `complaints_complaint` fit, read from its own row; None where the index is as quick.

        Signs of scope and months are not looked at.
        """


class _PostgreSQL:
    """One `tsvector` a case. Signs of scope begin with @, months with #, sounds with ~: nothing that a normalised word holds."""

    most = 6_000  # lexemes; as many again of the longest stay under the megabyte of a tsvector

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def install(self) -> Sequence[str]:
        table = (
            "CREATE TABLE IF NOT EXISTS complaints_search (complaint_id bigint PRIMARY KEY REFERENCES complaints_complaint ON DELETE CASCADE "
            "DEFERRABLE INITIALLY DEFERRED, version smallint NOT NULL, scope text[] NOT NULL, index tsvector NOT NULL)"
        )
        return table, "CREATE INDEX IF NOT EXISTS complaints_search_index ON complaints_search USING gin (index)"

    def put(self, lines: Sequence[Line]) -> None:
        values = []
        for line in lines:
            scope = [f"@{sign}" for sign in line.scope]
            values.append((line.pk, VERSION, scope, [*scope, f"#{line.month}", *line.words, *(f"~{sound}" for sound in line.names)]))
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO complaints_search (complaint_id, version, scope, index) VALUES (%s, %s, %s::text[], array_to_tsvector(%s::text[])) "
                "ON CONFLICT (complaint_id) DO UPDATE SET version = excluded.version, scope = excluded.scope, index = excluded.index",
                values,
            )

    def load(self, lines: Sequence[Line]) -> None:
        rows = []
        for line in lines:
            scope = [f"@{sign}" for sign in line.scope]
            lexemes = dict.fromkeys([*scope, f"#{line.month}", *line.words, *(f"~{sound}" for sound in line.names)])
            # Quoted for a tsvector: what stands in quotes is neither folded nor divided. Normalised words hold neither quote nor backslash.
            rows.append(f"{line.pk}\t{VERSION}\t{{{','.join(scope)}}}\t'{_BETWEEN.join(lexemes)}'\n")
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY complaints_search (complaint_id, version, scope, index) FROM STDIN") as copy,
        ):
            copy.write("".join(rows))

    def add(self, line: Line) -> None:
        scope = [f"@{sign}" for sign in line.scope]
        words = [*line.words, *(f"~{sound}" for sound in line.names)]
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE complaints_search SET scope = %s::text[], index = ts_delete(index, scope) || array_to_tsvector(%s::text[]) || "
                "CASE WHEN length(index) < %s THEN array_to_tsvector(%s::text[]) ELSE ''::tsvector END WHERE complaint_id = %s",
                [scope, scope, self.most, words, line.pk],
            )

    def drop(self, pk: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM complaints_search WHERE complaint_id = %s", [pk])

    def wanting(self, *, after: int, most: int) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id FROM complaints_complaint c LEFT JOIN complaints_search s ON s.complaint_id = c.id "
                "WHERE c.id > %s AND (s.version IS NULL OR s.version <> %s) ORDER BY c.id LIMIT %s",
                [after, VERSION, most],
            )
            return [row[0] for row in cursor.fetchall()]

    def matching(self, condition: Condition) -> RawSQL:
        parts = [_either(f"'@{sign}'" for sign in condition.scope)]
        if condition.months:
            parts.append(_either(f"'#{month}'" for month in condition.months))
        words = " & ".join(_either(_lexemes(term)) for term in condition.terms)
        parts.append(_either([f"({words})", *(f"'@{sign}'" for sign in condition.held_by)]))
        if condition.but_months:
            parts.append("!" + _either(f"'#{month}'" for month in condition.but_months))
        query = " & ".join(parts)
        return RawSQL("SELECT complaint_id FROM complaints_search WHERE index @@ %s::tsquery", [query])  # words are a value

    def holding(self, condition: Condition) -> RawSQL | None:
        words = " & ".join(_either(_lexemes(term)) for term in condition.terms)
        query = _either([f"({words})", *(f"'@{sign}'" for sign in condition.held_by)])
        # A value and no condition, lest the planner ask the index: the beginning of a common word is a list of every case that has it.
        sql = "(SELECT index @@ %s::tsquery FROM complaints_search WHERE complaint_id = complaints_complaint.id)"
        return RawSQL(sql, [query], output_field=BooleanField())  # noqa: S611  # nosec B611 - words are a value


_BETWEEN = "' '"


def _lexemes(term: Term) -> list[str]:
    word = f"'{term.word}':*" if term.is_prefix else f"'{term.word}'"
    return [word, f"'~{term.sound}'"] if term.sound else [word]


def _either(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


class _SQLite:
    """An ordinary FTS5 table: Debian 12's SQLite cannot delete from a contentless one."""

    most = 400_000  # signs

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def install(self) -> Sequence[str]:
        table = (
            "CREATE VIRTUAL TABLE IF NOT EXISTS complaints_search USING fts5 "
            "(version UNINDEXED, month, scope, words, names, tokenize = 'unicode61 remove_diacritics 0')"
        )
        return (table,)

    def put(self, lines: Sequence[Line]) -> None:
        values = [(line.pk, VERSION, line.month, " ".join(line.scope), " ".join(line.words), " ".join(line.names)) for line in lines]
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO complaints_search (rowid, version, month, scope, words, names) VALUES (%s, %s, %s, %s, %s, %s)",
                values,
            )

    def load(self, lines: Sequence[Line]) -> None:
        self.put(lines)

    def add(self, line: Line) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE complaints_search SET scope = %s, words = CASE WHEN length(words) < %s THEN words || %s ELSE words END, "
                "names = names || %s WHERE rowid = %s",
                [
                    " ".join(line.scope),
                    self.most,
                    "".join(f" {word}" for word in line.words),
                    "".join(f" {name}" for name in line.names),
                    line.pk,
                ],
            )

    def drop(self, pk: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM complaints_search WHERE rowid = %s", [pk])

    def wanting(self, *, after: int, most: int) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id FROM complaints_complaint c LEFT JOIN complaints_search s ON s.rowid = c.id "
                "WHERE c.id > %s AND (s.version IS NULL OR s.version <> %s) ORDER BY c.id LIMIT %s",
                [after, VERSION, most],
            )
            return [row[0] for row in cursor.fetchall()]

    def matching(self, condition: Condition) -> RawSQL:
        parts = [_column("scope", condition.scope)]
        if condition.months:
            parts.append(_column("month", condition.months))
        words = []
        for term in condition.terms:
            word = f'words : "{term.word}"' + (" *" if term.is_prefix else "")
            words.append(f'({word} OR names : "{term.sound}")' if term.sound else f"({word})")
        found = f"({' AND '.join(words)})"
        parts.append(f"({found} OR {_column('scope', condition.held_by)})" if condition.held_by else found)
        match = f"({' AND '.join(parts)})"
        if condition.but_months:
            match += f" NOT {_column('month', condition.but_months)}"
        return RawSQL("SELECT rowid FROM complaints_search WHERE complaints_search MATCH %s", [match])  # words are a value

    def holding(self, condition: Condition) -> RawSQL | None:
        return None


def _column(name: str, words: Sequence[str]) -> str:
    return f"{name} : (" + " OR ".join(f'"{word}"' for word in words) + ")"


def table_of(connection: BaseDatabaseWrapper) -> Table:
    """The adapter of a database."""
    return _PostgreSQL(connection) if connection.vendor == "postgresql" else _SQLite(connection)


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
