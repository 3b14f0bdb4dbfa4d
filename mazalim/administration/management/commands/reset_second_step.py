"""`manage.py reset_second_step EMAIL`: for the only administrator who has lost app, passkeys and recovery codes.

Whoever has the server needs no second person. What is done here stands in the list of changes as the server's.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mazalim.accounts.actions.recovery import reset_second_step
from mazalim.accounts.models import Officer
from mazalim.administration.audit.actions import record


class Command(BaseCommand):
    """Resets at once what a proposal of two administrators would reset a day later; the password stays."""

    help = "Remove the second step of an account and end its sessions; a new one is set up at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset and report in one line."""
        officer = Officer.objects.filter(email__iexact=options["email"], is_active=True, is_service=False).first()
        if officer is None:
            raise CommandError("No open account has this e-mail address.")
        at = timezone.now()
        with transaction.atomic():
            reset_second_step(officer=officer, by=None, at=at, keeps_password=True)
            record(by=None, subject="officer", key=str(officer.pk), names=officer.name, act="reset", at=at)
        self.stdout.write(f"The second step of {officer.name} ({officer.email}) is reset.")
