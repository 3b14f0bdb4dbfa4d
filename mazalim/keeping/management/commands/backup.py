"""`manage.py backup FOLDER --keys FOLDER`: copy database, files and keys while web and worker go on."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.keeping.actions import back_up
from mazalim.keeping.management.telling import Progress, in_words
from mazalim.keeping.rules import CannotKeep


class Command(BaseCommand):
    """The backup of the embedded installation."""

    help = "Copy database and files into FOLDER, and the keys into another folder, while web and worker go on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="A folder that is empty or not there yet.")
        keys = parser.add_mutually_exclusive_group(required=True)
        keys.add_argument("--keys", type=Path, metavar="FOLDER", help="Where the keys go: another folder, on another disk at best.")
        keys.add_argument("--without-keys", action="store_true", help="Leave the keys out: a copy of them is kept elsewhere already.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, and say what was copied."""
        progress = Progress()
        try:
            made = back_up(folder=options["folder"], keys=options["keys"], at=timezone.now(), tell=progress)
        except CannotKeep as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        self.stdout.write(f"Copied to {made.folder}: {in_words(made.counts)}; {made.bytes / 1_000_000:,.1f} MB.")
        if made.keys:
            self.stdout.write(f"The keys are in {made.keys}. Keep them away from the copy: with both, everything can be read.")
        else:
            self.stdout.write("The keys were left out. Without them nothing personal in this copy can ever be read.")
        self.stdout.write(f"SHA-256 of the manifest: {made.digest}")
