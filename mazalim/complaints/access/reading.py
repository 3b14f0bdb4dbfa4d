"""Who may see which case: the one query that every list, page, count and export begins with, made of the table in `matrix.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.complaints.access.matrix import any_relation
from mazalim.complaints.models import Complaint, Entry, Exclusion, Visibility

REVEAL_LASTS = timedelta(hours=8)


@dataclass(frozen=True)
class Follower:
    """A complainant who showed code and contact: sees one case, their own."""

    complaint_id: int


Visitor = Standing | Follower


def complaints_shown_to(visitor: Visitor) -> QuerySet[Complaint]:
    """The cases that a visitor may read. Everything else answers like a case that does not exist.

    Complainants see their own; officers those to which they stand in a relation of the matrix. Who is excluded sees nothing.
    """
    if isinstance(visitor, Follower):
        return Complaint.objects.filter(pk=visitor.complaint_id)
    seen = any_relation(visitor)
    if seen is None:
        return Complaint.objects.none()
    barred = Exclusion.objects.filter(complaint=OuterRef("pk"), officer_id=visitor.officer_id)
    return Complaint.objects.filter(seen).exclude(Exists(barred))


def entries_shown_to(visitor: Visitor, complaint: Complaint) -> QuerySet[Entry]:
    """The leaves of a case that a visitor may read: complainants do not see internal ones."""
    entries = Entry.objects.filter(complaint=complaint).order_by("number")
    return entries.filter(visibility=Visibility.PUBLIC) if isinstance(visitor, Follower) else entries


def has_revealed(complaint: Complaint, officer_id: int, *, at: datetime) -> bool:
    """Whether this officer opened the complainant's identity in the last eight hours."""
    return Entry.objects.filter(complaint=complaint, kind="reveal", payload__shown_to=officer_id, at__gt=at - REVEAL_LASTS).exists()
