"""`manage.py end_service_key [NUMBER]`: end the key of a public body's own system at once; without a number, list the keys that work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mazalim.accounts.actions import end_service_key
from mazalim.accounts.models import ServiceKey
from mazalim.administration.audit.actions import record


class Command(BaseCommand):
    """Ends a key, or lists them."""

    help = "End the key of a public body's own system; without a number, list those that work."

    def add_arguments(self, parser: CommandParser) -> None:
        """The number that add_service_key showed."""
        parser.add_argument("number", type=int, nargs="?")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """End and write down, or list."""
        if options["number"] is None:
            for row in ServiceKey.objects.filter(ended_at=None).select_related("officer").order_by("pk"):
                used = row.last_used_on.isoformat() if row.last_used_on else "never"
                self.stdout.write(f"{row.pk}  {row.officer.name}  since {row.created_at.date().isoformat()}  last used {used}")
            return
        at = timezone.now()
        key = end_service_key(key_id=options["number"], at=at)
        if key is None:
            raise CommandError("There is no key with this number that works.")
        record(by=None, subject="service_key", key=str(key.pk), names=key.officer.name, act="end", at=at)
        self.stdout.write(f"Key {key.pk} of {key.officer.name} has ended.")
