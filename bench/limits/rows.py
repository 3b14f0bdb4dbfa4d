"""The rows that a lodging writes, as a script for `pgbench`: the same tables, columns, values and indexes, without the product around them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

INSERTED = re.compile(r'^\s*INSERT INTO "(\w+)"', re.IGNORECASE)
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attidentity <> '', a.attgenerated <> '',
       EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey)) AS is_unique,
       (SELECT confrelid::regclass::text FROM pg_constraint c WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]),
       EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS is_key
FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Column:
    """What the script must know of a column."""

    name: str
    kind: str
    is_identity: bool
    is_generated: bool
    is_unique: bool
    points_to: str | None
    is_key: bool


def tables_written(statements: Iterable[str]) -> list[str]:
    """The tables into which statements insert, each once, in order."""
    found = [match[1] for statement in statements if (match := INSERTED.match(statement))]
    return list(dict.fromkeys(found))


def columns_of(connection: psycopg.Connection[Any], table: str) -> list[Column]:
    """The columns of a table."""
    return [Column(*row) for row in connection.execute(COLUMNS, [f'"{table}"']).fetchall()]


def fresh(column: Column) -> str:
    """An expression for a value that no other row has, of the same type and length."""
    if column.kind == "uuid":
        return "gen_random_uuid()"
    if column.kind == "bytea":
        return "decode(md5(random()::text) || md5(random()::text), 'hex')"
    if size := re.match(r"character varying\((\d+)\)", column.kind):
        return f"left(md5(random()::text) || md5(random()::text), {min(int(size[1]), 64)})"
    return "md5(random()::text)"


def script(rows: Sequence[tuple[str, Sequence[Column], Mapping[str, str | None]]]) -> str:
    """The transaction: one INSERT a row, in order. Keys that the database gives are kept in variables for the rows that point to them.

    :param rows: table, columns, and the values as SQL literals by the name of the column (None: NULL).
    """
    known: dict[tuple[str, str], str] = {}  # a key of a row before -> the variable that holds it now
    lines = ["BEGIN;"]
    for number, (table, columns, values) in enumerate(rows):
        names, parts, returning = [], [], ""
        for column in columns:
            value = values.get(column.name)
            if column.is_generated:
                continue
            if column.is_identity and column.is_key:
                variable = f"k{number}"
                returning = f' RETURNING "{column.name}" AS {variable} \\gset'
                known[table, str(value)] = f":{variable}"
                continue
            names.append(f'"{column.name}"')
            parts.append(_part(column, value, known, table, number))
        given = f"({', '.join(names)}) VALUES ({', '.join(parts)})" if names else "DEFAULT VALUES"
        lines.append(f'INSERT INTO "{table}" {given}{returning or ";"}')
    return "\n".join([*_variables(rows), *lines, "COMMIT;", ""])


def _part(column: Column, value: str | None, known: dict[tuple[str, str], str], table: str, number: int) -> str:
    if value is None:
        return "NULL"
    if column.points_to is not None:
        return known.get((column.points_to.strip('"'), value), value)
    if (table, column.name) == ("complaints_entry", "written_in"):
        return "pg_current_xact_id()::text::bigint"
    if column.is_unique:
        if column.is_key and column.kind == "uuid":
            known[table, value] = f"':u{number}'"
            return f"':u{number}'::uuid"
        return value if column.kind in {"integer", "bigint", "smallint", "date"} else fresh(column)
    return value


def _variables(rows: Sequence[tuple[str, Sequence[Column], Mapping[str, str | None]]]) -> list[str]:
    """Keys of the kind uuid are made by the client: pgbench has no function for them, so the server is asked, outside of the transaction."""
    wanted = [number for number, (_, columns, _) in enumerate(rows) if any(column.is_key and column.kind == "uuid" for column in columns)]
    return [f"SELECT gen_random_uuid() AS u{number} \\gset" for number in wanted]


def rows_of(
    connection: psycopg.Connection[Any], tables: Sequence[str], since: int
) -> list[tuple[str, list[Column], dict[str, str | None]]]:
    """The rows that transactions from `since` on have written into tables, as SQL literals; tables in the order given."""
    found = []
    for table in tables:
        columns = columns_of(connection, table)
        quoted = sql.SQL(", ").join(sql.SQL("quote_literal({}::text)").format(sql.Identifier(column.name)) for column in columns)
        asked = sql.SQL("SELECT {} FROM {} WHERE xmin::text::bigint >= %s ORDER BY ctid").format(quoted, sql.Identifier(table))
        for row in connection.execute(asked, [since % 2**32]).fetchall():
            found.append((table, columns, dict(zip((column.name for column in columns), row, strict=True))))
    return found
