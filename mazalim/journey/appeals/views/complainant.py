"""Appeal and take the appeal back: behind the same door as the file."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import refused_when_late
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint, State
from mazalim.country.queries import calendar, policy_at
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.forms import CANNOT_KEEP_NOW
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.appeals import actions
from mazalim.journey.appeals.forms import AppealForm
from mazalim.journey.appeals.queries import appeal_desk_for, first_instance_of
from mazalim.journey.appeals.rules import against_what
from mazalim.journey.tracking.actions import NamedFile
from mazalim.journey.tracking.queries import file_followed
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.work.views import done_once

CHANGE, SEND = "change", "send"


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """What should be examined; then a page to check, on which the files are added and the appeal is sent."""
    at, step = timezone.now(), request.POST.get("step", "")
    if Move.APPEAL not in moves_open(complaint, by=actor_complainant(), at=at):
        if not request.POST.get("text"):
            raise ImpossibleMove(Move.APPEAL)
        late = AppealForm(request.POST, policy=policy_at(at))
        late.add_error(None, _("You cannot appeal any more: the file has moved on since you opened the page. What you wrote is below."))
        return _page(request, "appeal", complaint, late, at, status=409)
    if request.method == "GET" or step == CHANGE:
        form = AppealForm(policy=policy_at(at), initial={"text": request.POST.get("text", "")})
        return _page(request, "appeal", complaint, form, at)
    form = AppealForm(request.POST, request.FILES, policy=policy_at(at))
    if not form.is_valid():
        return _page(request, "check" if "text" not in form.errors else "appeal", complaint, form, at)
    if step == SEND:
        files = [NamedFile(file.name, file) for file in form.cleaned_data["enclosures"]]
        try:
            actions.appeal(complaint_id=complaint.pk, text=form.cleaned_data["text"], files=files, at=at)
        except (TooLarge, WrongKind, actions.TooManyFiles):
            form.add_error("enclosures", _("One of the files cannot be taken"))
        except CannotKeep:
            form.add_error("enclosures", CANNOT_KEEP_NOW)
        else:
            return redirect("appeals:done")
    return _page(request, "check", complaint, form, at)


def _page(request: HttpRequest, name: str, complaint: Complaint, form: AppealForm, at: datetime, status: int = 200) -> HttpResponse:
    days = calendar()
    context: dict[str, Any] = {
        "complaint": complaint,
        "form": form,
        "file": file_followed(complaint, at=at),
        "against": against_what(complaint),
        "desk": appeal_desk_for(complaint, barred=first_instance_of(complaint)),
        "decided_by": days.add(day_of(at, days.zone), complaint.terms.appeal),
        "span": complaint.terms.appeal,
        "now": at,
    }
    return render(request, f"appeals/{name}.html", context, status=status)


@for_follower
@require_safe
def done(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Who decides, and by when."""
    if complaint.state != State.UNDER_APPEAL:
        return redirect("tracking:file")
    at = timezone.now()
    return render(request, "appeals/done.html", {"complaint": complaint, "file": file_followed(complaint, at=at), "now": at})


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Take the appeal back, asked once, in words."""
    at = timezone.now()
    if request.method == "POST":
        actions.withdraw_appeal(complaint_id=complaint.pk, at=at)
        messages.success(request, _("The appeal is withdrawn. The file is as it was before."))
        return redirect("tracking:file")
    if Move.WITHDRAW_APPEAL not in moves_open(complaint, by=actor_complainant(), at=at):
        raise ImpossibleMove(Move.WITHDRAW_APPEAL)
    return render(request, "appeals/withdraw.html", {"complaint": complaint, "file": file_followed(complaint, at=at), "now": at})
