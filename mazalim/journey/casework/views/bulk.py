"""One act on many cases of a list: choose, look at what will change, do it, undo it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.complaints.door import standing_in
from mazalim.complaints.lifecycle import UNDO_WINDOW
from mazalim.complaints.models import Complaint
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import BulkAssignForm, BulkCategoriseForm, BulkForm, BulkNoteForm
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.casework.queries.bulk import (
    bulk_act_of,
    cases_done,
    categories_to_choose,
    chosen_cases,
    officers_to_choose,
    prospects,
    why_not,
)
from mazalim.web.views import personal
from mazalim.work.views import done_once

REMINDER = "bulk_to_undo"  # the session's: the list shows the way back to an act as long as it can be undone


@personal
@done_once
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The cases ticked on the list, and the question to whom, into which category, or which note."""
    standing, at = standing_in(request), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    act, ticked = asked.get("act", ""), list(dict.fromkeys(asked.getlist("case")))
    if not standing.works_cases or act not in BulkAct.Act.values:
        raise Http404
    shown = list(dict.fromkeys([*ticked, *asked.getlist("shown")]))
    complaints = chosen_cases(standing, shown[: actions.MOST_CASES])
    if not complaints:
        messages.info(request, _("Tick one or more cases of the list first."))
        return redirect(_list(asked.get("list", "")))
    barred = {one.case_number: reason for one in complaints if (reason := why_not(one, act, by=standing, at=at))}
    form = _form(request, act, complaints, [one for one in complaints if one.case_number not in barred], at)
    if form is not None and form.is_valid():
        bulk = actions.prepare_bulk(
            by=standing, act=act, numbers=form.cleaned_data["case"], list_query=asked.get("list", ""), at=at, **form.choice
        )
        return redirect("casework:bulk_act", bulk.public_id)
    context = {
        "act": act,
        "form": form,
        "rows": [(one, one.case_number in ticked, barred.get(one.case_number, "")) for one in complaints],
        "left_out": len(shown[: actions.MOST_CASES]) - len(complaints),
        "too_many": len(shown) > actions.MOST_CASES,
        "list_query": asked.get("list", ""),
        "back": _list(asked.get("list", "")),
        "now": at,
    }
    return render(request, "casework/bulk/choose.html", context)


def _form(request: HttpRequest, act: str, complaints: list[Complaint], possible: list[Complaint], at: datetime) -> BulkForm | None:
    """The form of the act; none where it is possible on no case."""
    if not possible:
        return None
    given: dict[str, Any] = {"data": request.POST or None, "numbers": [one.case_number for one in complaints]}
    if act == BulkAct.Act.ASSIGN:
        return BulkAssignForm(candidates=officers_to_choose(possible, shown_to=standing_in(request), at=at), of=len(possible), **given)
    if act == BulkAct.Act.CATEGORISE:
        return BulkCategoriseForm(candidates=categories_to_choose(possible), of=len(possible), **given)
    return BulkNoteForm(**given)


def _list(query: str) -> str:
    """The list on which the cases were ticked, without the ticks."""
    kept = QueryDict(query, mutable=True)
    kept.pop("tick", None)
    return reverse("workbench:desk") + (f"?{kept.urlencode()}" if kept else "")


def _own(request: HttpRequest, public_id: UUID) -> BulkAct:
    bulk = bulk_act_of(standing_in(request), public_id)
    if bulk is None:
        raise Http404
    return bulk


@personal
@done_once
@require_http_methods(["GET", "POST"])
def carry_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will change, case by case; once it is done, what became of each."""
    bulk, standing, at = _own(request, public_id), standing_in(request), timezone.now()
    if request.method == "POST":
        if bulk.done_at is None:
            bulk = actions.carry_out_bulk(bulk=bulk, by=standing, at=at)
            request.session[REMINDER] = {"id": str(bulk.public_id), "until": (at + UNDO_WINDOW).isoformat()}
        return redirect("casework:bulk_act", bulk.public_id)
    context: dict[str, Any] = {"bulk": bulk, "back": _list(bulk.list_query), "now": at}
    if bulk.done_at is None:
        found = prospects(bulk, by=standing, at=at)
        context |= {"changing": [one for one in found if not one.why_not], "staying": [one for one in found if one.why_not]}
        return render(request, "casework/bulk/preview.html", context)
    done = cases_done(bulk, shown_to=standing)
    changed = sum(one.case.result == "done" for one in done)
    context |= {
        "cases": done,
        "changed": changed,
        "undone": sum(one.case.undo_result == "done" for one in done),
        "undo_until": bulk.done_at + UNDO_WINDOW,
        "may_undo": changed and bulk.undone_at is None and at <= bulk.done_at + UNDO_WINDOW,
    }
    return render(request, "casework/bulk/done.html", context)


@personal
@done_once
@require_POST
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Undo what was done within the last ten minutes."""
    bulk = _own(request, public_id)
    try:
        actions.undo_bulk(bulk=bulk, by=standing_in(request), at=timezone.now())
    except actions.TooLateToUndo:
        if bulk.undone_at is None:
            messages.info(request, _("The ten minutes are over. Change the cases one by one, as they stand now."))
    request.session.pop(REMINDER, None)
    return redirect("casework:bulk_act", bulk.public_id)
