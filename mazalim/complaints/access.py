"""Who may see which case: the one query that every list, page, count and export begins with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.complaints.models import Complaint, Entry, Exclusion, State, Visibility
from mazalim.directory.models import Desk

REVEAL_LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class Follower:
    """A complainant who showed code and contact: sees one case, their own."""

    complaint_id: int


Visitor = Standing | Follower


def complaints_shown_to(visitor: Visitor) -> QuerySet[Complaint]:
    """The cases that a visitor may read. Everything else answers like a case that does not exist.

    A desk's officers see what lies on their desk; supervisors what their body holds, but for the integrity desk's; the central desk what
    is being screened and what was escalated to it; the body above what was escalated to it; the appeal's desk, and the supervisors of its
    body, the appeal; an integrity desk what it gives the second person for. Who is excluded sees nothing.
    """
    if isinstance(visitor, Follower):
        return Complaint.objects.filter(pk=visitor.complaint_id)
    if not visitor.works_cases:
        return Complaint.objects.none()
    seen = Q()
    if visitor.desks:
        seen |= Q(desk_id__in=visitor.desks) | Q(appeal_desk_id__in=visitor.desks)
    if visitor.bodies:
        seen |= Q(body_id__in=visitor.bodies, is_guarded=False) | Q(opened_to_body_id__in=visitor.bodies)
        seen |= Q(appeal_desk__in=Desk.objects.filter(body_id__in=visitor.bodies), is_guarded=False)
    if visitor.is_at_integrity_desk:
        seen |= Q(second_desk_id__in=visitor.desks)
    if visitor.is_central:
        seen |= Q(state=State.SCREENING) | Q(is_opened_to_centre=True)
    barred = Exclusion.objects.filter(complaint=OuterRef("pk"), officer_id=visitor.officer_id)
    return Complaint.objects.filter(seen).exclude(Exists(barred))


def entries_shown_to(visitor: Visitor, complaint: Complaint) -> QuerySet[Entry]:
    """The leaves of a case that a visitor may read: complainants do not see internal ones."""
    entries = Entry.objects.filter(complaint=complaint).order_by("number")
    return entries.filter(visibility=Visibility.PUBLIC) if isinstance(visitor, Follower) else entries


def has_revealed(complaint: Complaint, officer_id: int, *, at: datetime) -> bool:
    """Whether this officer opened the complainant's identity in the last eight hours."""
    return Entry.objects.filter(complaint=complaint, kind="reveal", payload__shown_to=officer_id, at__gt=at - REVEAL_LASTS).exists()
