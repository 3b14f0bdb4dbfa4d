"""Propose what is due, confirm it as a second administrator, carry it out case by case."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.frame.queries import administrators
from mazalim.administration.retention import queries
from mazalim.administration.retention.queries import MOST_IN_A_LIST, due, parts_due
from mazalim.complaints.actions import locked
from mazalim.complaints.disposing import dispose
from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import Disposal, DisposalLine
from mazalim.journey.casework.models import Task
from mazalim.journey.replies.models import Draft
from mazalim.journey.tracking.models import PendingContact
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work import limits
from mazalim.work.actions import enqueue

BATCH = 25  # cases in one transaction
Decision = Disposal.Decision


class NothingDue(Exception):
    """No case is due, or all that are stand on a list already."""


class ListWaits(Exception):
    """A list waits for its second person: one at a time."""


class NotForOneself(Exception):
    """Nobody agrees to what they proposed."""


class NotWaiting(Exception):
    """Somebody has decided on the list, or it was taken back."""


@transaction.atomic
def propose(*, by: Standing, at: datetime) -> Disposal:
    """Put what is due on a list for a second administrator, the longest waiting first. Raises NothingDue or ListWaits."""
    if Disposal.objects.filter(decision="").exists():
        raise ListWaits
    cases = list(due(at=at).order_by("closed_at", "pk")[:MOST_IN_A_LIST])
    if not cases:
        raise NothingDue
    made = Disposal.objects.create(proposed_by_id=by.officer_id, proposed_at=at)
    DisposalLine.objects.bulk_create([DisposalLine(disposal=made, complaint=case, **parts_due(case, at=at)) for case in cases])
    _record(made, "propose", by=by.officer_id, at=at)
    for officer in administrators().exclude(pk=by.officer_id):
        values = {"link": link("administration:retention", officer.language)}
        send(kind="office_disposal_waits", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    return made


def tell_of_due(*, at: datetime) -> int:
    """Tell the administrators once a month that cases are due, while no list waits; returns how many were told."""
    found = queries.due_now(at=at)
    if not found.cases or queries.disposals_waiting().exists() or not limits.count("disposal_reminders", "all", at=at):
        return 0
    told = list(administrators())
    for officer in told:
        values = {"number": found.cases, "link": link("administration:retention", officer.language)}
        send(kind="office_disposal_due", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    return len(told)


@transaction.atomic
def agree(*, by: Standing, disposal_id: int, at: datetime) -> Disposal:
    """Agree as the second administrator: the worker carries the list out. Raises NotForOneself or NotWaiting."""
    disposal = _waiting(disposal_id)
    if disposal.proposed_by_id == by.officer_id:
        raise NotForOneself
    _decide(disposal, Decision.AGREED, by=by, at=at)
    enqueue("administration.dispose", {"disposal": disposal.pk}, at=at)
    return disposal


@transaction.atomic
def decline(*, by: Standing, disposal_id: int, at: datetime) -> Disposal:
    """Let nothing of a list go; who proposed it takes it back by the same. Raises NotWaiting."""
    disposal = _waiting(disposal_id)
    own = disposal.proposed_by_id == by.officer_id
    _decide(disposal, Decision.WITHDRAWN if own else Decision.DECLINED, by=by, at=at)
    disposal.lines.update(result=DisposalLine.Result.KEPT, done_at=at)
    return disposal


def _waiting(disposal_id: int) -> Disposal:
    disposal = Disposal.objects.select_for_update().filter(pk=disposal_id, decision="").first()
    if disposal is None:
        raise NotWaiting
    return disposal


def _decide(disposal: Disposal, decision: Decision, *, by: Standing, at: datetime) -> None:
    disposal.decision, disposal.decided_by_id, disposal.decided_at = decision, by.officer_id, at
    disposal.save()
    _record(disposal, {"agreed": "agree", "declined": "decline", "withdrawn": "withdraw"}[decision], by=by.officer_id, at=at)


@transaction.atomic
def carry_out(*, disposal_id: int, at: datetime) -> int:
    """Dispose of the next cases of an agreed list, and queue the rest; returns how many cases were looked at."""
    disposal = Disposal.objects.select_for_update().select_related("proposed_by").get(pk=disposal_id)
    if disposal.decision != Decision.AGREED:
        return 0
    lines = list(disposal.lines.filter(result="").select_related("disposal").order_by("pk")[:BATCH])
    for line in lines:
        _dispose_line(line, at=at)
    if disposal.lines.filter(result="").exists():
        enqueue("administration.dispose", {"disposal": disposal.pk}, at=at)
    elif lines:
        _record(disposal, "end", by=None, at=at)
    return len(lines)


def _dispose_line(line: DisposalLine, *, at: datetime) -> None:
    """One case: what is not due any more, or is held by now, stays as it is."""
    complaint = locked(line.complaint_id)
    still = parts_due(complaint, at=at)
    for part in line.parts:
        setattr(line, part, still[part])
    try:
        if not line.parts:
            raise ImpossibleMove
        dispose(line=line, at=at)
    except ImpossibleMove:
        line.refresh_from_db()
        line.result = DisposalLine.Result.KEPT
    else:
        line.result = DisposalLine.Result.DONE
        # What lies beside the case file, in rooms that the file knows nothing of. Only now: a case that is kept keeps this too.
        PendingContact.objects.filter(complaint=complaint).delete()
        if line.texts:
            Draft.objects.filter(complaint=complaint).delete()
            Task.objects.filter(complaint=complaint).delete()
    line.done_at = at
    line.save()


def _record(disposal: Disposal, act: str, *, by: int | None, at: datetime) -> None:
    counts = {"cases": disposal.lines.count()}
    record(by=by, subject="disposal", key=str(disposal.pk), names=f"{disposal.pk}", act=act, after=counts, at=at)
