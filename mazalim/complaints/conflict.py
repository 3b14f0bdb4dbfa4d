"""Conflict of interest: whether a desk is clean for a case, who stands outside an official's line, who may lift an exclusion.

A case lies only on a desk that is clean for it. Whoever places a case asks here; nothing else decides it.
"""

from enum import StrEnum

from django.db.models import Q, QuerySet

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import central_officers, officers_at_desk
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.directory.models import Desk
from mazalim.directory.queries import audit_desk, line_above


class Unclean(StrEnum):
    """Why a case may not lie on a desk."""

    ACCUSED = "accused"  # somebody who works there, or stands over it, is accused
    NOBODY_LEFT = "nobody_left"  # everybody who works there is excluded


def in_force() -> QuerySet[Grant]:
    """The roles held now. A closed account keeps them: it may be opened again."""
    return Grant.objects.filter(ended_at=None)


def accused_in(complaint: Complaint) -> frozenset[int]:
    """The officers who were matched with the official of a case."""
    return frozenset(Exclusion.objects.filter(complaint=complaint, why=Exclusion.Why.ACCUSED).values_list("officer_id", flat=True))


def _line_of(body_id: int) -> list[int]:
    return [body_id, *(row.pk for row in line_above(body_id))]


def unclean(complaint: Complaint, desk: Desk, *, is_guarded: bool) -> Unclean | None:
    """Why a case may not lie on a desk, or None where the desk is clean for it. One query where nobody is excluded, two elsewhere.

    Nobody who works at the desk or supervises its body, or a body above that, may be accused; and somebody who may read the case must be left.
    Where the case is not guarded its whole body must be free of the accused, because supervisors and colleagues come by it there.
    """
    excluded = set(Exclusion.objects.filter(complaint=complaint).values_list("officer_id", "why"))
    if not excluded:
        return None
    accused = {officer for officer, why in excluded if why == Exclusion.Why.ACCUSED}
    # Whom an appeal keeps out is no conflict of the first desk: its acts are what the appeal looks at.
    gone = {officer for officer, why in excluded if why != Exclusion.Why.APPEAL}
    near = Q(desk=desk)
    if desk.kind != Desk.Kind.AUDIT:
        near |= Q(body__in=_line_of(desk.body_id))
    if desk.kind == Desk.Kind.CENTRAL:
        near |= Q(role=Role.CENTRAL_OFFICER)
    if not is_guarded:
        near |= Q(desk__body=complaint.body_id) | Q(body__in=_line_of(complaint.body_id))
    rows = list(in_force().filter(near).values_list("officer_id", "desk_id", "officer__is_active"))
    if any(officer in accused for officer, _, _ in rows):
        return Unclean.ACCUSED
    members = {officer for officer, at, is_active in rows if at == desk.pk and is_active}
    return Unclean.NOBODY_LEFT if members and members <= gone else None


def is_body_clean(complaint: Complaint, body_id: int) -> bool:
    """Whether the supervisors of a body may be shown a case that is late: none of them is accused in it."""
    return not in_force().filter(body=body_id, officer__in=accused_in(complaint)).exists()


def is_centre_clean(complaint: Complaint) -> bool:
    """Whether the central desk may read a case: none of its officers is accused in it."""
    there = Q(role=Role.CENTRAL_OFFICER) | Q(desk__kind=Desk.Kind.CENTRAL)
    return not in_force().filter(there, officer__in=accused_in(complaint)).exists()


def colleagues_left(complaint: Complaint, desk_id: int, *, but: int | None = None) -> QuerySet[Officer]:
    """Who works at a desk and may read the case, all but one officer."""
    barred = Exclusion.objects.filter(complaint=complaint).values("officer")
    return officers_at_desk(desk_id).exclude(pk__in=barred).exclude(pk=but or 0).distinct()


def stands_outside(complaint: Complaint, officer_id: int) -> bool:
    """Whether an officer stands outside the line of the accused, and may so be the second person or rule on who it is.

    Until somebody is matched the line is that of the body named: its supervisors, those above them, and whoever works at its ordinary desks.
    Afterwards it is that of each officer matched: who shares a desk with them, stands over them, or works under them.
    """
    mine = list(in_force().filter(officer=officer_id).select_related("desk"))
    supervised = {grant.body_id for grant in mine if grant.body_id}
    accused = accused_in(complaint)
    if officer_id in accused:
        return False
    if not accused:
        ordinary = {Desk.Kind.GENERAL, Desk.Kind.SPECIAL}
        works_there = any(grant.desk and grant.desk.body_id == complaint.body_id and grant.desk.kind in ordinary for grant in mine)
        return not works_there and not supervised & set(_line_of(complaint.body_id))
    desks = {grant.desk_id for grant in mine if grant.desk_id}
    bodies = {grant.desk.body_id for grant in mine if grant.desk} | supervised
    over_me = {above for body in bodies for above in _line_of(body)}
    for theirs in in_force().filter(officer__in=accused).select_related("desk"):
        their_body = theirs.desk.body_id if theirs.desk else theirs.body_id
        if theirs.desk_id in desks or theirs.body_id in over_me:
            return False
        if their_body and supervised & set(_line_of(their_body)):
            return False
    return True


def lies_wrong(officer_id: int) -> QuerySet[Complaint]:
    """The cases in which an officer is excluded and which may lie too near to them: asked when the officer gets a role."""
    return Complaint.objects.filter(exclusions__officer=officer_id).distinct()


def overseers_of(complaint: Complaint) -> QuerySet[Officer]:
    """Who may lift an exclusion: the central desk, and the auditor's where a central officer is accused."""
    if is_centre_clean(complaint):
        return central_officers()
    desk = audit_desk()
    return officers_at_desk(desk.pk if desk else 0)


def concern_the_centre(exclusions: QuerySet[Exclusion]) -> QuerySet[Exclusion]:
    """Of some exclusions, those of cases in which a central officer is accused."""
    there = Q(role=Role.CENTRAL_OFFICER) | Q(desk__kind=Desk.Kind.CENTRAL)
    accused = Exclusion.objects.filter(why=Exclusion.Why.ACCUSED, officer__in=in_force().filter(there).values("officer"))
    return exclusions.filter(complaint__in=accused.values("complaint"))
