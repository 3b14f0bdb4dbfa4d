"""`manage.py recompute_figures`: count all entries again."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mazalim.figures.actions import AlreadyCounting, recount


class Command(BaseCommand):
    """After a correction of the calendar, a move to another database, or when in doubt."""

    help = "Counts every entry again and puts the new figures in the place of the old ones. Pages and worker go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many entries were counted, and how fast."""
        began = monotonic()
        try:
            found = recount(at=timezone.now())
        except AlreadyCounting as error:
            raise CommandError("Somebody counts already, or was killed a moment ago: try again in two minutes.") from error
        except TimeoutError as error:
            raise CommandError(str(error)) from error
        seconds = max(monotonic() - began, 0.001)
        self.stdout.write(f"{found.read} entries counted in {seconds:.1f} s, {found.read / seconds:.0f} a second.")
        if found.differing is not None:
            self.stdout.write(f"{found.differing} rows were other than the entries say, and are right now.")
