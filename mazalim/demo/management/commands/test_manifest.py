"""`manage.py test_manifest`: what an attack on a running demonstration needs, as JSON."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from mazalim.demo.manifest import manifest


class Command(BaseCommand):
    """Prints addresses, people with open sessions, and things. Another installation has neither this command nor these people."""

    help = "Print the addresses, people with sessions, and objects of a demonstration as JSON, for tests that attack it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the sessions and print."""
        if not settings.MAZALIM_DEMO:
            raise CommandError("This opens sessions of officers: it works in a demonstration alone (MAZALIM_DEMO=1).")
        with transaction.atomic():
            made = manifest(at=timezone.now())
        self.stdout.write(json.dumps(made, ensure_ascii=False, indent=1))
