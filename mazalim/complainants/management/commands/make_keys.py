"""`manage.py make_keys PATH`: make a key ring for an installation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mazalim.common.keys import make_key_file


class Command(BaseCommand):
    """Writes new keys to a file that does not exist yet, readable by its owner alone."""

    help = "Make the key file of a new installation. Keep a copy apart from the backups of the database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, but never over keys that are there: what they encrypt could not be read again."""
        path: Path = options["path"]
        if path.exists():
            raise CommandError(f"{path} exists already and was left alone.")
        try:
            make_key_file(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Made {path}. Keep a copy apart from the backups of the database.")
