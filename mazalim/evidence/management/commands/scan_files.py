"""`manage.py scan_files`: have the files scanned that were taken while no scanner was in use."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.evidence.actions import scan_again
from mazalim.evidence.queries import scanner_answers


class Command(BaseCommand):
    """Queues the files; the worker scans them."""

    help = "Have the files scanned that were taken while no scanner was in use. They go on being served until the scanner says otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which files."""
        parser.add_argument("--all", action="store_true", help="also those that were found clean before, after new signatures")

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue, and report in one line."""
        if not scanner_answers():
            raise CommandError("No scanner answers. See MAZALIM_CLAMD_URL.")
        self.stdout.write(f"{scan_again(with_clean=options['all'], at=timezone.now())} files wait for the scanner.")
