"""Upkeep after a disposal: what was deleted leaves the database's own files too. One thin adapter for each database."""

from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError

from mazalim.complaints.search.tables import TABLE as SEARCH
from mazalim.evidence.actions.shredding import take_away_what_is_left
from mazalim.verification.actions import forget_old as forget_codes
from mazalim.work.actions import forget_old as forget_work


class StillRead(Exception):
    """Somebody was reading the database all the time, so that the write-ahead log could not be emptied. Try again."""


def tidy(*, at: datetime, say: Callable[[str], None]) -> None:
    """Delete what is over, and write the tables anew without what was deleted. Needs room for the largest table once more. Raises StillRead."""
    objects = take_away_what_is_left()
    say(f"objects of erased files taken away: {objects}")
    say(f"jobs, answers, counters and codes that are over: {forget_work(at=at) + forget_codes(at=at)}")
    call_command("clearsessions")
    if connection.vendor == "sqlite":
        _tidy_sqlite()
    else:
        _tidy_postgresql(say)


def _tidy_sqlite() -> None:
    """FTS5 keeps deleted words in its segments until they are merged; the log holds pages of before until it is emptied."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')")  # noqa: S608  # nosec B608 - a name of ours
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise StillRead


def _tidy_postgresql(say: Callable[[str], None]) -> None:
    """Each table is locked while it is written anew. The planner's statistics quote values, so they are made anew and their table after them."""
    tables = sorted(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
        try:
            cursor.execute("VACUUM FULL pg_catalog.pg_statistic")
        except DatabaseError:
            say("pg_statistic was left alone: run VACUUM FULL pg_catalog.pg_statistic as the owner of the server")
    say(f"tables written anew: {len(tables)}")
