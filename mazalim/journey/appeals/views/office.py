"""The desk that decides: its list, the decision and the statement."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import about_to, case_shown_to, refused_when_late, standing_in, standing_with_cases
from mazalim.complaints.lifecycle import TABLE, ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint
from mazalim.complaints.queries import CaseFile, case_file
from mazalim.country.queries import calendar
from mazalim.journey.appeals import actions
from mazalim.journey.appeals.forms import DecisionForm, StatementForm
from mazalim.journey.appeals.queries import appeal_in, appeals_page
from mazalim.journey.replies.queries import points_of
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once

CHANGE, SEND = "change", "send"
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "once", "step"})


def _case_for(request: HttpRequest, case_number: str, *acts: Move) -> tuple[Complaint, frozenset[Move]]:
    """The case and which of the acts are open. Raises Http404, PermissionDenied (never theirs) or ImpossibleMove (not now)."""
    complaint, actor = case_shown_to(request, case_number), actor_officer(standing_in(request))
    moves = moves_open(complaint, by=actor, at=timezone.now()) & set(acts)
    if moves:
        return complaint, moves
    hands = actor.hands_on(complaint)
    if any(row.hands & hands for row in TABLE if row.move in acts):
        raise ImpossibleMove(acts[0])
    raise PermissionDenied


@personal
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """The appeals of the officer's desks: those to decide, soonest due first, or those decided."""
    standing, at = standing_with_cases(request), timezone.now()
    is_decided = request.GET.get("view") == "decided"
    page = appeals_page(standing, is_decided=is_decided, cursor=cursor_in(request.GET))
    context = {
        "page": page,
        "listed": page.listed,
        "is_decided": is_decided,
        "keep": "view=decided&" if is_decided else "",
        "now": at,
    }
    return render(request, "appeals/list.html", context)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, case_number: str) -> HttpResponse:
    """Decide point by point and with reasons; then look at it as the complainant will, and send it."""
    complaint, _moves = _case_for(request, case_number, Move.DECIDE_APPEAL, Move.RETURN_APPEAL)
    at, step = timezone.now(), request.POST.get("step", "")
    file = case_file(complaint, shown_to=standing_in(request))
    points = points_of(file).standing
    today = day_of(at, calendar().zone)
    form = DecisionForm(request.POST or None, points=points, today=today, initial={"version": complaint.version})
    about_to(request, form)
    if form.is_valid() and step != CHANGE:
        decision = form.typed
        if step == SEND:
            actions.decide(
                complaint_id=complaint.pk, by=standing_in(request), decision=decision, version=form.cleaned_data["version"], at=at
            )
            messages.info(request, _("The appeal is decided. The complainant and both public bodies are told."))
            return redirect("appeal_desk:appeals")
        kept = [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
        context = _context(complaint, file, form, at) | {"decision": decision, "words": _words(decision, points), "kept": kept}
        return render(request, "appeals/preview.html", context)
    return render(request, "appeals/decide.html", _context(complaint, file, form, at))


def _context(complaint: Complaint, file: CaseFile, form: Any, at: datetime) -> dict[str, Any]:
    return {"complaint": complaint, "file": file, "form": form, "appeal": appeal_in(file), "now": at}


def _words(decision: actions.Decision, points: Any) -> dict[str, Any]:
    """The decision as a reply is shown."""
    texts = {point.number: point.text for point in points}
    is_on_the_matter = decision.decision in {"allowed", "partly_allowed"}
    return {
        "summary": decision.reasons,
        "points": [{**point, "text": texts[point["number"]]} for point in decision.points] if is_on_the_matter else [],
        "commitments": [{"text": one["text"], "due_date": str(one["due_date"])} for one in decision.promises] if is_on_the_matter else [],
    }


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, case_number: str) -> HttpResponse:
    """The deciding desk asks the body appealed against for its view; the body gives it. Both offices read it, the complainant does not."""
    complaint, moves = _case_for(request, case_number, Move.ASK_STATEMENT, Move.GIVE_STATEMENT)
    is_question, at = Move.ASK_STATEMENT in moves, timezone.now()
    form = StatementForm(request.POST or None, is_question=is_question)
    if form.is_valid():
        act = actions.ask_statement if is_question else actions.give_statement
        act(complaint_id=complaint.pk, by=standing_in(request), text=form.cleaned_data["text"], at=at)
        said = (
            _("The public body is asked for a statement.") if is_question else _("The statement is in the file. The deciding desk is told.")
        )
        messages.info(request, said)
        return redirect("workbench:case", complaint.case_number)
    file = case_file(complaint, shown_to=standing_in(request))
    return render(request, "appeals/statement.html", _context(complaint, file, form, at) | {"is_question": is_question})
