"""Open an issue, write down what is done about it, and end it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.accounts.models import Officer
from mazalim.common.clock import day_of
from mazalim.common.text import number_in
from mazalim.complaints.door import standing_in
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.queries import bodies_named_like, body_row, categories_of
from mazalim.journey.systemic import actions
from mazalim.journey.systemic.forms import ChangeForm, EndForm, MendForm, OpenForm
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.systemic.queries import bodies_managed, may_manage, number_of_cases, owners_for
from mazalim.journey.systemic.rules import what_lacks
from mazalim.journey.systemic.views.frame import managed_issue
from mazalim.web.views import conflict, personal
from mazalim.work.views import done_once


@personal
@done_once
@require_http_methods(["GET", "POST"])
def open_issue(request: HttpRequest) -> HttpResponse:
    """A new issue: of which body, what it is, who sees to it."""
    standing = standing_in(request)
    if not (standing.bodies or standing.is_central):
        raise Http404
    asked = number_in(request.GET.get("body"))
    managed = bodies_managed(standing)
    body = body_row(asked) if asked is not None else None
    if body is None and len(managed) == 1 and not standing.is_central:
        body = managed[0]
    if body is None:
        words = request.GET.get("q", "")[:100]
        found = bodies_named_like(words) if standing.is_central and words else managed
        return render(request, "systemic/choose_body.html", {"bodies": found, "words": words})
    if not may_manage(standing, body.pk):
        raise Http404
    initial = {"category": request.GET.get("category", ""), "owner": standing.officer_id}
    form = OpenForm(request.POST or None, categories=categories_of(body.pk), owners=_owners(request, body_id=body.pk), initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.open_issue(
                by=standing,
                body_id=body.pk,
                category_id=typed["category"],
                title=typed["title"],
                owner_id=typed["owner"],
                at=timezone.now(),
            )
        except actions.NotAnOwner:
            form.add_error("owner", _("This officer does not work for the body any more"))
        else:
            messages.info(request, _("The issue is open. Tie the complaints to it that come from it."))
            return redirect("systemic:tie", made.pk)
    return render(request, "systemic/open.html", {"form": form, "body": body})


def _owners(request: HttpRequest, *known: Officer, body_id: int) -> list[Officer]:
    """Who may see to an issue: the body's officers, whoever does now, and the reader, since a central officer may see to that of any body."""
    found = {officer.pk: officer for officer in owners_for(body_id)}
    return list({**found, **{officer.pk: officer for officer in (*known, cast(Officer, request.user))}}.values())


def _late(request: HttpRequest, pk: int) -> HttpResponse:

    return conflict(request, explanation=_("Somebody else changed this issue meanwhile."), back=reverse("systemic:issue", args=[pk]))


@personal
@done_once
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Cause, corrective action, owner and date."""
    found, standing = managed_issue(request, pk)
    at = timezone.now()
    initial = {
        "title": found.title,
        "owner": found.owner_id,
        "cause": found.cause,
        "measure": found.measure,
        "due_date": found.due_date,
        "version": found.version,
    }
    form = ChangeForm(
        request.POST or None,
        owners=_owners(request, found.owner, body_id=found.body_id),
        today=day_of(at, calendar().zone),
        initial=initial,
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.change_issue(
                issue_id=pk,
                by=standing,
                version=typed["version"],
                title=typed["title"],
                owner_id=typed["owner"],
                cause=typed["cause"],
                measure=typed["measure"],
                due_date=typed["due_date"],
                at=at,
            )
        except actions.NotAnOwner:
            form.add_error("owner", _("This officer does not work for the body any more"))
        except (actions.IssueChanged, actions.NotOpen):
            return _late(request, pk)
        else:
            messages.info(request, _("Kept."))
            return redirect("systemic:issue", pk)
    return render(request, "systemic/change.html", {"form": form, "issue": found})


@personal
@done_once
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is mended: two lines for everybody, and each complainant is told."""
    found, standing = managed_issue(request, pk)
    at = timezone.now()
    form = MendForm(request.POST or None, languages=policy_at(at).languages, initial={"version": found.version})
    if form.is_valid():
        try:
            actions.mend(
                issue_id=pk, by=standing, version=form.cleaned_data["version"], said=form.lines("said"), did=form.lines("did"), at=at
            )
        except (actions.IssueChanged, actions.NotOpen, actions.Unfinished):
            return _late(request, pk)
        messages.info(request, _("The issue is mended. Everybody who complained about it is being told."))
        return redirect("systemic:issue", pk)
    context = {"form": form, "issue": found, "lacks": what_lacks(found), "number": number_of_cases(found, standing)}
    return render(request, "systemic/mend.html", context)


@personal
@done_once
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an open issue up, or open an ended one again."""
    found, standing = managed_issue(request, pk)
    form = EndForm(request.POST or None, initial={"version": found.version})
    is_open = found.state == SystemicIssue.State.OPEN
    if form.is_valid():
        act = actions.give_up if is_open else actions.open_again
        try:
            act(issue_id=pk, by=standing, version=form.cleaned_data["version"], reason=form.cleaned_data["reason"], at=timezone.now())
        except (actions.IssueChanged, actions.NotOpen):
            return _late(request, pk)
        messages.info(request, _("The issue is given up.") if is_open else _("The issue is open again."))
        return redirect("systemic:issue", pk)
    return render(request, "systemic/end.html", {"form": form, "issue": found, "is_open": is_open})
