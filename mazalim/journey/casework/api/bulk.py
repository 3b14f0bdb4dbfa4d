"""One act on many cases at once, and its undoing within ten minutes."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Schema, Status
from pydantic import Field

from mazalim.complaints.door import standing_in
from mazalim.complaints.lifecycle import UNDO_WINDOW
from mazalim.journey.casework import actions
from mazalim.journey.casework.api.acting import bearer, router
from mazalim.journey.casework.forms import BulkAssignForm, BulkCategoriseForm, BulkForm, BulkNoteForm
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.casework.queries.bulk import (
    bulk_act_of,
    cases_done,
    categories_to_choose,
    chosen_cases,
    officers_to_choose,
    why_not,
)
from mazalim.journey.intake.api import Asked, Ident
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_field
from mazalim.work.api import idempotent


class BulkAsked(Asked):
    """What is done to which cases."""

    act: str = Field(description=gettext_noop("assign, categorise or note."), examples=["assign"])
    cases: list[str] = Field(description=gettext_noop("A hundred case numbers at most."), examples=[["2026-0001234"]])
    officer: Ident | None = None
    category: Ident | None = None
    text: str = ""


class BulkCaseRead(Schema):
    """What became of one case."""

    case_number: str
    result: str = Field(examples=["done"])
    undo_result: str


class BulkRead(Schema):
    """What became of an act on many cases."""

    id: str
    act: str
    cases: list[BulkCaseRead]
    not_found: int = Field(description=gettext_noop("Cases that this key does not see."))
    undo_until: datetime | None


@router.post(
    "/office/bulk",
    response={201: BulkRead},
    auth=bearer,
    operation_id="office_bulk",
    summary=gettext_noop("Act on many cases"),
    description=gettext_noop("Each case is changed by itself; “result” says what became of it. One that cannot be changed stops no other."),
)
@idempotent("office.bulk", in_transaction=False)
def carry_out(request: HttpRequest, asked: BulkAsked) -> Status[Any]:
    """Assign, categorise or note."""
    standing, at = standing_in(request), timezone.now()
    numbers = list(dict.fromkeys(asked.cases))
    if asked.act not in BulkAct.Act.values:
        raise wrong_field("act", _("There is nothing with this id."))
    if len(numbers) > actions.MOST_CASES:
        raise wrong_field("cases", _("A hundred cases at once, no more"))
    found = chosen_cases(standing, numbers)
    if not found:
        raise wrong_field("cases", _("Tick at least one case"))
    form = _form(asked, [one for one in found if not why_not(one, asked.act, by=standing, at=at)] or found, standing=standing, at=at)
    cleaned(form, {"case": "cases"})
    bulk = actions.prepare_bulk(by=standing, act=asked.act, numbers=numbers, at=at, **form.choice)
    return Status(201, _read(actions.carry_out_bulk(bulk=bulk, by=standing, at=at), standing))


def _form(asked: BulkAsked, found: list[Any], *, standing: Any, at: datetime) -> BulkForm:
    """The page's form, filled as the page would fill it."""
    numbers = [one.case_number for one in found]
    typed = {"case": numbers, "officer": asked.officer, "category": asked.category, "text": asked.text}
    if asked.act == BulkAct.Act.ASSIGN:
        return BulkAssignForm(typed, numbers=numbers, candidates=officers_to_choose(found, shown_to=standing, at=at), of=len(found))
    if asked.act == BulkAct.Act.CATEGORISE:
        return BulkCategoriseForm(typed, numbers=numbers, candidates=categories_to_choose(found), of=len(found))
    return BulkNoteForm(typed, numbers=numbers)


@router.post(
    "/office/bulk/{bulk_id}/undo",
    response={200: BulkRead},
    auth=bearer,
    operation_id="office_undo_bulk",
    summary=gettext_noop("Undo an act on many cases"),
    description=gettext_noop("Within ten minutes, by a counter-act in each file that has not moved on since."),
)
@idempotent("office.undo_bulk", in_transaction=False)
def undo(request: HttpRequest, bulk_id: str) -> Status[Any]:
    """Take back what was done."""
    standing = standing_in(request)
    try:
        bulk = bulk_act_of(standing, uuid.UUID(bulk_id))
    except ValueError as error:
        raise Http404 from error
    if bulk is None:
        raise Http404
    try:
        bulk = actions.undo_bulk(bulk=bulk, by=standing, at=timezone.now())
    except actions.TooLateToUndo as error:
        raise Problem(NOT_NOW, _("The ten minutes are over. Change the cases one by one, as they stand now.")) from error
    return Status(200, _read(bulk, standing))


def _read(bulk: BulkAct, standing: Any) -> BulkRead:
    may_be_undone = bulk.done_at is not None and bulk.undone_at is None
    return BulkRead(
        id=str(bulk.public_id),
        act=bulk.act,
        cases=[
            BulkCaseRead(case_number=one.case.complaint.case_number, result=one.case.result, undo_result=one.case.undo_result)
            for one in cases_done(bulk, shown_to=standing)
        ],
        not_found=bulk.not_found,
        undo_until=bulk.done_at + UNDO_WINDOW if may_be_undone and bulk.done_at else None,
    )
