"""`manage.py new_profile CODE --country XX --from kurdistan`: write the folder of a new country's profile."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mazalim.pages.skeleton import CannotWrite, remove_profile, write_profile

BLANK = "blank"
SOURCES = ("kurdistan", "morocco", BLANK)
RULES_OF_BLANK = "kurdistan"


class Command(BaseCommand):
    """Writes a complete profile that can be loaded at once, with CHECK wherever something was guessed."""

    help = "Write the folder of a new country's profile."

    def add_arguments(self, parser: CommandParser) -> None:
        """Code, country, and the profile to begin from."""
        parser.add_argument("code", help="the folder's name, as in jordan")
        parser.add_argument("--country", required=True, help="two letters of ISO 3166, as in JO")
        parser.add_argument("--from", dest="source", choices=SOURCES, default=BLANK, help="the profile that is most like it")
        parser.add_argument("--into", default="", help="the folder in which it is written (default: profiles)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what to look at."""
        profiles = Path(settings.BASE_DIR) / "profiles"
        folder = Path(options["into"] or profiles) / options["code"]
        source = RULES_OF_BLANK if options["source"] == BLANK else options["source"]
        is_new = not folder.exists()
        try:
            doubts = write_profile(
                code=options["code"],
                country=options["country"].upper(),
                source=profiles / source,
                is_blank=options["source"] == BLANK,
                folder=folder,
                today=timezone.now().date(),
            )
        except (CannotWrite, OSError) as error:
            if is_new:
                remove_profile(folder)
            raise CommandError(str(error)) from error
        self.stdout.write(f"Written: {folder}. To be checked:")
        for doubt in doubts:
            self.stdout.write(f"- {doubt}")
