"""Migrate without a queue: a lock that cannot be had in a moment is let go and asked for again.

A statement that waits for a lock stands in line before everybody who comes after it: one long report, one ALTER TABLE behind it, and the whole
country waits for the report. So the wait is cut off after a tenth of a second.
"""

from collections.abc import Callable
from time import monotonic, sleep

import psycopg
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK_MILLISECONDS = (
    100  # whoever comes meanwhile waits so long and no longer: under a fifth of a second with what the statement itself takes
)
PATIENCE_SECONDS = 900
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds; the last one again and again


class StillLocked(Exception):
    """Somebody has held a table all the time; the text says what to look for."""


def is_lock_timeout(error: BaseException) -> bool:
    """Whether an error is that of a lock that was not to be had in time."""
    return isinstance(error.__cause__, psycopg.errors.LockNotAvailable)


def with_short_locks(
    migrate: Callable[[], None], *, connection: BaseDatabaseWrapper, milliseconds: int, patience: float, say: Callable[[str], None]
) -> None:
    """Call `migrate` until no lock is in its way; it must go on where it was when it is called again.

    :param milliseconds: how long one statement may wait for a lock; 0 waits as long as it takes.
    :param patience: seconds in all.
    :raises StillLocked: the patience is used up.
    """
    until, tries = monotonic() + patience, 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{milliseconds}ms"])
    try:
        while True:
            try:
                migrate()
                return
            except OperationalError as error:
                if not is_lock_timeout(error):
                    raise
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                tries += 1
                if monotonic() + pause > until:
                    raise StillLocked(
                        f"A table was in use for {patience:.0f} seconds, by a transaction that is older: pg_stat_activity shows it by xact_start."
                    ) from error
                say(f"A table is in use; nobody waits behind us. Try {tries + 1} in {pause:g} s.")
                sleep(pause)
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
