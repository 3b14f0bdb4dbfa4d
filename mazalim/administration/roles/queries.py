"""Roles: who has which, what waits for a second administrator, what begins soon."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mazalim.accounts.models import Grant, Officer
from mazalim.accounts.queries import Standing
from mazalim.administration.models import RoleProposal
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import bodies_named_like

UNDER_WAY = ["", RoleProposal.Decision.AGREED]


def proposals() -> QuerySet[RoleProposal]:
    """Every proposal with whom and what it concerns."""
    return RoleProposal.objects.select_related("officer", "desk__body", "body", "proposed_by", "decided_by")


def under_way(**more: object) -> QuerySet[RoleProposal]:
    """What waits for an agreement or for its day."""
    return proposals().filter(decision__in=UNDER_WAY, **more).order_by("proposed_at", "pk")


@dataclass(frozen=True)
class Waiting:
    """What the page of agreements shows."""

    to_decide: tuple[RoleProposal, ...]  # by this administrator
    own: tuple[RoleProposal, ...]  # wait for somebody else
    beginning: tuple[RoleProposal, ...]
    newest: tuple[RoleProposal, ...]  # decided, begun, lapsed: the last ones


def waiting(*, shown_to: Standing) -> Waiting:
    """Everything under way, and what was decided last; two queries."""
    rows = list(under_way())
    open_ones = [one for one in rows if one.is_waiting]
    mine = [one for one in open_ones if shown_to.officer_id in {one.proposed_by_id, one.officer_id}]
    return Waiting(
        to_decide=tuple(one for one in open_ones if one not in mine),
        own=tuple(mine),
        beginning=tuple(one for one in rows if not one.is_waiting),
        newest=tuple(proposals().exclude(decision__in=UNDER_WAY).order_by("-decided_at", "-pk")[:10]),
    )


def grants_of(officer: Officer) -> list[Grant]:
    """The roles in force, the oldest first."""
    return list(Grant.objects.filter(officer=officer, ended_at=None).select_related("desk__body", "body").order_by("granted_at", "pk"))


@dataclass(frozen=True)
class Member:
    """Somebody who works at a desk or supervises a body, or will, or may."""

    name: str
    since: datetime | None  # in force since
    starts_at: datetime | None  # agreed, and begins then
    is_reset: bool = False  # the second step of their sign-in is about to be reset


@dataclass(frozen=True)
class Team:
    """A desk, or the body itself with its supervisors, and who is there."""

    body: PublicBody
    desk: Desk | None
    members: tuple[Member, ...]
    coming: tuple[Member, ...]


def teams_of(body_ids: Collection[int]) -> list[Team]:
    """Who works at the desks of bodies, and who is about to; five queries."""
    bodies = list(PublicBody.objects.filter(pk__in=body_ids).order_by("path"))
    desks = list(Desk.objects.filter(body__in=bodies, is_active=True).order_by("kind", "code"))
    grants = Grant.objects.filter(Q(desk__in=desks) | Q(body__in=bodies), ended_at=None, officer__is_active=True)
    resets = set(RoleProposal.objects.filter(act=RoleProposal.Act.RESET, decision__in=UNDER_WAY).values_list("officer_id", flat=True))
    there: dict[tuple[int | None, int | None], list[Member]] = defaultdict(list)
    for grant in grants.select_related("officer").order_by("officer__name"):
        there[(grant.desk_id, grant.body_id)].append(Member(grant.officer.name, grant.granted_at, None, grant.officer_id in resets))
    coming: dict[tuple[int | None, int | None], list[Member]] = defaultdict(list)
    for one in RoleProposal.objects.filter(Q(desk__in=desks) | Q(body__in=bodies), decision__in=UNDER_WAY).select_related("officer"):
        coming[(one.desk_id, one.body_id)].append(Member(one.officer.name, None, one.starts_at))
    return [
        Team(body, desk, tuple(there[key]), tuple(coming[key]))
        for body in bodies
        for desk, key in [(None, (None, body.pk)), *((desk, (desk.pk, None)) for desk in desks if desk.body_id == body.pk)]
    ]


def scope_of(*, desk: Desk | None, body: PublicBody | None) -> dict[str, str]:
    """Where a role holds, for the audit list: codes."""
    return {name: one.code for name, one in (("desk", desk), ("body", body)) if one is not None}


def held_by(officers: Sequence[Officer]) -> dict[int, list[Grant]]:
    """The roles in force of several accounts; one query."""
    found: dict[int, list[Grant]] = defaultdict(list)
    grants = Grant.objects.filter(officer__in=officers, ended_at=None).select_related("desk__body", "body")
    for grant in grants.order_by("granted_at", "pk"):
        found[grant.officer_id].append(grant)
    return found


def desks_like(words: str, *, most: int = 40) -> list[Desk]:
    """The desks in use of the bodies whose name is like the words, the most alike first; one query."""
    order = {row.pk: place for place, row in enumerate(bodies_named_like(words, accepting_alone=False))}
    desks = Desk.objects.filter(body__in=order, is_active=True).select_related("body").order_by("kind", "code")
    return sorted(desks, key=lambda desk: order[desk.body_id])[:most]


def bodies_like(words: str) -> list[PublicBody]:
    """The bodies in use whose name is like the words, the most alike first; one query."""
    order = {row.pk: place for place, row in enumerate(bodies_named_like(words, accepting_alone=False))}
    return sorted(PublicBody.objects.filter(pk__in=order, is_active=True), key=lambda body: order[body.pk])


def roles_held(officer: Officer) -> set[str]:
    """What an account holds or may soon hold; two queries."""
    held = set(Grant.objects.filter(officer=officer, ended_at=None).values_list("role", flat=True))
    soon = RoleProposal.objects.filter(officer=officer, act=RoleProposal.Act.GRANT, decision__in=UNDER_WAY)
    return held | set(soon.values_list("role", flat=True))
