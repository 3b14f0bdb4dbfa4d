"""Exclusions that the central desk may lift, without a word of the cases; and whom a case concerns."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.complaints.conflict import concern_the_centre
from mazalim.complaints.models import Complaint, Exclusion, Proposal
from mazalim.web.paging import ROWS, Cursor, Page, page_of


@dataclass(frozen=True)
class ExclusionRow:
    """An exclusion in the list of those who may lift it."""

    exclusion: Exclusion
    proposal: Proposal | None  # to lift it, waiting for a second person


@dataclass(frozen=True)
class ExclusionsPage:
    """One page of exclusions, the newest first."""

    rows: tuple[ExclusionRow, ...]
    next: Cursor | None
    before: Cursor | None


def exclusions_overseen(standing: Standing) -> QuerySet[Exclusion]:
    """The exclusions that an officer may lift: for the central desk all but those of cases in which a central officer is accused, which
    are the auditor's desk's; never those of a case from which they are excluded themselves."""
    own = Exclusion.objects.filter(officer=standing.officer_id).values("complaint")
    others = Exclusion.objects.exclude(complaint__in=own)
    of_the_centre = concern_the_centre(Exclusion.objects.all()).values("pk")
    if standing.is_at_audit_desk:
        return others.filter(pk__in=of_the_centre)
    return others.exclude(pk__in=of_the_centre) if standing.is_central else others.none()


def exclusions_page(standing: Standing, *, cursor: Cursor | None, at: datetime, size: int = ROWS) -> ExclusionsPage:
    """The exclusions that an officer may lift, the newest first, with what waits. Two queries."""
    rows = exclusions_overseen(standing).select_related("complaint__body", "officer")
    page: Page[Exclusion] = page_of(rows, by="at", cursor=cursor, size=size, is_newest_first=True)
    waiting = Proposal.objects.filter(
        act=Proposal.Act.LIFT, decision="", expires_at__gt=at, complaint__in=[row.complaint_id for row in page.rows]
    )
    by_exclusion = {proposal.payload["exclusion"]: proposal for proposal in waiting.select_related("proposed_by")}
    return ExclusionsPage(tuple(ExclusionRow(row, by_exclusion.get(row.pk)) for row in page.rows), page.next, page.before)


def exclusion_overseen(standing: Standing, exclusion_id: int, *, at: datetime) -> ExclusionRow | None:
    """One exclusion that the officer may lift."""
    exclusion = exclusions_overseen(standing).select_related("complaint__body", "officer").filter(pk=exclusion_id).first()
    if exclusion is None:
        return None
    waiting = exclusion.complaint.proposals.filter(act=Proposal.Act.LIFT, decision="", expires_at__gt=at).select_related("proposed_by")
    return ExclusionRow(exclusion, next((one for one in waiting if one.payload["exclusion"] == exclusion.pk), None))


def accused_officers(complaint: Complaint) -> list[Officer]:
    """Whom the official of a case was matched with, by name."""
    rows = Exclusion.objects.filter(complaint=complaint, why=Exclusion.Why.ACCUSED)
    return list(Officer.objects.filter(pk__in=rows.values("officer")).order_by("name"))
