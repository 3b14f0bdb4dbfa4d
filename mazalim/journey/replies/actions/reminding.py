"""One mail to an officer about the promises whose date comes; each promise is told of once."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from mazalim.accounts.models import Grant, Officer
from mazalim.accounts.queries import officers_at_desk, supervisors_of
from mazalim.common.clock import day_of
from mazalim.complaints.models import Exclusion, State
from mazalim.country.policy import Span
from mazalim.country.queries import calendar, policy_at
from mazalim.journey.replies.models import Commitment
from mazalim.notices.actions import send
from mazalim.notices.links import link

MOST_PROMISES = 1_000


@transaction.atomic
def remind_owners(*, at: datetime) -> int:
    """Tell who keeps the promises that fall due within the working days of the policy; returns how many officers were told.

    Whoever has left the desk or may not see the case keeps no promise there: those who oversee it are told instead.
    """
    days = calendar()
    if not days.is_working_morning(at):
        return 0
    until = days.add(day_of(at, days.zone), Span(policy_at(at).times.commitment_reminder_working_days, "working"))
    due = Commitment.objects.filter(kept_at=None, broken_at=None, reminded_at=None, due_date__lte=until)
    at_desk = Grant.objects.filter(officer=OuterRef("owner"), desk=OuterRef("complaint__desk"), ended_at=None, officer__is_active=True)
    barred = Exclusion.objects.filter(complaint=OuterRef("complaint"), officer=OuterRef("owner"))
    rows = list(
        due.exclude(complaint__state=State.WITHDRAWN)
        .annotate(is_able=Exists(at_desk) & ~Exists(barred))
        .select_related("complaint")
        .select_for_update(of=("self",))
        .order_by("due_date", "pk")[:MOST_PROMISES]
    )
    numbers: Counter[int] = Counter()
    for row in rows:
        numbers.update([row.owner_id] if row.is_able else _instead_of_the_owner(row))
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    for officer in Officer.objects.filter(pk__in=numbers).order_by("pk"):
        values = {"number": numbers[officer.pk], "link": link("replies:commitments", officer.language)}
        send(kind="office_promises_due", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    return len(numbers)


def _instead_of_the_owner(promise: Commitment) -> list[int]:
    complaint = promise.complaint
    found = officers_at_desk(complaint.desk_id) if complaint.is_guarded else supervisors_of(complaint.body_id)
    return list(found.exclude(exclusions__complaint=complaint).values_list("pk", flat=True).distinct())
