"""Mails about roles: to the second administrators, to supervisors, to the old address."""

from collections.abc import Iterable
from datetime import datetime

from mazalim.accounts.models import Officer, Role
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
    """Tell who oversees the desk or body that somebody new begins, and when."""
    if proposal.starts_at is None:
        return
    start = day_of(proposal.starts_at, calendar().zone).isoformat()
    for officer in _who_oversees(proposal):
        if officer.pk != proposal.officer_id:
            view = "administration:members" if proposal.role != Role.CENTRAL_OFFICER else "workbench:my_work"
            values = {"link": link(view, officer.language), "start_date": start}
            send(kind="office_new_member", channel="email", address=officer.email, language=officer.language, values=values, at=at)


def tell_of_address(officer: Officer, *, at: datetime, old: str = "") -> None:
    """Tell the old address that another one takes its place."""
    values = {"link": link("accounts:sign_in", officer.language)}
    send(kind="office_address_changed", channel="email", address=old or officer.email, language=officer.language, values=values, at=at)


def _who_oversees(proposal: RoleProposal) -> Iterable[Officer]:
    if proposal.role == Role.CENTRAL_OFFICER:
        return central_officers()
    if proposal.desk is not None:
        return supervisors_of(proposal.desk.body_id)
    if proposal.body is not None:
        above = line_above(proposal.body.pk)
        own = list(supervisors_of(proposal.body.pk))
        return own or (list(supervisors_of(above[-1].pk)) if above else [])
    return []
