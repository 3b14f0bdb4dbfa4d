"""Conflict of interest: who the official is, back to the ordinary desk, stepping back from a case, and lifting an exclusion."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.accounts.queries import OfficerFound, officers_named_like
from mazalim.complaints.conflict import stands_outside
from mazalim.complaints.door import refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.queries import case_file
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import DecisionForm, LiftForm, OfficialForm, ReasonForm, RecuseForm
from mazalim.journey.casework.queries import ExclusionRow, accused_officers, exclusion_overseen, exclusions_page
from mazalim.journey.casework.views.frame import act_page, case_for, done, given
from mazalim.web import formats
from mazalim.web.forms import Explained
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def official(request: HttpRequest, case_number: str) -> HttpResponse:
    """Say who the official is, or that it is nobody here. The button of the search sends the form back and changes nothing."""
    complaint = case_for(request, case_number, Move.MATCH_OFFICIAL)
    standing, is_search = standing_in(request), "search" in request.POST
    named = case_file(complaint, shown_to=standing).lodged.get("official") or {}
    words = request.POST.get("q", request.GET.get("q", named.get("name", "")))
    found = officers_named_like(words, near=None if complaint.state == State.SCREENING else complaint.body)
    known = accused_officers(complaint)
    choices = [*_choices(found), *((one.pk, one.name) for one in known if one.pk not in {row.officer_id for row in found})]
    is_outside = stands_outside(complaint, standing.officer_id)
    initial = {"version": request.POST.get("version", complaint.version), "q": words, "found": complaint.official_found}
    initial |= {
        "officers": request.POST.getlist("officers") or [str(one.pk) for one in known],
        "reason": request.POST.get("reason", ""),
    }
    form = OfficialForm(None if is_search else request.POST or None, choices=choices, initial=initial)
    if not is_outside:
        form.fields["found"].choices = form.fields["found"].choices[:1]  # type: ignore[attr-defined]  # a choice field
    if form.is_valid():
        return _ruled(request, complaint, form)
    context = {"named": named, "words": words, "found": found, "is_search": is_search, "is_outside": is_outside, "known": known}
    return act_page(request, "conflicts/official", complaint, form, **context)


def _choices(found: Iterable[OfficerFound]) -> list[tuple[int, Explained]]:
    return [(one.officer_id, Explained(one.name, " · ".join(formats.in_language(names)[0] for names in one.place_names))) for one in found]


def _ruled(request: HttpRequest, complaint: Complaint, form: OfficialForm) -> HttpResponse:
    ruling, reason = form.cleaned_data["found"], form.cleaned_data["reason"]
    if ruling == "matched":
        actions.match_official(**given(request, complaint, form), officers=form.cleaned_data["officers"], reason=reason)
        return done(request, complaint, _("The officers chosen see nothing of this case any more."))
    actions.rule_out_official(**given(request, complaint, form), found=ruling, reason=reason)
    return done(request, complaint, _("The file says now who the official is not."))


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, case_number: str) -> HttpResponse:
    """Give the case to the ordinary desk of its body."""
    complaint = case_for(request, case_number, Move.RELEASE)
    if not stands_outside(complaint, standing_in(request).officer_id):
        raise PermissionDenied
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        try:
            actions.release(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        except actions.NotClean:
            form.add_error(None, _("The case has to stay here: an accused officer works in this public body, or stands over it."))
        else:
            return done(request, complaint, _("The case lies with the desk that deals with such matters."))
    return act_page(request, "conflicts/release", complaint, form)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, case_number: str) -> HttpResponse:
    """Step back from the case."""
    complaint = case_for(request, case_number, Move.RECUSE)
    form = RecuseForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        words = form.cleaned_data
        actions.recuse(**given(request, complaint, form), reason=words["reason"], text=words["text"])
        return done(request, complaint, _("You have stepped back. You see nothing of this case any more."))
    return act_page(request, "conflicts/recuse", complaint, form)


# --- Lifting an exclusion -----------------------------------------------------------------------


@personal
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """Who is excluded from which case, without a word of the cases."""
    standing, at = standing_in(request), timezone.now()
    if not standing.oversees_conflicts:
        raise PermissionDenied
    page = exclusions_page(standing, cursor=cursor_in(request.GET), at=at)
    return render(request, "casework/conflicts/list.html", {"listed": page, "now": at})


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, exclusion_id: int) -> HttpResponse:
    """Propose to lift an exclusion, or decide what a colleague proposed."""
    standing = standing_in(request)
    row = exclusion_overseen(standing, exclusion_id, at=timezone.now())
    if row is None:
        raise Http404
    if row.proposal is None:
        return _propose(request, row)
    is_mine = row.proposal.proposed_by_id == standing.officer_id
    form = DecisionForm(None if is_mine else request.POST or None, initial={"version": row.exclusion.complaint.version})
    if form.is_valid():
        of_case: dict[str, Any] = {"complaint_id": row.exclusion.complaint_id, "by": standing, "at": timezone.now()}
        try:
            if form.cleaned_data["decision"] == DecisionForm.AGREE:
                actions.lift(**of_case)
                messages.info(request, _("The exclusion is lifted. Auditors see it."))
            else:
                actions.decline_lift(**of_case, reason=form.cleaned_data["why"])
                messages.info(request, _("The exclusion stays."))
        except actions.NotTheirs:  # since the page was opened it was lifted, or who decides came to stand too near
            raise Http404 from None
        return redirect("casework:conflicts")
    return render(request, "casework/conflicts/lift.html", {"row": row, "form": form, "is_mine": is_mine})


def _propose(request: HttpRequest, row: ExclusionRow) -> HttpResponse:
    form = LiftForm(request.POST or None)
    if form.is_valid():
        of_case: dict[str, Any] = {"complaint_id": row.exclusion.complaint_id, "exclusion_id": row.exclusion.pk}
        try:
            actions.propose_lift(**of_case, by=standing_in(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except actions.NotTheirs:
            raise Http404 from None
        messages.info(request, _("It is proposed to lift the exclusion. Another person decides."))
        return redirect("casework:conflicts")
    return render(request, "casework/conflicts/lift.html", {"row": row, "form": form})
