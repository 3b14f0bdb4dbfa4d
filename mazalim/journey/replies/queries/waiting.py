"""What waits for a second person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to, rows_shown
from mazalim.complaints.models import Complaint, PauseContest, Proposal, State
from mazalim.web.paging import ROWS, Cursor, Page, page_from, rows_from


@dataclass(frozen=True)
class Approval:
    """One act that waits for a second person."""

    complaint: Complaint
    proposal: Proposal
    is_own: bool  # the reader proposed it, so another person must agree


def _second_person_on(standing: Standing) -> QuerySet[Complaint]:
    """The cases on which an officer may be the second person of another."""
    mine = (
        Q(body_id__in=standing.bodies, is_guarded=False)
        | Q(is_guarded=True, desk_id__in=standing.desks)
        | Q(is_guarded=True, second_desk_id__in=standing.desks)
    )
    if standing.is_central:
        mine |= Q(state=State.SCREENING)
    return complaints_shown_to(standing).filter(mine)


def approvals_for(standing: Standing, *, cursor: Cursor | None, at: datetime, size: int = ROWS) -> tuple[list[Approval], Page[Complaint]]:
    """What waits for a second person, the case that is due soonest first; and the page of cases it came from. Two queries."""

    def undecided(at: datetime) -> QuerySet[Proposal]:
        return Proposal.objects.filter(decision="", expires_at__gt=at).exclude(act=Proposal.Act.LIFT)

    def first(who: Standing, at: datetime) -> QuerySet[Complaint]:
        cases = _second_person_on(who).filter(Exists(undecided(at).filter(complaint=OuterRef("pk"))), next_duty_at__isnull=False)
        return rows_from(cases.select_related("body", "desk", "category"), by="next_duty_at", cursor=cursor)[: size + 1]

    found = rows_shown(standing, ("approvals", size), first, at) if cursor is None else list(first(standing, at))
    page = page_from(found, by="next_duty_at", cursor=cursor, size=size)
    of_case: dict[int, list[Proposal]] = defaultdict(list)
    if page.rows:
        for proposal in undecided(at).filter(complaint__in=page.rows).select_related("proposed_by").order_by("proposed_at", "pk"):
            of_case[proposal.complaint_id].append(proposal)
    rows = [
        Approval(complaint, proposal, proposal.proposed_by_id == standing.officer_id)
        for complaint in page.rows
        for proposal in of_case[complaint.pk]
    ]
    return rows, page


def pauses_contested(standing: Standing, *, most: int = ROWS) -> list[Complaint]:
    """The cases whose complainants say that a question is no reason to stop the clock, and whose officer somebody else is. One query."""
    contested = _second_person_on(standing).filter(state=State.AWAITING_COMPLAINANT, pause_contest=PauseContest.OPEN)
    rows = contested.exclude(officer_id=standing.officer_id).select_related("category", "officer")
    return list(rows.order_by("last_entry_at", "pk")[:most])
