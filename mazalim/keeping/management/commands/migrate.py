"""`manage.py migrate`: Django's own, which on PostgreSQL waits for no lock longer than a moment."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from mazalim.keeping.postgresql.migrating import LOCK_MILLISECONDS, PATIENCE_SECONDS, StillLocked, with_short_locks


class Command(migrate.Command):
    """To be run as the owner of the tables, on PostgreSQL itself and not through a pooler."""

    def add_arguments(self, parser: CommandParser) -> None:
        """How long one statement, and how long all of it, waits for locks."""
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-timeout",
            type=int,
            default=LOCK_MILLISECONDS,
            help=f"Milliseconds that a statement waits for a lock before it lets others pass; {LOCK_MILLISECONDS} unless told, 0 without end.",
        )
        parser.add_argument(
            "--patience", type=int, default=PATIENCE_SECONDS, help=f"Seconds after which it gives up; {PATIENCE_SECONDS} unless told."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, again and again where a lock is in the way."""
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        if settings.MAZALIM_DATABASE_POOLER != "none":
            raise CommandError(
                "Migrations need a session of their own: set DATABASE_URL to PostgreSQL itself, and no MAZALIM_DATABASE_POOLER."
            )
        try:
            with_short_locks(
                lambda: self._migrate(*args, **options),
                connection=connection,
                milliseconds=options["lock_timeout"],
                patience=options["patience"],
                say=lambda words: self.stdout.write(words),
            )
        except StillLocked as error:
            raise CommandError(str(error)) from error

    def _migrate(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
