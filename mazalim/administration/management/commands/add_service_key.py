"""`manage.py add_service_key DESK_OR_BODY NAME`: let a public body's own system work its cases through the API.

Whoever has the server needs no second person. What is done here stands in the list of changes as the server's.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mazalim.accounts.actions import add_service_account, add_service_key, grant
from mazalim.accounts.models import Officer, Role
from mazalim.administration.audit.actions import record
from mazalim.administration.roles.queries import scope_of
from mazalim.directory.models import Desk, PublicBody


class Command(BaseCommand):
    """Adds the account of a system with its first key or, where it is there already, a further key."""

    help = "Add a key for a public body's own system: an officer of a desk, or a supervisor of a body. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it works, and what it is called."""
        parser.add_argument("where", metavar="DESK_OR_BODY", help="the code of a desk (its officer) or of a body (its supervisor)")
        parser.add_argument("name", help="what officers and complainants' files call the system")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Add, write down, and show the key."""
        desk = Desk.objects.filter(code=options["where"], is_active=True).first()
        body = None if desk else PublicBody.objects.filter(code=options["where"], is_active=True).first()
        if desk is None and body is None:
            raise CommandError("There is no open desk and no open body with this code.")
        at, role = timezone.now(), Role.OFFICER if desk else Role.SUPERVISOR
        held = {"grants__role": role, "grants__desk": desk, "grants__body": body, "grants__ended_at": None}
        officer = Officer.objects.filter(name=options["name"].strip(), is_service=True, is_active=True, **held).first()
        if officer is None:
            officer = add_service_account(name=options["name"], language=options["language"], at=at)
            after = {"name": officer.name, "email": officer.email, "language": officer.language}
            record(by=None, subject="officer", key=str(officer.pk), names=officer.name, act="add", after=after, at=at)
            grant(officer=officer, role=role, desk=desk, body=body, at=at)
            after = {"role": role.value, **scope_of(desk=desk, body=body)}
            record(by=None, subject="role", key=str(officer.pk), names=officer.name, act="begin", after=after, at=at)
        key, secret = add_service_key(officer=officer, name=officer.name, at=at)
        record(by=None, subject="service_key", key=str(key.pk), names=officer.name, act="add", at=at)
        self.stdout.write(f"Key {key.pk} of {officer.name} ({role.value} at {options['where']}). It is shown this once:\n{secret}")
