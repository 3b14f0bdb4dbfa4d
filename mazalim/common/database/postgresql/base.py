"""The backend: after every commit it asks whether the server has warned that no standby confirmed it."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

from mazalim.common.database.outcome import OutcomeUnknown
from mazalim.common.database.postgresql.waiting import watched

# The function of the server that waits for standbys (src/backend/replication/syncrep.c). Its warning has no code of its own and is written in the
# language of the server, but where it comes from is sent along with every message and is never translated.
WAITS_FOR_STANDBY = "SyncRepWaitForLSN"
# Our questions are short and come many at a time: to start helpers for one costs the server more than they save, and takes its cores from the others.
ONE_PROCESS = "SET max_parallel_workers_per_gather = 0"
WRITES = ("INSERT", "UPDATE", "DELETE")
UNCONFIRMED = "is_unconfirmed"  # on psycopg's connection, which the pool gives from one thread to another


class _Cursor(CursorWrapper):
    """A write outside of a transaction is a commit of its own, and waits like one."""

    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        if self.db.in_atomic_block or not isinstance(sql, str) or not sql.startswith(WRITES):
            return super()._execute(sql, params, *ignored)  # type: ignore[misc]  # not in the stubs
        with watched(self.db.connection, settings.MAZALIM_STANDBY_SECONDS):
            done = super()._execute(sql, params, *ignored)  # type: ignore[misc]  # not in the stubs
        self.db.refuse_unconfirmed()
        return done


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, direct or behind a pooler in transaction mode: there it leaves nothing in a session."""

    def _configure_connection(self, connection: Any) -> bool:
        setattr(connection, UNCONFIRMED, False)

        def noticed(diagnostic: Any) -> None:
            if diagnostic.source_function == WAITS_FOR_STANDBY:
                setattr(connection, UNCONFIRMED, True)

        connection.add_notice_handler(noticed)
        if settings.MAZALIM_DATABASE_POOLER == "none":  # else a session is not ours alone
            connection.execute(ONE_PROCESS)
        return bool(super()._configure_connection(connection))  # type: ignore[misc]  # not in the stubs

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        """A cursor that watches writes outside of transactions too."""
        return _Cursor(cursor, self)

    def _commit(self) -> None:
        connection = self.connection
        if connection is None:
            return
        try:
            with watched(connection, settings.MAZALIM_STANDBY_SECONDS):
                super()._commit()  # type: ignore[misc]  # not in the stubs
        except OperationalError as error:
            if connection.closed:  # the line broke after COMMIT was sent: it may have arrived
                raise OutcomeUnknown(str(error)) from error
            raise
        self.refuse_unconfirmed()

    def refuse_unconfirmed(self) -> None:
        """Raises OutcomeUnknown where the server has warned that a commit is kept on the primary alone."""
        if getattr(self.connection, UNCONFIRMED, False):
            setattr(self.connection, UNCONFIRMED, False)
            raise OutcomeUnknown("No standby confirmed the commit in time.")
