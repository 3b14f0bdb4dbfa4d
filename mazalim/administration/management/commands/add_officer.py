"""`manage.py add_officer EMAIL NAME --role ROLE`: the first two administrators, and accounts where no page can be reached.

Whoever has the server needs no second person. What is done here stands in the list of changes as the server's.
"""

import getpass
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mazalim.accounts.actions import RolesDoNotMix, add_officer, grant
from mazalim.accounts.models import Officer, Role
from mazalim.administration.audit.actions import record
from mazalim.administration.roles.queries import scope_of
from mazalim.directory.models import Desk, PublicBody


class Command(BaseCommand):
    """Adds an account or, where the e-mail has one, a further role to it."""

    help = "Add an officer, or a further role to one. The password is asked for, or read as one line from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """E-mail, name, role and its scope."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--desk", help="the code of the desk; for the role officer")
        parser.add_argument("--body", help="the code of the public body; for the role supervisor")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Add and report in one line."""
        role = Role(options["role"])
        desk = self._scope(Desk, options["desk"], is_wanted=role == Role.OFFICER, option="--desk")
        body = self._scope(PublicBody, options["body"], is_wanted=role == Role.SUPERVISOR, option="--body")
        officer = Officer.objects.filter(email__iexact=options["email"]).first()
        password = self._password() if officer is None else None
        at = timezone.now()
        try:
            with transaction.atomic():
                if officer is None:
                    officer = add_officer(
                        email=options["email"], name=options["name"], password=password, language=options["language"], at=at
                    )
                    after = {"name": officer.name, "email": officer.email, "language": officer.language}
                    record(by=None, subject="officer", key=str(officer.pk), names=officer.name, act="add", after=after, at=at)
                grant(officer=officer, role=role, desk=desk, body=body, at=at)
                after = {"role": role.value, **scope_of(desk=desk, body=body)}
                record(by=None, subject="role", key=str(officer.pk), names=officer.name, act="begin", after=after, at=at)
        except RolesDoNotMix as error:
            raise CommandError("An account is an administrator's or works cases, never both.") from error
        self.stdout.write(f"{officer.name} ({officer.email}) is now: {role.value}.")

    def _scope(self, model: Any, code: str | None, *, is_wanted: bool, option: str) -> Any:
        if not is_wanted:
            if code:
                raise CommandError(f"{option} does not go with this role.")
            return None
        found = model.objects.filter(code=code).first() if code else None
        if found is None:
            raise CommandError(f"{option} must be the code of one that the profile has.")
        return found

    def _password(self) -> str:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
