"""`manage.py tidy`: upkeep after a disposal, so that nothing of what was erased is left in the database's files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mazalim.administration.retention.tidying import StillRead, tidy


class Command(BaseCommand):
    """Locks the tables one after the other: run it at night."""

    help = "Write the tables anew without what was deleted, empty SQLite's log, and take away what is over."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tidy, and report in one line."""
        try:
            tidy(at=timezone.now(), say=self.stderr.write)
        except StillRead as error:
            raise CommandError(
                "Somebody was reading all the time, so the log could not be emptied. Run it again, with web and worker stopped."
            ) from error
        self.stdout.write("Tidied. Of PostgreSQL the write-ahead log and backups still hold what was erased until their own time is over.")
