"""Accounts of officers, as administrators see them: who, since when, in which roles. How many cases, never which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mazalim.accounts.models import Grant, Officer, Role, ServiceKey
from mazalim.accounts.queries.steps import has_second_step
from mazalim.administration.models import RoleProposal
from mazalim.administration.roles.queries import UNDER_WAY, grants_of, held_by, under_way
from mazalim.complaints.models import Complaint
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.web.paging import TextCursor, text_page_of


@dataclass(frozen=True)
class Place:
    """A role with the body where it holds, and at which of its desks."""

    role: str
    body_names: dict[str, str]
    desks: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class AccountRow:
    """A line of the list."""

    officer: Officer
    places: tuple[Place, ...]


def _places(grants: Iterable[Grant]) -> tuple[Place, ...]:
    """The roles, with the desks of one body together."""
    desks: dict[tuple[str, int], list[dict[str, str]]] = {}
    names: dict[int, dict[str, str]] = {0: {}}
    for grant in grants:
        body = grant.desk.body if grant.desk else grant.body
        key = (grant.role, body.pk if body else 0)
        names[key[1]] = body.names if body else {}
        desks.setdefault(key, []).extend([grant.desk.names] if grant.desk else [])
    return tuple(Place(role, names[body], tuple(there)) for (role, body), there in desks.items())


@dataclass(frozen=True)
class Accounts:
    """A page of the list, by name."""

    rows: tuple[AccountRow, ...]
    next: TextCursor | None
    before: TextCursor | None


def accounts(*, words: str = "", role: str = "", state: str = "") -> QuerySet[Officer]:
    """The accounts that fit: words of name or address; a role, or "none"; "active" (where nothing is said), "closed", "new" (never in) or "all"."""
    found = Officer.objects.all()
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    held = Grant.objects.filter(officer=OuterRef("pk"), ended_at=None)
    if role == "none":
        found = found.filter(~Exists(held))
    elif role:
        found = found.filter(Exists(held.filter(role=role)))
    if state == "new":
        return found.filter(is_active=True, last_login=None)
    return found if state == "all" else found.filter(is_active=state != "closed")


def accounts_page(found: QuerySet[Officer], *, cursor: TextCursor | None) -> Accounts:
    """One page of them; two queries."""
    page = text_page_of(found, by="name", cursor=cursor)
    held = held_by(page.rows)
    return Accounts(tuple(AccountRow(one, _places(held.get(one.pk, ()))) for one in page.rows), page.next, page.before)


@dataclass(frozen=True)
class Account:
    """One account with everything an administrator may know of it."""

    officer: Officer
    grants: tuple[Grant, ...]
    proposals: tuple[RoleProposal, ...]
    open_cases: int
    is_administrator: bool
    reads_cases: bool  # holds, or may soon hold, a role beside the administrator's
    has_second_step: bool = False
    is_reset_proposed: bool = False
    keys: tuple[ServiceKey, ...] = ()  # of a body's own system: those that work


def keys_of(officer: Officer) -> QuerySet[ServiceKey]:
    """The keys that work, the oldest first."""
    return ServiceKey.objects.filter(officer=officer, ended_at=None).order_by("pk")


def account(officer_id: int) -> Account | None:
    """One account; six queries, one more for a body's own system."""
    officer = Officer.objects.filter(pk=officer_id).first()
    if officer is None:
        return None
    grants, proposals = tuple(grants_of(officer)), tuple(under_way(officer=officer))
    roles = {grant.role for grant in grants} | {one.role for one in proposals if one.role}
    return Account(
        officer=officer,
        grants=grants,
        proposals=proposals,
        open_cases=open_cases_of(officer.pk),
        is_administrator=Role.ADMINISTRATOR in roles,
        reads_cases=bool(roles - {Role.ADMINISTRATOR}),
        has_second_step=has_second_step(officer),
        is_reset_proposed=any(one.act == RoleProposal.Act.RESET for one in proposals),
        keys=tuple(keys_of(officer)) if officer.is_service else (),
    )


def open_cases_of(officer_id: int) -> int:
    """How many open cases lie with an officer: a number and nothing else."""
    return Complaint.objects.filter(officer=officer_id, state__in=OPEN_STATES).aggregate(number=Count("pk"))["number"]


def has_a_role(officer: Officer) -> bool:
    """Whether the account holds a role or may soon hold one: who takes over an administrator's account is a second person to themselves."""
    soon = RoleProposal.objects.filter(officer=officer, act=RoleProposal.Act.GRANT, decision__in=UNDER_WAY)
    return Grant.objects.filter(officer=officer, ended_at=None).exists() or soon.exists()
