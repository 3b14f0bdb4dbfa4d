"""What an officer is allowed to be."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.directory.models import Desk


@dataclass(frozen=True)
class Standing:
    """An officer's roles, read once a request. Everything that decides access takes this, never the account."""

    officer_id: int
    name: str
    language: str
    desks: frozenset[int] = frozenset()  # where the officer works
    bodies: frozenset[int] = frozenset()  # which the officer supervises
    is_central: bool = False
    is_at_integrity_desk: bool = False  # nobody outside such a desk reads its cases, so its members are one another's second person
    is_at_audit_desk: bool = False  # takes what concerns the central desk itself
    is_auditor: bool = False
    is_administrator: bool = False
    desk_names: tuple[dict[str, str], ...] = field(default=(), compare=False)

    @property
    def works_cases(self) -> bool:
        """Holds any role that reads cases."""
        return bool(self.desks or self.bodies or self.is_central)

    @property
    def oversees_conflicts(self) -> bool:
        """May lift exclusions, without reading the cases."""
        return self.is_central or self.is_at_audit_desk

    @property
    def is_supervisor(self) -> bool:
        """Oversees a body, or works at the central desk, where every officer may be the second person of another."""
        return bool(self.bodies) or self.is_central

    @property
    def may_approve(self) -> bool:
        """Is somebody's second person."""
        return self.is_supervisor or self.is_at_integrity_desk


def standing_of(officer: Officer) -> Standing:
    """The roles that are in force. One query."""
    grants = list(Grant.objects.filter(officer=officer, ended_at=None).select_related("desk", "body"))
    roles = {grant.role for grant in grants}
    named = [scope.names for grant in grants if (scope := grant.desk or grant.body)]
    return Standing(
        officer_id=officer.pk,
        name=officer.name,
        language=officer.language,
        desks=frozenset(grant.desk_id for grant in grants if grant.desk_id),
        bodies=frozenset(grant.body_id for grant in grants if grant.body_id),
        is_central=Role.CENTRAL_OFFICER in roles,
        is_at_integrity_desk=any(grant.desk.kind in {Desk.Kind.INTEGRITY, Desk.Kind.CENTRAL, Desk.Kind.AUDIT} for grant in grants if grant.desk),
        is_at_audit_desk=any(grant.desk.kind == Desk.Kind.AUDIT for grant in grants if grant.desk),
        is_auditor=Role.AUDITOR in roles,
        is_administrator=Role.ADMINISTRATOR in roles,
        desk_names=tuple(named),
    )


@dataclass(frozen=True)
class Scope:
    """A desk where somebody works, or a body that somebody supervises."""

    names: dict[str, str]
    is_supervisor: bool


def scopes_of(officer: Officer) -> list[Scope]:
    """The desks and bodies of an officer's roles, for their own page."""
    grants = Grant.objects.filter(officer=officer, ended_at=None).select_related("desk", "body").order_by("pk")
    return [Scope(scope.names, grant.role == Role.SUPERVISOR) for grant in grants if (scope := grant.desk or grant.body)]


def officers_at_desk(desk_id: int) -> QuerySet[Officer]:
    """Who works at a desk, by name."""
    return Officer.objects.filter(is_active=True, grants__desk=desk_id, grants__ended_at=None).order_by("name")


def supervisors_of(body_id: int) -> QuerySet[Officer]:
    """Who oversees a body, by name."""
    return Officer.objects.filter(is_active=True, grants__body=body_id, grants__ended_at=None).order_by("name")


def supervisors_over_desk(desk_id: int) -> QuerySet[Officer]:
    """Who oversees the body that a desk belongs to, by name; at the central desk its own officers."""
    if Desk.objects.filter(pk=desk_id, kind=Desk.Kind.CENTRAL).exists():
        return central_officers()
    return Officer.objects.filter(is_active=True, grants__body__desks=desk_id, grants__ended_at=None).order_by("name")


def central_officers() -> QuerySet[Officer]:
    """Who runs the central desk, by name."""
    return Officer.objects.filter(is_active=True, grants__role=Role.CENTRAL_OFFICER, grants__ended_at=None).order_by("name")
