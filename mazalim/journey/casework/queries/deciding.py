"""What waits for a second person, and who may be given a case."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing, officers_at_desk
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Proposal
from mazalim.complaints.models.complaint import OPEN_STATES


def proposals_waiting(complaint: Complaint, *, at: datetime) -> QuerySet[Proposal]:
    """The proposals on a case that nobody has decided and whose time is not over, with who made them; the oldest first.

    The caller has found the case among those shown to the visitor.
    """
    waiting = complaint.proposals.filter(decision="", expires_at__gt=at).exclude(act=Proposal.Act.LIFT)
    return waiting.select_related("proposed_by").order_by("proposed_at", "pk")


def proposal_waiting(complaint: Complaint, act: str, *, at: datetime) -> Proposal | None:
    """The one proposal of an act that waits, if any."""
    return proposals_waiting(complaint, at=at).filter(act=act).first()


@dataclass(frozen=True)
class Colleague:
    """An officer who may be given the case, with how many open cases they hold at its desk."""

    officer: Officer
    open_cases: int


def assignable_officers(complaint: Complaint, *, shown_to: Standing | None = None) -> list[Colleague]:
    """Who may be given the case: the desk's officers but for the excluded; in a later round not who drafted the doubted reply, unless alone.

    `shown_to` reads how many cases each holds: what that one may not see is not even counted. Without it nothing is counted.
    """
    at_desk = officers_at_desk(complaint.desk_id).exclude(exclusions__complaint=complaint).distinct()
    # Of this desk alone: what a colleague holds at an integrity desk is not even counted here.
    seen = complaints_shown_to(shown_to) if shown_to else Complaint.objects.none()
    here = Q(cases__state__in=OPEN_STATES, cases__desk_id=complaint.desk_id, cases__in=seen.values("pk"))
    counted = at_desk.annotate(held=Count("cases", filter=here, distinct=True))
    everybody = [Colleague(officer, officer.held) for officer in counted]
    if complaint.round > 1:
        others = [colleague for colleague in everybody if colleague.officer.pk != complaint.drafter_id]
        return others or everybody
    return everybody
