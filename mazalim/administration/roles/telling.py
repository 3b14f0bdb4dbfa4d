"""Mails about roles: to the second administrators, to supervisors, to the old address."""

from collections.abc import Iterable
from datetime import datetime

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import central_officers, supervisors_of
from mazalim.administration.frame.queries import administrators
from mazalim.administration.models import RoleProposal
from mazalim.common.clock import day_of
from mazalim.country.queries import calendar
from mazalim.directory.queries import line_above
from mazalim.notices.actions import send
from mazalim.notices.links import link


def tell_second_persons(proposal: RoleProposal, *, at: datetime) -> None:
    """Tell every administrator who may agree that something waits."""
    for officer in administrators().exclude(pk__in=[proposal.proposed_by_id, proposal.officer_id]):
        values = {"link": link("administration:waiting", officer.language)}
        send(kind="office_role_waits", channel="email", address=officer.email, language=officer.language, values=values, at=at)


def tell_supervisors(proposal: RoleProposal, *, at: datetime) -> None:
    """Tell who oversees the desk or body that somebody new begins, or that somebody's second step is reset, and when."""
    if proposal.starts_at is None:
        return
    start = day_of(proposal.starts_at, calendar().zone).isoformat()
    for officer in _who_oversees(proposal):
        if officer.pk != proposal.officer_id:
            view = "administration:members" if proposal.role != Role.CENTRAL_OFFICER else "workbench:my_work"
            values = {"link": link(view, officer.language), "start_date": start}
            kind = "office_reset_member" if proposal.act == RoleProposal.Act.RESET else "office_new_member"
            send(kind=kind, channel="email", address=officer.email, language=officer.language, values=values, at=at)


def tell_of_address(officer: Officer, *, at: datetime, old: str = "") -> None:
    """Tell the old address that another one takes its place."""
    values = {"link": link("accounts:sign_in", officer.language)}
    send(kind="office_address_changed", channel="email", address=old or officer.email, language=officer.language, values=values, at=at)


def tell_of_reset(proposal: RoleProposal, *, at: datetime) -> None:
    """Tell the officer whose second step will be reset, a day before it is: they can have it stopped."""
    if proposal.starts_at is None:
        return
    officer, start = proposal.officer, day_of(proposal.starts_at, calendar().zone).isoformat()
    values = {"link": link("accounts:account", officer.language), "start_date": start}
    send(kind="office_reset_own", channel="email", address=officer.email, language=officer.language, values=values, at=at)


def _overseers_of_account(officer: Officer) -> Iterable[Officer]:
    """Who oversees any desk or body where somebody has a role; the central officers, where they are one."""
    grants = list(Grant.objects.filter(officer=officer, ended_at=None).select_related("desk"))
    found = {
        one.pk: one
        for grant in grants
        for body in (grant.body_id, grant.desk and grant.desk.body_id)
        if body
        for one in supervisors_of(body)
    }
    if any(grant.role == Role.CENTRAL_OFFICER for grant in grants):
        found |= {one.pk: one for one in central_officers()}
    return found.values()


def _who_oversees(proposal: RoleProposal) -> Iterable[Officer]:
    if proposal.act == RoleProposal.Act.RESET:
        return _overseers_of_account(proposal.officer)
    if proposal.role == Role.CENTRAL_OFFICER:
        return central_officers()
    if proposal.desk is not None:
        return supervisors_of(proposal.desk.body_id)
    if proposal.body is not None:
        above = line_above(proposal.body.pk)
        own = list(supervisors_of(proposal.body.pk))
        return own or (list(supervisors_of(above[-1].pk)) if above else [])
    return []
