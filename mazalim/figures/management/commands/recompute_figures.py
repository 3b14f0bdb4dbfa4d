"""`manage.py recompute_figures`: count all entries again."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mazalim.figures.actions import recompute


class Command(BaseCommand):
    """After a correction of the calendar, a move to another database, or when in doubt."""

    help = "Counts every entry again and puts the new figures in the place of the old ones. Pages and worker go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many entries were counted, and how fast."""
        began = monotonic()
        try:
            read = recompute(at=timezone.now())
        except TimeoutError as error:
            raise CommandError(str(error)) from error
        seconds = max(monotonic() - began, 0.001)
        self.stdout.write(f"{read} entries counted in {seconds:.1f} s, {read / seconds:.0f} a second.")
