"""Answer together what one person sent twice. Nothing is closed by it: the joined case gets the reply of its lead, and every right after it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complainants.queries import refs_of_same_person
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import locked_pair
from mazalim.complaints.actions import separate as take_out
from mazalim.complaints.conflict import unclean
from mazalim.complaints.deadlines import DECISION, sooner
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move, moves_open
from mazalim.complaints.models import Complaint, Entry, Exclusion, Link
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions import proposing


class CannotJoin(Exception):
    """The officer does not see both, they lie with different bodies, somebody who works on the lead is kept from the other one, or the lead
    is itself answered with another one."""


class AnotherPerson(Exception):
    """As far as the records tell, the two were not sent by one person."""


@transaction.atomic
def join(*, complaint_id: int, by: Standing, lead_id: int, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Let a complaint be answered together with another one of the same person; the complainant reads the reason.

    The joined case comes to the lead's desk, the lead takes the earlier of the two deadlines, and its reply will be sent for both.
    Raises CannotJoin, AnotherPerson, ImpossibleMove or StaleVersion.
    """
    joined, lead = locked_pair(complaint_id, lead_id)
    actor = actor_officer(by)
    if Move.JOIN not in moves_open(joined, by=actor, at=at):
        raise ImpossibleMove(Move.JOIN)
    seen = complaints_shown_to(by).filter(pk__in=[joined.pk, lead.pk]).count()
    if seen < 2 or joined.body_id != lead.body_id or joined.is_guarded != lead.is_guarded:
        raise CannotJoin
    is_barred = Exclusion.objects.filter(complaint=joined, officer=lead.officer_id or 0).exists()
    if is_barred or unclean(joined, lead.desk, is_guarded=joined.is_guarded) is not None:
        raise CannotJoin
    if Move.TAKE_IN not in moves_open(lead, by=actor, at=at):
        raise CannotJoin
    if lead.complainant_ref not in refs_of_same_person(joined.complainant_ref):
        raise AnotherPerson
    dropped = proposing.drop_all(joined, at=at)
    entry = move(
        joined,
        Move.JOIN,
        by=actor,
        text=reason,
        cover={"joined_to_id": lead.pk, "desk_id": lead.desk_id, "officer_id": lead.officer_id},
        payload={"lead": lead.pk, "proposals_dropped": dropped},
        version=version,
        at=at,
    )
    move(lead, Move.TAKE_IN, by=actor, text=reason, clocks=_earlier(lead, joined), payload={"joined": joined.pk}, at=at)
    Link.objects.filter(Q(first=lead, second=joined) | Q(first=joined, second=lead)).delete()
    Link.objects.filter(second=joined, is_led=True).update(is_led=False)
    Link.objects.create(first=lead, second=joined, why=Link.Why.JOINED, is_led=True, at=at)
    return entry


def _earlier(lead: Complaint, joined: Complaint) -> list[dict[str, object]]:
    if lead.due_at is None or joined.due_at is None or joined.due_at >= lead.due_at:
        return []
    return [sooner(DECISION, day_of(joined.due_at, calendar().zone))]


@transaction.atomic
def separate(*, complaint_id: int, by: Standing, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Let a joined complaint be answered by itself again; the complainant reads the reason. Raises ImpossibleMove or StaleVersion."""
    return take_out(complaint_id=complaint_id, by=actor_officer(by), reason=reason, version=version, at=at)
