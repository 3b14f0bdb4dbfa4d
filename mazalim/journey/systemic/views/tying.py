"""Tie cases to an issue: several from its list, or one from its own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.journey.systemic import actions
from mazalim.journey.systemic.forms import TieCaseForm, TieForm
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.systemic.queries import cases_to_tie, issue_of, issues_shown_to
from mazalim.journey.systemic.views.frame import issue_for
from mazalim.web import formats
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """The body's cases of the category that are tied to nothing yet."""
    found, standing = issue_for(request, pk)
    if found.state != SystemicIssue.State.OPEN:
        return redirect("systemic:issue", pk)
    page = cases_to_tie(found, standing, cursor=cursor_in(request.GET))
    form = TieForm(request.POST or None, numbers=[case.case_number for case in page.rows])
    if form.is_valid():
        done = actions.tie(issue_id=pk, case_numbers=form.cleaned_data["case"], by=standing, at=timezone.now())
        words = ngettext("%(number)s case is tied to the issue.", "%(number)s cases are tied to the issue.", done.tied)
        messages.info(request, words % {"number": formats.count(done.tied)})
        if done.left:
            words = ngettext("%(number)s case was tied elsewhere meanwhile.", "%(number)s cases were tied elsewhere meanwhile.", done.left)
            messages.info(request, words % {"number": formats.count(done.left)})
        return redirect("systemic:issue", pk)
    return render(request, "systemic/tie.html", {"form": form, "issue": found, "listed": page, "now": timezone.now()})


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def tie_case(request: HttpRequest, case_number: str) -> HttpResponse:
    """One case: to which issue it belongs, or that it belongs to none after all."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    if Move.TIE not in moves_open(complaint, by=actor_officer(standing), at=at):
        raise Http404
    tied = issue_of(complaint)
    if tied is not None:
        if request.method == "POST":
            actions.untie(complaint_id=complaint.pk, by=standing, at=at)
            messages.info(request, _("The case is not tied to the issue any more."))
            return redirect("workbench:case", case_number)
        return render(request, "systemic/untie_case.html", {"complaint": complaint, "issue": tied})
    issues = list(issues_shown_to(standing).filter(state=SystemicIssue.State.OPEN, body=complaint.body_id).order_by("-opened_at")[:50])
    form = TieCaseForm(request.POST or None, issues=[(one.pk, one.title) for one in issues])
    if form.is_valid():
        actions.tie(issue_id=form.cleaned_data["issue"], case_numbers=[case_number], by=standing, at=at)
        messages.info(request, _("The case is tied to the issue."))
        return redirect("workbench:case", case_number)
    return render(request, "systemic/tie_case.html", {"complaint": complaint, "form": form, "issues": issues})
