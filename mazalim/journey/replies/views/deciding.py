"""A second person agrees to a reply, or gives it back."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.complaints.door import about_to, case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.complaints.models import Proposal
from mazalim.complaints.queries import case_file
from mazalim.journey.casework.queries import proposal_waiting
from mazalim.journey.casework.rules import is_second_person
from mazalim.journey.replies import actions
from mazalim.journey.replies.forms.deciding import ApproveForm, SendBackForm
from mazalim.journey.replies.queries import approvals_for, pauses_contested
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, case_number: str) -> HttpResponse:
    """The whole reply before a second person: agree and send, or give it back with what must change."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    proposal = proposal_waiting(complaint, Proposal.Act.REPLY, at=at)
    if proposal is None:
        return redirect("workbench:case", case_number)
    may_decide = Move.APPROVE in moves_open(complaint, by=actor_officer(standing), at=at)
    is_back = request.POST.get("act") == "send_back"
    initial = {"version": complaint.version}
    agreeing = ApproveForm(request.POST if request.method == "POST" and not is_back else None, initial=initial)
    returning = SendBackForm(request.POST if is_back else None, initial=initial, prefix="back")
    about_to(request, returning if is_back else agreeing)
    if agreeing.is_valid():
        actions.approve(complaint_id=complaint.pk, by=standing, checked=agreeing.checked, version=agreeing.cleaned_data["version"], at=at)
        messages.info(request, _("The reply is on its way to the complainant."))
        return redirect("replies:approvals")
    if returning.is_valid():
        typed = returning.cleaned_data
        actions.send_back(
            complaint_id=complaint.pk, by=standing, reason=typed["reason"], failed=typed["failed"], version=typed["version"], at=at
        )
        messages.info(request, _("The draft is back with its author."))
        return redirect("replies:approvals")
    context = {
        "complaint": complaint,
        "file": case_file(complaint, shown_to=standing),
        "proposal": proposal,
        "words": json.loads(proposal.text),
        "form": agreeing,
        "back_form": returning,
        "may_decide": may_decide,
        "is_own": not is_second_person(proposal, standing.officer_id),
        "now": at,
    }
    return render(request, "replies/approve.html", context)


@personal
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, soonest due first."""
    standing, at = standing_in(request), timezone.now()
    if not standing.may_approve:
        raise Http404
    rows, page = approvals_for(standing, cursor=cursor_in(request.GET), at=at)
    return render(request, "replies/approvals.html", {"rows": rows, "contested": pauses_contested(standing), "listed": page, "now": at})
