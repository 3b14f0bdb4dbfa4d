"""`manage.py load_demo`: officers and about 400 complaints on the loaded country."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mazalim.country.queries import NoProfile
from mazalim.demo.country.building import AlreadyThere, WrongCountry, build


class Command(BaseCommand):
    """Builds the demo country once; a second run changes nothing."""

    help = "Load the officers and complaints of the demonstration (the kurdistan profile must be loaded)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, write demo.txt, report in one line."""
        path = Path(settings.MAZALIM_DATA_DIR) / "demo.txt"
        try:
            built = build(now=timezone.now())
        except AlreadyThere:
            self.stdout.write(f"The demo country is there already; see {path}.")
            return
        except NoProfile as error:
            raise CommandError("No country is loaded: run `manage.py load_profile kurdistan` before.") from error
        except WrongCountry as error:
            raise CommandError("Another country is loaded: the demo country stands on the kurdistan profile.") from error
        path.write_text(built.text, encoding="utf-8")
        self.stdout.write(f"Loaded the demo country: {built.officers} officers, {built.complaints} complaints; see {path}.")
