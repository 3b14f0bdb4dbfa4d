"""The small to-dos of a desk. They are working notes: no leaf of the file, and the case does not move by them."""

from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint
from mazalim.journey.casework.models import Task
from mazalim.journey.casework.queries import assignable_officers


class NotAnOwner(Exception):
    """The officer works neither at the desk that holds the case nor adds the task for themselves."""


@transaction.atomic
def add_task(*, complaint_id: int, by: Standing, text: str, owner_id: int, due_date: date, at: datetime) -> Task:
    """Note what is to be done for a case, by whom and by when. Raises NotAnOwner, or ImpossibleMove for who may not write into the case."""
    complaint = locked(complaint_id)
    _may_note(complaint, by=by, at=at)
    if owner_id != by.officer_id and owner_id not in {one.officer.pk for one in assignable_officers(complaint)}:
        raise NotAnOwner
    return Task.objects.create(
        complaint=complaint,
        desk_id=complaint.desk_id,
        text=text,
        owner_id=owner_id,
        due_date=due_date,
        added_by_id=by.officer_id,
        added_at=at,
    )


@transaction.atomic
def finish_task(*, task_id: int, by: Standing, at: datetime) -> Task:
    """Say that a task is done; said twice, the first word stands. Raises ImpossibleMove for who may not write into the case."""
    return _mark(task_id=task_id, by=by, is_done=True, at=at)


@transaction.atomic
def take_up_again(*, task_id: int, by: Standing, at: datetime) -> Task:
    """Say that a task is still to be done. Raises ImpossibleMove for who may not write into the case."""
    return _mark(task_id=task_id, by=by, is_done=False, at=at)


def _mark(*, task_id: int, by: Standing, is_done: bool, at: datetime) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("complaint").get(pk=task_id)
    _may_note(task.complaint, by=by, at=at)
    if (task.done_at is not None) != is_done:
        task.done_at, task.done_by_id = (at, by.officer_id) if is_done else (None, None)
        task.save(update_fields=["done_at", "done_by"])
    return task


def _may_note(complaint: Complaint, *, by: Standing, at: datetime) -> None:
    if Move.NOTE not in moves_open(complaint, by=actor_officer(by), at=at):
        raise ImpossibleMove(Move.NOTE)
