"""Which indexes nobody used: after a benchmark, a run of the tests, or a year of a country.

An index costs every write and every vacuum. mazalim/keeping/postgresql/indexes.toml says of each which query it is for.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tools.processes import ROOT

LIST = ROOT / "mazalim" / "keeping" / "postgresql" / "indexes.toml"
RARE = "rare:"
# Index, its table, the column where it is of one alone, how often it was read, bytes. What is unique keeps a promise, whether it is read or not.
USED = """
SELECT indexrelname, relname, (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[0]), i.indnatts, idx_scan,
       pg_relation_size(s.indexrelid)
FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid) WHERE NOT i.indisunique ORDER BY pg_relation_size(s.indexrelid) DESC
"""


def inventory(path: Path = LIST) -> dict[str, dict[str, str]]:
    """Table -> index (or table.column, whose index Django names) -> the query it serves."""
    return dict(tomllib.loads(path.read_text("utf-8")))


def unused(url: str, listed: dict[str, dict[str, str]] | None = None) -> Iterator[tuple[str, str, int]]:
    """Indexes of listed tables that were never read though a benchmark reads them: name, table, bytes; the largest first.

    :param url: the database that was in use since its statistics began.
    :param listed: as `inventory` reads it, which it is where none is given.
    """
    listed = inventory() if listed is None else listed
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        for index, table, column, columns, scans, size in connection.execute(USED).fetchall():
            purpose = listed.get(table, {}).get(index) or (listed.get(table, {}).get(f"{table}.{column}") if columns == 1 else None)
            if table in listed and not scans and not (purpose or "").startswith(RARE):
                yield index, table, size


def report(url: str) -> int:
    """Print them; returns how many there are."""
    found = list(unused(url))
    for index, table, size in found:
        print(f"never read: {index} of {table}, {size / 1_048_576:.1f} MB")
    print(f"{len(found)} indexes were never read, of those that are not for rare questions.")
    return len(found)
