"""The small to-dos of a desk on its cases."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.common.database.kept import rows_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint
from mazalim.journey.casework.models import Task
from mazalim.web.paging import ROWS, Cursor, Page, page_of

TASKS_SHOWN = ("mine", "desk", "done")


@dataclass(frozen=True)
class TaskPage:
    """One page of tasks, and which of TASKS_SHOWN it shows."""

    which: str
    listed: Page[Task]

    @property
    def kept(self) -> str:
        """What the addresses of the pages beside this one begin with."""
        return f"show={self.which}&"


def _shown(standing: Standing) -> QuerySet[Task]:
    """The tasks of the desks that hold their cases now: what a desk had noted does not travel with a referral."""
    cases = complaints_shown_to(standing)
    return Task.objects.filter(complaint__in=cases, desk=F("complaint__desk")).select_related("complaint", "owner")


def open_tasks_of(complaint: Complaint) -> list[Task]:
    """What is still to be done on a case that the caller may see, the soonest first, and what was done last. One query."""
    return rows_of(Task, "open tasks", _open_tasks, complaint.pk, complaint.desk_id)


def _open_tasks(complaint_id: int, desk_id: int) -> QuerySet[Task]:
    rows = Task.objects.filter(complaint=complaint_id, desk=desk_id).select_related("owner")
    return rows.order_by(F("done_at").desc(nulls_first=True), "due_date", "pk")[:12]


def tasks_due(standing: Standing, *, most: int) -> list[Task]:
    """The officer's own open tasks, the soonest first. One query."""
    return list(_shown(standing).filter(owner_id=standing.officer_id, done_at=None).order_by("due_date", "pk")[:most])


def tasks_page(standing: Standing, *, which: str, cursor: Cursor | None, size: int = ROWS) -> TaskPage:
    """One page: the officer's own (`mine`), those of all at their desks (`desk`), or what was done (`done`), newest first. One query."""
    which = which if which in TASKS_SHOWN else "mine"
    rows = _shown(standing).filter(done_at__isnull=which != "done")
    if which == "mine":
        rows = rows.filter(owner_id=standing.officer_id)
    else:
        rows = rows.filter(Q(desk__in=standing.desks) | Q(owner_id=standing.officer_id) | Q(complaint__body__in=standing.bodies))
    return TaskPage(which, page_of(rows, by="due_date", cursor=cursor, size=size, is_newest_first=which == "done"))


def task_shown_to(standing: Standing, complaint: Complaint, task_id: int) -> Task | None:
    """One task of a case, if the officer may see it."""
    return _shown(standing).filter(pk=task_id, complaint=complaint).first()
