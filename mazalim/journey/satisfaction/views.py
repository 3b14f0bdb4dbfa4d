"""Rate, confirm, re-open, dispute: each on its page, behind the same door as the file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.common.clock import day_of
from mazalim.complaints.door import refused_when_late
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint
from mazalim.country.queries import calendar
from mazalim.journey.satisfaction import actions
from mazalim.journey.satisfaction.forms import DisputeForm, RateForm, ReopenForm
from mazalim.journey.satisfaction.queries import disputable_promise
from mazalim.journey.tracking.queries import file_followed
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.work.views import done_once


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """A number from 1 to 5 and a comment, once a round."""
    at = timezone.now()
    form = RateForm(request.POST or None)
    if form.is_valid():
        try:
            actions.rate(complaint_id=complaint.pk, score=form.cleaned_data["score"], comment=form.cleaned_data["comment"], at=at)
        except ImpossibleMove:
            form.add_error(None, _("The answer was rated already, or the time for it is over."))
        else:
            messages.success(request, _("Thank you. Your rating is in the file."))
            return redirect("tracking:file")
    elif request.method == "GET":
        _still_open(complaint, Move.RATE)
    context = {"form": form, "complaint": complaint, "file": file_followed(complaint, at=at), "now": at}
    return render(request, "satisfaction/rate.html", context, status=409 if form.has_error("__all__") else 200)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The matter is settled."""
    at = timezone.now()
    if request.method == "POST":
        actions.confirm(complaint_id=complaint.pk, at=at)
        messages.success(request, _("Thank you. The file is closed."))
        return redirect("tracking:file")
    _still_open(complaint, Move.CONFIRM)
    return render(request, "satisfaction/confirm.html", {"complaint": complaint, "file": file_followed(complaint, at=at), "now": at})


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Something is missing: the same file, another officer, half the time."""
    at = timezone.now()
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reopen(complaint_id=complaint.pk, reason=form.cleaned_data["reason"], at=at)
        except actions.CannotReopen:
            form.add_error(None, _("The file cannot be re-opened any more."))
        else:
            messages.success(request, _("The file is open again. The supervisor has it."))
            return redirect("tracking:file")
    elif request.method == "GET":
        _still_open(complaint, Move.REOPEN)
    context = {"form": form, "complaint": complaint, "file": file_followed(complaint, at=at), "span": complaint.terms.next_round, "now": at}
    return render(request, "satisfaction/reopen.html", context, status=409 if form.has_error("__all__") else 200)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, complaint: Complaint, reply: int, number: int) -> HttpResponse:
    """A promise was not kept."""
    at = timezone.now()
    promised = file_followed(complaint, at=at).promise(reply, number)
    if promised is None or disputable_promise(complaint, reply=reply, number=number, on=day_of(at, calendar().zone)) is None:
        raise Http404
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.break_commitment(complaint_id=complaint.pk, reply=reply, number=number, reason=reason, at=at)
        except (actions.NothingToDispute, ImpossibleMove):
            form.add_error(None, _("The file is open already: add a message instead."))
        else:
            messages.success(request, _("The file is open again. The supervisor has it."))
            return redirect("tracking:file")
    context = {"form": form, "complaint": complaint, "promised": promised, "now": at}
    return render(request, "satisfaction/dispute.html", context, status=409 if form.has_error("__all__") else 200)


def _still_open(complaint: Complaint, what: Move) -> None:
    """Raises ImpossibleMove before anybody types into a page that leads nowhere."""
    if what not in moves_open(complaint, by=actor_complainant(), at=timezone.now()):
        raise ImpossibleMove(what)
