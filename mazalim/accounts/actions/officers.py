"""Make officers and give them roles."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.common.logs import security_event
from mazalim.directory.models import Desk, PublicBody
from mazalim.work.actions import enqueue

READS_CASES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.CENTRAL_OFFICER})


class RolesDoNotMix(Exception):
    """An account holds the administrator's role or case roles, never both."""


@transaction.atomic
def add_officer(*, email: str, name: str, password: str | None, language: str, at: datetime) -> Officer:
    """Make an account without roles; without a password nobody can sign in to it."""
    officer = Officer(email=email.strip().lower(), name=name.strip(), language=language, joined_at=at)
    officer.set_password(password) if password else officer.set_unusable_password()
    officer.save()
    return officer


@transaction.atomic
def grant(*, officer: Officer, role: Role, at: datetime, desk: Desk | None = None, body: PublicBody | None = None) -> Grant:
    """Give an account a role. Raises RolesDoNotMix."""
    Officer.objects.select_for_update().get(pk=officer.pk)
    held = set(Grant.objects.filter(officer=officer, ended_at=None).values_list("role", flat=True))
    if held and (role == Role.ADMINISTRATOR) != (Role.ADMINISTRATOR in held):
        raise RolesDoNotMix
    made = Grant.objects.create(officer=officer, role=role, desk=desk, body=body, granted_at=at)
    security_event("role_granted", officer=officer.pk, role=str(role), desk=desk and desk.code, body=body and body.code)
    if role in READS_CASES:  # a case that accuses this officer must not lie near them now
        enqueue("casework.follow_grant", {"officer": officer.pk}, at=at)
    return made
