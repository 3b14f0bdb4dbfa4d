"""What was promised, and what became of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, refused_when_late, standing_in, standing_with_cases
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.country.queries import calendar, policy_at
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.forms import CANNOT_KEEP_NOW
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.replies import actions
from mazalim.journey.replies.forms.promising import KeepForm
from mazalim.journey.replies.queries import commitment_shown_to, commitments_for
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@require_safe
def commitments(request: HttpRequest) -> HttpResponse:
    """What was promised and is still to be kept; or what was kept."""
    standing, at = standing_with_cases(request), timezone.now()
    which = request.GET.get("show", "open")
    which = which if which in {"open", "own", "kept"} else "open"
    rows, page = commitments_for(standing, which=which, cursor=cursor_in(request.GET))
    context = {"rows": rows, "listed": page, "which": which, "now": at, "today": day_of(at, calendar().zone)}
    return render(request, "replies/commitments.html", context)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, case_number: str, commitment_id: int) -> HttpResponse:
    """Say that a promise is kept, and what proves it."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    promise = commitment_shown_to(standing, commitment_id)
    if promise is None or promise.commitment.complaint_id != complaint.pk:
        raise Http404
    is_sent = request.method == "POST"
    form = KeepForm(request.POST if is_sent else None, request.FILES if is_sent else None, policy=policy_at(at))
    if form.is_valid():
        proofs = [actions.Proof(file.name, file) for file in form.cleaned_data["proofs"]]
        try:
            actions.keep_commitment(commitment_id=commitment_id, by=standing, text=form.cleaned_data["text"], proofs=proofs, at=at)
        except (TooLarge, WrongKind, actions.TooManyProofs):
            form.add_error("proofs", _("One of the files cannot be taken"))
        except CannotKeep:
            form.add_error("proofs", CANNOT_KEEP_NOW)
        except actions.NotOpen:
            messages.info(request, _("A colleague has said already that this promise is kept."))
            return redirect("replies:commitments")
        else:
            messages.info(request, _("The promise is kept. The complainant can read what was done."))
            return redirect("replies:commitments")
    may_keep = Move.KEEP_COMMITMENT in moves_open(complaint, by=actor_officer(standing), at=at)
    return render(request, "replies/keep.html", {"complaint": complaint, "promise": promise, "form": form, "may_keep": may_keep, "now": at})
