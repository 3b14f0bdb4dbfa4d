"""The small to-dos of a case."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Schema, Status
from pydantic import Field

from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions import tasking
from mazalim.journey.casework.api.acting import bearer, id_in, router
from mazalim.journey.casework.forms import TaskForm
from mazalim.journey.casework.models import Task
from mazalim.journey.casework.queries import assignable_officers, open_tasks_of, task_shown_to
from mazalim.journey.intake.api import Asked, Ident
from mazalim.web.forms import PARTS
from mazalim.web.problems import cleaned, wrong_field
from mazalim.work.api import idempotent


class TaskAsked(Asked):
    """What is to be done, by whom and by when."""

    text: str = Field(examples=["Ring the crew."])
    owner: Ident = Field(examples=["12"])
    due_date: date


class TaskMarked(Asked):
    """Whether it is done."""

    is_done: bool = True


class TaskRead(Schema):
    """A thing to do for a case."""

    id: str = Field(examples=["7"])
    text: str
    owner: str
    due_date: date
    done_at: datetime | None


def _read(task: Task) -> TaskRead:
    return TaskRead(id=str(task.pk), text=task.text, owner=str(task.owner_id), due_date=task.due_date, done_at=task.done_at)


@router.get(
    "/office/cases/{case_number}/tasks", response=list[TaskRead], auth=bearer, operation_id="office_tasks", summary=gettext_noop("Tasks")
)
def tasks(request: HttpRequest, case_number: str) -> list[TaskRead]:
    """What is still to be done for a case, the soonest first, and what was done last."""
    return [_read(task) for task in open_tasks_of(case_shown_to(request, case_number))]


@router.post(
    "/office/cases/{case_number}/tasks",
    response={201: TaskRead},
    auth=bearer,
    operation_id="office_add_task",
    summary=gettext_noop("Note a task"),
)
@idempotent("office.add_task", in_transaction=True)
def add_task(request: HttpRequest, case_number: str, asked: TaskAsked) -> Status[Any]:
    """Note what is to be done for a case."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    officers = {one.officer.pk: one.officer.name for one in assignable_officers(complaint)} | {standing.officer_id: standing.name}
    typed = {"text": asked.text, "owner": asked.owner} | {f"due_date_{part}": str(getattr(asked.due_date, part)) for part in PARTS}
    words = cleaned(TaskForm(typed, officers=officers.items(), today=day_of(at, calendar().zone)))
    try:
        task = tasking.add_task(
            complaint_id=complaint.pk, by=standing, text=words["text"], owner_id=words["owner"], due_date=words["due_date"], at=at
        )
    except tasking.NotAnOwner as error:
        raise wrong_field("owner", _("This officer does not work at the desk any more")) from error
    return Status(201, _read(task))


@router.post(
    "/office/cases/{case_number}/tasks/{task_id}",
    response={200: TaskRead},
    auth=bearer,
    operation_id="office_mark_task",
    summary=gettext_noop("Say that a task is done, or still to be done"),
)
@idempotent("office.mark_task", in_transaction=True)
def mark_task(request: HttpRequest, case_number: str, task_id: str, asked: TaskMarked) -> Status[Any]:
    """Done, or open again."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    task = task_shown_to(standing, complaint, id_in(task_id, "task_id"))
    if task is None:
        raise Http404
    act = tasking.finish_task if asked.is_done else tasking.take_up_again
    return Status(200, _read(act(task_id=task.pk, by=standing, at=timezone.now())))
