"""Close a body, merge it into another, and see how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.closing import actions
from mazalim.administration.closing.queries import leaving
from mazalim.administration.frame.bodies import BodyChoice
from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.models import Closing
from mazalim.complaints.door import standing_in
from mazalim.directory.models import PublicBody
from mazalim.work.views import done_once


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def close_body(request: HttpRequest, code: str) -> HttpResponse:
    """Close a body: who takes its cases over?"""
    return _ask(request, code, is_merging=False)


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def merge_body(request: HttpRequest, code: str) -> HttpResponse:
    """Merge a body into another: its desks, officers and cases go along."""
    return _ask(request, code, is_merging=True)


def _ask(request: HttpRequest, code: str, *, is_merging: bool) -> HttpResponse:
    body = get_object_or_404(PublicBody, code=code)
    at = timezone.now()
    found = leaving(body, at=at)
    needs_receiver = is_merging or bool(found.cases)
    choice = BodyChoice(request.GET, request.POST or None, but={body.pk})
    refused = ""
    if request.method == "POST" and (choice.chosen is not None or not needs_receiver):
        try:
            closing = actions.begin_closing_body(
                by=standing_in(request), body_id=body.pk, receiver=choice.chosen, is_merging=is_merging, at=at
            )
        except actions.BodyIsNeeded:
            refused = _("This body is closed or being closed, is taking over cases itself, or holds the central desk.")
        except actions.HasBodiesUnderIt:
            refused = _("Bodies stand under it. Close or move them first.")
        except actions.NoReceiver:
            refused = _("This body cannot take the cases: it has no general desk, or is being closed itself.")
        else:
            messages.success(request, _("It has begun. The body accepts no complaints any more."))
            return redirect("administration:closing", closing.pk)
    context = {"body": body, "leaving": found, "choice": choice, "needs_receiver": needs_receiver, "is_merging": is_merging}
    return render(request, "administration/closing/close.html", context | {"refused": refused})


@administrators_only
@require_safe
def closing(request: HttpRequest, closing_id: int) -> HttpResponse:
    """How far the cases have come."""
    rows = Closing.objects.select_related("body", "receiver", "desk", "receiving_desk", "begun_by")
    return render(request, "administration/closing/progress.html", {"closing": get_object_or_404(rows, pk=closing_id)})
