"""Write a reply, look at it as the complainant will, agree to it; follow what was promised."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, Proposal
from mazalim.complaints.paging import cursor_in
from mazalim.complaints.queries import case_file
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk
from mazalim.journey.casework.queries import proposal_waiting
from mazalim.journey.casework.rules import is_second_person
from mazalim.journey.replies import actions
from mazalim.journey.replies.actions.drafting import WRITING
from mazalim.journey.replies.forms import ApproveForm, DraftForm, HandInForm, KeepForm, SendBackForm, initial_of
from mazalim.journey.replies.queries import (
    approvals_for,
    commitment_shown_to,
    commitments_for,
    open_draft,
    points_of,
    what_lacks,
    words_of,
)
from mazalim.journey.replies.rules import outcomes_open
from mazalim.web.views import personal
from mazalim.work.views import done_once


def _back_to_case(complaint: Complaint) -> HttpResponse:
    return redirect("workbench:case", complaint.case_number)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, case_number: str) -> HttpResponse:
    """Write the reply point by point. A colleague's draft is shown, never overwritten."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    written, file = open_draft(complaint), case_file(complaint, shown_to=standing)
    if not moves & WRITING and request.method == "GET":
        return _back_to_case(complaint)
    context: dict[str, Any] = {"complaint": complaint, "file": file, "draft": written, "now": at}
    points = points_of(complaint, file.lodged)
    if written is not None and written.author_id != standing.officer_id and request.method == "GET":
        may_take_over = complaint.officer_id == standing.officer_id
        return render(request, "replies/colleague.html", context | {"words": words_of(written, points), "may_take_over": may_take_over})
    form = DraftForm(
        request.POST or None,
        initial=initial_of(written),
        points=points,
        outcomes=outcomes_open(at_central_desk=complaint.desk.kind == Desk.Kind.CENTRAL),
        promises=len(written.commitments) if written else 0,
        today=day_of(at, calendar().zone),
    )
    status = 200
    if form.is_valid():
        try:
            actions.save_draft(
                complaint_id=complaint.pk,
                by=standing,
                version=form.cleaned_data["version"],
                summary=form.cleaned_data["summary"],
                points=form.points_typed(),
                commitments=form.promises_typed(),
                at=at,
            )
        except ImpossibleMove:
            form.add_error(
                None, _("The case has moved on meanwhile and no reply can be written now. What you typed is below, but it is not saved.")
            )
            status = 409
        except actions.ColleaguesDraft:
            form.add_error(None, _("A colleague began a reply meanwhile. What you typed is below, but it is not saved."))
            status = 409
        except actions.DraftChanged:
            form.add_error(None, _("This reply was saved in another window meanwhile. What you typed is below, but it is not saved."))
            status = 409
        else:
            if request.POST.get("then") == "look":
                return redirect("replies:preview", case_number)
            messages.info(request, _("Your draft is saved."))
            return redirect("replies:draft", case_number)
    return render(request, "replies/draft.html", context | {"form": form}, status=status)


@require_POST
@done_once
@refused_when_late
def take_over(request: HttpRequest, case_number: str) -> HttpResponse:
    """Go on with a colleague's draft, for the officer to whom the case is assigned now."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    form = HandInForm(request.POST)
    if form.is_valid():
        try:
            actions.take_over(complaint_id=complaint.pk, by=standing, version=form.cleaned_data["version"], at=timezone.now())
        except (actions.NoDraft, actions.DraftChanged):
            messages.info(request, _("Your colleague has changed the draft meanwhile. Read it again first."))
    return redirect("replies:draft", case_number)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, case_number: str) -> HttpResponse:
    """The reply as the complainant will see it; hand it in, or send it where one person may."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    written = open_draft(complaint)
    if written is None or not moves & WRITING or written.author_id != standing.officer_id:
        return redirect("replies:draft", case_number)
    file = case_file(complaint, shown_to=standing)
    points = points_of(complaint, file.lodged)
    form = HandInForm(request.POST or None, initial={"version": written.version})
    if form.is_valid():
        is_alone = request.POST.get("act") == "send" and Move.SEND_REPLY in moves
        act = actions.send_reply if is_alone else actions.hand_in
        try:
            act(complaint_id=complaint.pk, by=standing, version=form.cleaned_data["version"], at=at)
        except (actions.NoDraft, actions.ColleaguesDraft, actions.DraftChanged):
            messages.info(request, _("The draft was changed in another window. Look at it again."))
            return redirect("replies:preview", case_number)
        except actions.Incomplete:
            return redirect("replies:preview", case_number)
        said = _("The reply is on its way to the complainant.") if is_alone else _("The reply waits for a second person.")
        messages.info(request, said)
        return _back_to_case(complaint)
    context = {
        "complaint": complaint,
        "file": file,
        "draft": written,
        "words": words_of(written, points),
        "lacks": what_lacks(written, points),
        "may_send": Move.SEND_REPLY in moves,
        "form": form,
        "now": at,
    }
    return render(request, "replies/preview.html", context)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, case_number: str) -> HttpResponse:
    """The whole reply before a second person: agree and send, or give it back with what must change."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    proposal = proposal_waiting(complaint, Proposal.Act.REPLY, at=at)
    if proposal is None:
        return _back_to_case(complaint)
    may_decide = Move.APPROVE in moves_open(complaint, by=actor_officer(standing), at=at)
    is_back = request.POST.get("act") == "send_back"
    initial = {"version": complaint.version}
    agreeing = ApproveForm(request.POST if request.method == "POST" and not is_back else None, initial=initial)
    returning = SendBackForm(request.POST if is_back else None, initial=initial, prefix="back")
    if agreeing.is_valid():
        actions.approve(complaint_id=complaint.pk, by=standing, version=agreeing.cleaned_data["version"], at=at)
        messages.info(request, _("The reply is on its way to the complainant."))
        return redirect("replies:approvals")
    if returning.is_valid():
        typed = returning.cleaned_data
        actions.send_back(complaint_id=complaint.pk, by=standing, reason=typed["reason"], version=typed["version"], at=at)
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
    return render(request, "replies/approvals.html", {"rows": rows, "listed": page, "now": at})


@personal
@require_safe
def commitments(request: HttpRequest) -> HttpResponse:
    """What was promised and is still to be kept; or what was kept."""
    standing, at = standing_in(request), timezone.now()
    if not standing.works_cases:
        raise Http404
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
    form = KeepForm(request.POST or None)
    if form.is_valid():
        try:
            actions.keep_commitment(commitment_id=commitment_id, by=standing, text=form.cleaned_data["text"], at=at)
        except actions.NotOpen:
            messages.info(request, _("A colleague has said already that this promise is kept."))
        else:
            messages.info(request, _("The promise is kept. The complainant can read what was done."))
        return redirect("replies:commitments")
    may_keep = Move.KEEP_COMMITMENT in moves_open(complaint, by=actor_officer(standing), at=at)
    return render(request, "replies/keep.html", {"complaint": complaint, "promise": promise, "form": form, "may_keep": may_keep, "now": at})
