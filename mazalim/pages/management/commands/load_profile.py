"""`manage.py load_profile NAME`: load a country's policy, bodies, categories, calendar and texts from profiles/NAME."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.country.policy import WrongPolicy
from mazalim.country.queries import has_profile
from mazalim.directory.actions import WrongDirectory
from mazalim.pages.profile import load_profile, profiles_in


class Command(BaseCommand):
    """Loads a profile; loading again brings names and texts up to date and deletes nothing that a case points to."""

    help = "Load a country profile."

    def add_arguments(self, parser: CommandParser) -> None:
        """The profile's folder name."""
        parser.add_argument("name")
        parser.add_argument("--if-none", action="store_true", help="only where no profile is loaded yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report in one line."""
        if options["if_none"] and has_profile():
            return
        folder = Path(settings.BASE_DIR) / "profiles" / options["name"]
        if not (folder / "profile.toml").exists():
            raise CommandError(f"There is no profile {options['name']!r}; there are: {', '.join(profiles_in(folder.parent))}.")
        try:
            counts = load_profile(folder=folder, at=timezone.now())
        except (WrongPolicy, WrongDirectory, KeyError, csv.Error, tomllib.TOMLDecodeError) as error:
            raise CommandError(f"The profile {options['name']} was not loaded: {error}") from error
        self.stdout.write(f"Loaded {options['name']}: " + ", ".join(f"{number} {what}" for what, number in counts.items()) + ".")
