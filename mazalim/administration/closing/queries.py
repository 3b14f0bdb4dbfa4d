"""Cases that a body or desk leaves behind, as numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.accounts.models import Grant
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import policy_at
from mazalim.directory.models import Desk, PublicBody
from mazalim.journey.replies.models import Commitment

GRACE = timedelta(days=7)  # windows end with a day of the country's, and rules of an earlier lodging day may have been kinder


def may_come_back(*, at: datetime) -> Q:
    """Cases that are open, or can still be opened again by a doubt, an appeal or a broken promise."""
    windows = policy_at(at).windows
    since = at - timedelta(days=max(windows.reopen, windows.appeal)) - GRACE
    promised = Commitment.objects.filter(complaint=OuterRef("pk"), kept_at=None, broken_at=None)
    ended = Q(state__in=[State.ANSWERED, State.CLOSED, State.INADMISSIBLE])
    return Q(state__in=OPEN_STATES) | (ended & (Q(answered_at__gte=since) | Q(Exists(promised))))


def cases_of_body(body: PublicBody, *, at: datetime) -> QuerySet[Complaint]:
    """What another body has to take over: cases of the body, and appeals that its desks decide."""
    return Complaint.objects.filter(Q(body=body) & may_come_back(at=at) | Q(appeal_desk__body=body, state=State.UNDER_APPEAL))


def cases_of_desk(desk: Desk, *, at: datetime) -> QuerySet[Complaint]:
    """What another desk has to take over."""
    return Complaint.objects.filter(Q(desk=desk) & may_come_back(at=at) | Q(appeal_desk=desk, state=State.UNDER_APPEAL))


@dataclass(frozen=True)
class Leaving:
    """What closing a body means, in numbers."""

    open_cases: int
    other_cases: int  # answered or ended, but may be opened again
    desks: int
    officers: int
    children: tuple[PublicBody, ...]

    @property
    def cases(self) -> int:
        """How many cases go to the receiver."""
        return self.open_cases + self.other_cases


def leaving(body: PublicBody, *, at: datetime) -> Leaving:
    """Numbers for the page that asks once; five queries."""
    cases = cases_of_body(body, at=at)
    total = cases.count()
    still_open = cases.filter(state__in=OPEN_STATES).count()
    desks = Desk.objects.filter(body=body, is_active=True).count()
    officers = Grant.objects.filter(Q(desk__body=body) | Q(body=body), ended_at=None).values("officer").distinct().count()
    children = PublicBody.objects.filter(path__startswith=body.path, depth=body.depth + 1, is_active=True).order_by("path")
    return Leaving(still_open, total - still_open, desks, officers, tuple(children))
