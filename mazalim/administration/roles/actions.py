"""Roles: propose, agree, decline, take back, begin, end. The same person never agrees, and nobody proposes for themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.actions import RolesDoNotMix, grant
from mazalim.accounts.actions.recovery import reset_second_step
from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.frame.queries import administrators
from mazalim.administration.models import RoleProposal
from mazalim.administration.roles.queries import UNDER_WAY, roles_held, scope_of
from mazalim.administration.roles.rules import DELAY, go_together
from mazalim.administration.roles.telling import tell_of_address, tell_of_reset, tell_second_persons, tell_supervisors
from mazalim.common.logs import security_event
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk
from mazalim.work.actions import enqueue

Decision = RoleProposal.Decision


class NotForOneself(Exception):
    """Nobody gives themselves a role, and nobody agrees to what they proposed or to what concerns them."""


class HasItAlready(Exception):
    """The account has this role, or it is proposed already."""


class NotOpen(Exception):
    """The account, desk or body is closed down, or somebody else has decided in the meantime."""


class LastAdministrator(Exception):
    """Without this account nobody could run the system."""


@transaction.atomic
def propose_role(
    *, by: Standing, officer_id: int, role: Role, at: datetime, desk: Desk | None = None, body: PublicBody | None = None
) -> RoleProposal:
    """Propose a role for an account; another administrator must agree. Raises NotForOneself, NotOpen, HasItAlready or RolesDoNotMix."""
    officer = _locked_officer(officer_id)
    if officer.pk == by.officer_id:
        raise NotForOneself
    if not officer.is_active or (desk and not desk.is_active) or (body and not body.is_active):
        raise NotOpen
    scope: dict[str, Any] = {"role": role, "desk": desk, "body": body}
    if (
        Grant.objects.filter(officer=officer, ended_at=None, **scope).exists()
        or RoleProposal.objects.filter(officer=officer, decision__in=UNDER_WAY, **scope).exists()
    ):
        raise HasItAlready
    if not go_together(roles_held(officer), role):
        raise RolesDoNotMix
    made = RoleProposal.objects.create(
        act=RoleProposal.Act.GRANT, officer=officer, role=role, desk=desk, body=body, proposed_by_id=by.officer_id, proposed_at=at
    )
    _record(made, "propose", by=by.officer_id, at=at)
    tell_second_persons(made, at=at)
    return made


@transaction.atomic
def propose_address(*, by: Standing, officer: Officer, address: str, at: datetime) -> RoleProposal:
    """Propose a new e-mail address for an account that reads cases. Raises NotForOneself or HasItAlready."""
    return _propose_for_account(RoleProposal.Act.ADDRESS, by=by, officer_id=officer.pk, at=at, address=address)


@transaction.atomic
def propose_reset(*, by: Standing, officer_id: int, at: datetime) -> RoleProposal:
    """Propose to take the second step from an account that has lost it. Raises NotForOneself, NotOpen or HasItAlready."""
    return _propose_for_account(RoleProposal.Act.RESET, by=by, officer_id=officer_id, at=at)


def _propose_for_account(act: RoleProposal.Act, *, by: Standing, officer_id: int, at: datetime, address: str = "") -> RoleProposal:
    officer = _locked_officer(officer_id)
    if officer.pk == by.officer_id:
        raise NotForOneself
    if not officer.is_active:
        raise NotOpen
    if RoleProposal.objects.filter(officer=officer, act=act, decision__in=UNDER_WAY).exists():
        raise HasItAlready
    made = RoleProposal.objects.create(act=act, officer=officer, address=address, proposed_by_id=by.officer_id, proposed_at=at)
    _record(made, "propose", by=by.officer_id, at=at)
    tell_second_persons(made, at=at)
    return made


@transaction.atomic
def agree(*, by: Standing, proposal_id: int, at: datetime) -> RoleProposal:
    """Agree as the second administrator: it begins a day later, and the supervisors are told. Raises NotForOneself or NotOpen."""
    proposal = _waiting(proposal_id)
    if by.officer_id in {proposal.proposed_by_id, proposal.officer_id}:
        raise NotForOneself
    proposal.starts_at = at + DELAY
    _decide(proposal, Decision.AGREED, by=by, at=at)
    enqueue("administration.begin", {"proposal": proposal.pk}, at=at, run_at=proposal.starts_at)
    _record(proposal, "agree", by=by.officer_id, at=at)
    if proposal.act == RoleProposal.Act.ADDRESS:
        tell_of_address(proposal.officer, at=at)
    elif proposal.act == RoleProposal.Act.RESET:
        tell_of_reset(proposal, at=at)
    tell_supervisors(proposal, at=at)
    return proposal


@transaction.atomic
def decline(*, by: Standing, proposal_id: int, at: datetime) -> RoleProposal:
    """Do not agree. Raises NotForOneself (who proposed it takes it back instead) or NotOpen."""
    proposal = _waiting(proposal_id)
    if by.officer_id in {proposal.proposed_by_id, proposal.officer_id}:
        raise NotForOneself
    _decide(proposal, Decision.DECLINED, by=by, at=at)
    _record(proposal, "decline", by=by.officer_id, at=at)
    return proposal


@transaction.atomic
def take_back(*, by: Standing, proposal_id: int, at: datetime) -> RoleProposal:
    """Stop what has not begun: any administrator may, whoever proposed or agreed. Raises NotOpen."""
    proposal = _locked(proposal_id)
    if proposal.decision not in UNDER_WAY:
        raise NotOpen
    _decide(proposal, Decision.WITHDRAWN, by=by, at=at)
    _record(proposal, "withdraw", by=by.officer_id, at=at)
    return proposal


@transaction.atomic
def begin(*, proposal_id: int, at: datetime) -> RoleProposal:
    """Let an agreed proposal begin, or lapse where it cannot any more. Does nothing to one that was stopped, or whose day has not come."""
    proposal = _locked(proposal_id)
    if proposal.decision != Decision.AGREED or not proposal.has_begun(at=at):
        return proposal
    officer = _locked_officer(proposal.officer_id)
    can_begin = officer.is_active and all(scope.is_active for scope in (proposal.desk, proposal.body) if scope)
    if proposal.act == RoleProposal.Act.ADDRESS:
        can_begin = can_begin and not Officer.objects.filter(email__iexact=proposal.address).exists()
        before = {"email": officer.email}
        if can_begin:
            officer.email = proposal.address
            officer.save(update_fields=["email"])
    elif proposal.act == RoleProposal.Act.RESET:
        before = {}
        if can_begin:
            reset_second_step(officer=officer, by=proposal.proposed_by_id, at=at)
    else:
        held = Grant.objects.filter(officer=officer, ended_at=None)
        has_it = held.filter(role=proposal.role, desk=proposal.desk, body=proposal.body).exists()
        can_begin = can_begin and not has_it and go_together(set(held.values_list("role", flat=True)), proposal.role)
        before = {}
        if can_begin:
            grant(officer=officer, role=Role(proposal.role), desk=proposal.desk, body=proposal.body, at=at)
            _sit_at_central_desk(officer, proposal.role, at=at)
    proposal.decision = Decision.BEGUN if can_begin else Decision.LAPSED
    proposal.save()
    _record(proposal, "begin" if can_begin else "lapse", by=None, at=at, before=before)
    return proposal


@transaction.atomic
def end_role(*, by: Standing, grant_id: int, at: datetime) -> Grant:
    """End a role at once; nobody needs to agree. Raises NotOpen or LastAdministrator."""
    held = (
        Grant.objects.select_for_update(of=("self",)).select_related("officer", "desk", "body").filter(pk=grant_id, ended_at=None).first()
    )
    if held is None:
        raise NotOpen
    if held.role == Role.ADMINISTRATOR and not administrators().exclude(pk=held.officer_id).exists():
        raise LastAdministrator
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    if held.role == Role.CENTRAL_OFFICER:
        Grant.objects.filter(officer=held.officer, desk=central_desk(), ended_at=None).update(ended_at=at)
    before = {"role": held.role, **scope_of(desk=held.desk, body=held.body)}
    record(by=by.officer_id, subject="role", key=str(held.officer_id), names=held.officer.name, act="end", before=before, at=at)
    security_event("role_ended", officer=held.officer_id, role=held.role, by=by.officer_id)
    return held


def _sit_at_central_desk(officer: Officer, role: str, *, at: datetime) -> None:
    """Whoever screens works at the central desk: the two go together."""
    if role != Role.CENTRAL_OFFICER:
        return
    desk = central_desk()
    if not Grant.objects.filter(officer=officer, desk=desk, ended_at=None).exists():
        grant(officer=officer, role=Role.OFFICER, desk=desk, at=at)


def stop_all(*, by: int | None, at: datetime, **which: Any) -> int:
    """End every role and stop every proposal that fits (officer=, desk__in=, body=), as a part of a larger act; returns how many."""
    stopped = 0
    for held in Grant.objects.filter(ended_at=None, **which).select_related("officer", "desk", "body"):
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        before = {"role": held.role, **scope_of(desk=held.desk, body=held.body)}
        record(by=by, subject="role", key=str(held.officer_id), names=held.officer.name, act="end", before=before, at=at)
        stopped += 1
    for proposal in RoleProposal.objects.filter(decision__in=UNDER_WAY, **which).select_related("officer", "desk", "body"):
        proposal.decision, proposal.decided_at = Decision.LAPSED, at
        proposal.save()
        _record(proposal, "lapse", by=by, at=at)
        stopped += 1
    return stopped


def _locked_officer(officer_id: int) -> Officer:
    return Officer.objects.select_for_update().get(pk=officer_id)


def _locked(proposal_id: int) -> RoleProposal:
    rows = RoleProposal.objects.select_for_update(of=("self",)).select_related("officer", "desk", "body")
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise NotOpen
    return found


def _waiting(proposal_id: int) -> RoleProposal:
    proposal = _locked(proposal_id)
    if not proposal.is_waiting:
        raise NotOpen
    return proposal


def _decide(proposal: RoleProposal, decision: str, *, by: Standing, at: datetime) -> None:
    proposal.decision, proposal.decided_by_id, proposal.decided_at = decision, by.officer_id, at
    proposal.save()


def _record(proposal: RoleProposal, act: str, *, by: int | None, at: datetime, before: dict[str, Any] | None = None) -> None:
    about_account: dict[str, dict[str, Any]] = {"address": {"email": proposal.address}, "reset": {"second_step": "reset"}}
    after: dict[str, Any] = about_account.get(proposal.act, {"role": proposal.role})
    after |= scope_of(desk=proposal.desk, body=proposal.body)
    if proposal.starts_at and act == "agree":
        after["starts_at"] = proposal.starts_at.isoformat(timespec="minutes")
    subject = "officer" if proposal.act in about_account else "role"
    record(by=by, subject=subject, key=str(proposal.officer_id), names=proposal.officer.name, act=act, before=before, after=after, at=at)
