"""One officer's work: what is due soonest, and why it stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to, still_shown
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.journey.appeals.queries import appeals_to_decide
from mazalim.journey.casework.models import Task as ToDo
from mazalim.journey.casework.queries import tasks_due
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.queries import Approval, Promise, approvals_for, promises
from mazalim.journey.workbench.queries.desks import CaseRow, row_of, with_news
from mazalim.journey.workbench.rules import why
from mazalim.web.paging import Cursor, Page, page_of
from mazalim.work.replicas import on_primary

FEW = 8


@dataclass(frozen=True)
class Task:
    """A case in somebody's work, with why it is there."""

    row: CaseRow
    why: str  # a code of rules.why

    @property
    def complaint(self) -> Complaint:
        """The case."""
        return self.row.complaint


@dataclass(frozen=True)
class Work:
    """What an officer finds in the morning."""

    mine: tuple[Task, ...]
    page: Page[Complaint]
    to_take: tuple[Task, ...]
    approvals: tuple[Approval, ...]
    promises: tuple[Promise, ...]
    appeals: tuple[Complaint, ...]  # to decide at the officer's desks
    todo: tuple[ToDo, ...] = ()  # the officer's own small tasks


def _with_newest(rows: QuerySet[Complaint], standing: Standing) -> QuerySet[Complaint]:
    newest = Entry.objects.filter(complaint=OuterRef("pk"), number=OuterRef("entry_count")).values("kind")[:1]
    return with_news(rows, standing).annotate(newest_kind=Subquery(newest))


def _tasks(rows: Sequence[Complaint]) -> tuple[Task, ...]:
    tasks = []
    for complaint in rows:
        row = row_of(complaint)
        code = why(
            state=complaint.state,
            newest_kind=complaint.newest_kind,  # type: ignore[attr-defined]  # annotated
            round_number=complaint.round,
            is_next_duty_the_reply=not row.is_first_duty,
        )
        tasks.append(Task(row, code))
    return tuple(tasks)


def my_work(standing: Standing, *, cursor: Cursor | None, at: datetime) -> Work:
    """The open cases assigned to an officer, soonest due first; what nobody at the desk has taken; what waits for agreement; what was promised."""
    shown = complaints_shown_to(standing)
    # What was joined to another case is answered with that one: it is nobody's work by itself.
    open_cases = shown.filter(state__in=[state.value for state in OPEN_STATES], joined_to=None)
    page = page_of(_with_newest(open_cases.filter(officer_id=standing.officer_id), standing), by="next_duty_at", cursor=cursor)
    to_take: Sequence[Complaint] = ()
    if standing.desks and cursor is None:
        untaken = open_cases.filter(desk_id__in=standing.desks, officer=None).exclude(state=State.UNDER_APPEAL)
        untaken = untaken.exclude(drafter_id=standing.officer_id, round__gt=1)
        to_take = still_shown(standing, list(_with_newest(untaken, standing).order_by("next_duty_at", "pk")[:FEW]))
    approvals: Sequence[Approval] = ()
    if standing.may_approve and cursor is None:
        with on_primary():
            approvals = [one for one in approvals_for(standing, cursor=None, at=at, size=FEW)[0] if not one.is_own]
    promised = Commitment.objects.none()
    if cursor is None:
        promised = Commitment.objects.filter(owner_id=standing.officer_id, kept_at=None, complaint__in=shown)
        promised = promised.select_related("complaint", "entry__words", "owner").order_by("due_date", "pk")[:FEW]
    todo = tasks_due(standing, most=FEW) if cursor is None else []
    with on_primary():
        appeals = appeals_to_decide(standing) if standing.decides_appeals and cursor is None else []
    return Work(
        _tasks(still_shown(standing, page.rows)),
        page,
        _tasks(to_take),
        tuple(approvals),
        tuple(promises(list(promised))),
        tuple(appeals),
        tuple(todo),
    )
