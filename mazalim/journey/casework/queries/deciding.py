"""What waits for a second person, and who may be given a case."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from mazalim.accounts.models import Absence, Officer
from mazalim.accounts.queries import Standing, absences_on, officers_at_desk
from mazalim.common.clock import day_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Proposal
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import calendar
from mazalim.journey.casework.rules import burden, without_the_doubted

WEEK = timedelta(days=7)
ANSWERS_READ = 200


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
    """An officer who may be given the case, with how many open cases they hold at its desk, and how well it would suit them."""

    officer: Officer
    open_cases: int
    due_soon: int = 0  # of these, due within a week or late
    knows_category: bool = False
    away_until: date | None = None
    is_suggested: bool = False

    @property
    def burden(self) -> int:
        """How much they have to do; what they know makes it lighter."""
        return burden(open_cases=self.open_cases, due_soon=self.due_soon, knows_category=self.knows_category)


def assignable_officers(complaint: Complaint, *, shown_to: Standing | None = None, at: datetime | None = None) -> list[Colleague]:
    """Who may be given the case: the desk's officers but for the excluded; in a later round not who drafted the doubted reply, unless alone.

    `shown_to` reads how many cases each holds: what that one may not see is not even counted. Without it nothing is counted.
    """
    at_desk = officers_at_desk(complaint.desk_id).exclude(exclusions__complaint=complaint).distinct()
    # Of this desk alone: what a colleague holds at an integrity desk is not even counted here.
    seen = complaints_shown_to(shown_to) if shown_to else Complaint.objects.none()
    here = Q(cases__state__in=OPEN_STATES, cases__desk_id=complaint.desk_id, cases__in=seen.values("pk"))
    soon = here & Q(cases__next_duty_at__lte=at + WEEK, cases__is_paused=False) if at else Q(pk=None)
    counted = at_desk.annotate(held=Count("cases", filter=here, distinct=True), soon=Count("cases", filter=soon, distinct=True))
    everybody = [Colleague(officer, officer.held, officer.soon) for officer in counted]
    left = without_the_doubted({colleague.officer.pk for colleague in everybody}, complaint)
    return [colleague for colleague in everybody if colleague.officer.pk in left]


def colleagues_by_fit(complaint: Complaint, *, shown_to: Standing, at: datetime) -> list[Colleague]:
    """Who may be given the case, whom it suits best first: not away, with the least to do. The first is suggested, where there is a choice.

    Three queries. Who knows the category is seen in the newest answers of the desk that the reader may see.
    """
    colleagues = assignable_officers(complaint, shown_to=shown_to, at=at)
    away = absences_on(day_of(at, calendar().zone), [one.officer.pk for one in colleagues])
    answered = complaints_shown_to(shown_to).filter(desk=complaint.desk_id, category=complaint.category_id, drafter__isnull=False)
    knowing = set(answered.exclude(answered_at=None).order_by("-lodged_at", "-pk").values_list("drafter_id", flat=True)[:ANSWERS_READ])
    told = [replace(one, knows_category=one.officer.pk in knowing, away_until=_until(away, one.officer.pk)) for one in colleagues]
    told.sort(key=lambda one: (one.away_until is not None, one.burden, one.officer.name, one.officer.pk))
    if told and told[0].away_until is None and len(told) > 1:
        told[0] = replace(told[0], is_suggested=True)
    return told


def _until(away: dict[int, Absence], officer_id: int) -> date | None:
    return away[officer_id].last_day if officer_id in away else None
