"""`manage.py seal`: seal what is unsealed now."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.queries import newest_seal


class Command(BaseCommand):
    """What the worker does every hour, at once."""

    help = "Seals every entry that is not sealed yet, and closes the day that is over. The worker does so every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in one line how many entries were sealed, and under which seal."""
        try:
            sealed = seal(at=timezone.now())
        except (ImproperlyConfigured, TimeoutError) as error:
            raise CommandError(str(error)) from error
        newest = newest_seal()
        if newest is None:
            self.stdout.write("Nothing to seal yet.")
        else:
            self.stdout.write(f"{sealed} entries sealed; the newest seal is number {newest.number} of {newest.date.isoformat()}.")
