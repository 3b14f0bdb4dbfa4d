"""Open an issue, find its cause, tie cases to it, mend it and tell everybody who complained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.words import pick
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, actor_system, move
from mazalim.complaints.models import Complaint, State
from mazalim.journey.systemic.models import Step, SystemicIssue, Tie
from mazalim.journey.systemic.queries import may_manage, owners_for
from mazalim.journey.systemic.rules import MOST_TIED_AT_ONCE, what_lacks
from mazalim.work.actions import enqueue

TOLD_AT_ONCE = 25  # cases in one job: each is locked while it is told


class NotYours(Exception):
    """The issue's body is not one that this officer oversees."""


class NotAnOwner(Exception):
    """The owner does not work for the body."""


class IssueChanged(Exception):
    """Somebody else changed the issue since the page was read."""


class NotOpen(Exception):
    """The issue was mended or given up."""


class Unfinished(Exception):
    """Cause or corrective action is missing: nobody could say what was mended."""


def _managed(issue_id: int, by: Standing, *, version: int | None = None) -> SystemicIssue:
    issue = SystemicIssue.objects.select_for_update().get(pk=issue_id)
    if not may_manage(by, issue.body_id):
        raise NotYours
    if version is not None and version != issue.version:
        raise IssueChanged
    return issue


def _note(issue: SystemicIssue, by: Standing, what: str, *, at: datetime, number: int | None = None, text: str = "") -> None:
    Step.objects.create(issue=issue, officer_id=by.officer_id, at=at, what=what, number=number, text=text)


@transaction.atomic
def open_issue(*, by: Standing, body_id: int, category_id: int | None, title: str, owner_id: int, at: datetime) -> SystemicIssue:
    """Begin an issue of a body. Raises NotYours or NotAnOwner."""
    if not may_manage(by, body_id):
        raise NotYours
    if owner_id != by.officer_id and not owners_for(body_id).filter(pk=owner_id).exists():
        raise NotAnOwner
    issue = SystemicIssue.objects.create(body_id=body_id, category_id=category_id, title=title, owner_id=owner_id, opened_at=at)
    _note(issue, by, "opened", at=at)
    return issue


@transaction.atomic
def change_issue(
    *,
    issue_id: int,
    by: Standing,
    version: int,
    title: str,
    owner_id: int,
    cause: str,
    measure: str,
    due_date: date | None,
    at: datetime,
) -> SystemicIssue:
    """Write down what is known of the cause, and what is done about it by whom and by when. Raises NotYours, IssueChanged, NotOpen or NotAnOwner."""
    issue = _managed(issue_id, by, version=version)
    if issue.state != SystemicIssue.State.OPEN:
        raise NotOpen
    if owner_id not in {issue.owner_id, by.officer_id} and not owners_for(issue.body_id).filter(pk=owner_id).exists():
        raise NotAnOwner
    issue.title, issue.owner_id, issue.cause, issue.measure, issue.due_date = title, owner_id, cause, measure, due_date
    issue.version += 1
    issue.save()
    _note(issue, by, "changed", at=at)
    return issue


@dataclass(frozen=True)
class Tied:
    """How many cases were tied, and how many could not be: not the officer's to see any more, or tied elsewhere."""

    tied: int
    left: int


def tie(*, issue_id: int, case_numbers: Sequence[str], by: Standing, at: datetime) -> Tied:
    """Tie cases that the officer may see to an open issue, each in a transaction of its own. Raises NotOpen."""
    issue = SystemicIssue.objects.get(pk=issue_id)
    if issue.state != SystemicIssue.State.OPEN:
        raise NotOpen
    wanted = list(dict.fromkeys(case_numbers))[:MOST_TIED_AT_ONCE]
    shown = dict(complaints_shown_to(by).filter(case_number__in=wanted, systemic_tie=None).values_list("pk", "is_guarded"))
    tied = [pk for pk in sorted(shown) if _tie_one(issue, pk, by=by, at=at)]
    # The steps are for everybody who reads the issue: a guarded case is none of theirs, not even as a number.
    if number := sum(not shown[pk] for pk in tied):
        _note(issue, by, "tied", at=at, number=number)
    return Tied(len(tied), len(wanted) - len(tied))


@transaction.atomic
def _tie_one(issue: SystemicIssue, complaint_id: int, *, by: Standing, at: datetime) -> bool:
    complaint = locked(complaint_id)
    if Tie.objects.filter(complaint=complaint).exists():  # somebody else was quicker
        return False
    try:
        move(complaint, Move.TIE, by=actor_officer(by), text=issue.title, payload={"issue": issue.pk}, at=at)
    except ImpossibleMove:
        return False
    Tie.objects.create(issue=issue, complaint=complaint, tied_by_id=by.officer_id, tied_at=at)
    return True


@transaction.atomic
def untie(*, complaint_id: int, by: Standing, at: datetime) -> bool:
    """Say that a case does not come from its issue after all; False where it is tied to none. Raises ImpossibleMove."""
    complaint = locked(complaint_id)
    found = Tie.objects.filter(complaint=complaint).select_related("issue").first()
    if found is None:
        return False
    move(complaint, Move.UNTIE, by=actor_officer(by), text=found.issue.title, payload={"issue": found.issue_id}, at=at)
    found.delete()
    if not complaint.is_guarded:
        _note(found.issue, by, "untied", at=at, number=1)
    return True


@transaction.atomic
def mend(*, issue_id: int, by: Standing, version: int, said: Mapping[str, str], did: Mapping[str, str], at: datetime) -> SystemicIssue:
    """Say that the problem is mended, in words for everybody; each complainant is told. Raises NotYours, IssueChanged, NotOpen or Unfinished."""
    issue = _managed(issue_id, by, version=version)
    if issue.state != SystemicIssue.State.OPEN:
        raise NotOpen
    if what_lacks(issue):
        raise Unfinished
    issue.state, issue.mended_at = SystemicIssue.State.MENDED, at
    issue.said, issue.did = dict(said), dict(did)
    issue.version += 1
    issue.save()
    _note(issue, by, "mended", at=at, number=issue.ties.filter(complaint__is_guarded=False).count())
    enqueue("systemic.tell_mended", {"issue": issue.pk}, at=at)
    return issue


@transaction.atomic
def give_up(*, issue_id: int, by: Standing, version: int, reason: str, at: datetime) -> SystemicIssue:
    """End an issue without mending it; the cases stay tied, so that the next one who looks finds them. Raises NotYours, IssueChanged or NotOpen."""
    issue = _managed(issue_id, by, version=version)
    if issue.state != SystemicIssue.State.OPEN:
        raise NotOpen
    issue.state = SystemicIssue.State.DROPPED
    issue.version += 1
    issue.save()
    _note(issue, by, "dropped", at=at, text=reason)
    return issue


@transaction.atomic
def open_again(*, issue_id: int, by: Standing, version: int, reason: str, at: datetime) -> SystemicIssue:
    """Go on with an issue that was mended too soon or given up; the public line is taken back. Raises NotYours or IssueChanged."""
    issue = _managed(issue_id, by, version=version)
    issue.state, issue.mended_at, issue.said, issue.did = SystemicIssue.State.OPEN, None, {}, {}
    issue.version += 1
    issue.save()
    _note(issue, by, "reopened", at=at, text=reason)
    return issue


@transaction.atomic
def tell_mended(*, issue_id: int, at: datetime) -> int:
    """Tell the next complainants that the cause of what they complained about is mended; returns how many.

    The words stand in their file, in their language; the notice says only that there is news. Who withdrew is left in peace. As long as
    somebody is left, the job queues itself again.
    """
    issue = SystemicIssue.objects.get(pk=issue_id)
    if issue.state != SystemicIssue.State.MENDED:  # opened again meanwhile
        return 0
    waiting = list(Tie.objects.filter(issue=issue, told_at=None).order_by("pk").values_list("pk", "complaint_id")[: TOLD_AT_ONCE + 1])
    for _tie_id, complaint_id in waiting[:TOLD_AT_ONCE]:
        complaint: Complaint = locked(complaint_id)
        if complaint.state != State.WITHDRAWN:
            words, _language = pick(issue.did, complaint.language)
            move(complaint, Move.CAUSE_MENDED, by=actor_system(), text=words, payload={"issue": issue.pk}, at=at)
    Tie.objects.filter(pk__in=[tie_id for tie_id, _ in waiting[:TOLD_AT_ONCE]]).update(told_at=at)
    if len(waiting) > TOLD_AT_ONCE:
        enqueue("systemic.tell_mended", {"issue": issue.pk}, at=at)
    return min(len(waiting), TOLD_AT_ONCE)
