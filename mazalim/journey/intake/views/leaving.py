"""Erase and leave; save and finish later."""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.complainants.contacts import masked
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import ContactForm
from mazalim.journey.intake.steps import step_named
from mazalim.journey.intake.views.asking import DRAFT, Here, gone, held, nothing_held, opened_here, posted, show, walk_in
from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once, then destroy the draft with its files."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        mine = None
        if request.method != "POST":  # else it is as erased as can be
            return gone(request)
    if mine is None and held(request) is None:
        return nothing_held(request)
    if request.method == "POST":
        is_for_other = mine is not None and mine[0].draft.is_for_other
        if mine is not None:
            with suppress(actions.DraftGone):
                actions.erase(draft_id=mine[0].draft.pk, token=mine[1], at=at)
        if is_for_other:  # the officer stays signed in
            request.session.pop(DRAFT, None)
            return redirect("counter:begin")
        request.session.flush()
        return redirect("intake:erased")
    return render(request, "intake/leave/erase.html")


@login_not_required
@personal
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Nothing is left, in this browser either."""
    return render(request, "intake/leave/erased.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest) -> HttpResponse:
    """How to open the draft again on any device; asks for a contact where none is given yet."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
        if mine is None:
            return nothing_held(request)
        if mine[0].draft.is_for_other:  # it ends with the officer's session
            return redirect("intake:go_on")
        here = Here(mine[0].draft, mine[1], walk_in(mine[0], at=at), step_named("contact"), at, returns=False)
        content = here.walk.content
        if content.contact and content.verify_by:
            return show(request, here, template="intake/leave/later.html", masked=masked(content.verify_by, content.contact))
        form = ContactForm(posted(request), walk=here.walk)
        if request.method == "POST" and form.is_valid():
            here.write(form.changes())
            return redirect("intake:later")
    except actions.DraftGone:
        return gone(request)
    return show(request, here, form, template="intake/leave/later_contact.html")


@login_not_required
@personal
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Leave this device: the draft stays, this browser no longer opens it."""
    request.session.pop(DRAFT, None)
    request.session.cycle_key()
    return redirect("intake:closed")


@login_not_required
@personal
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """The draft waits, and nothing is left in this browser."""
    return render(request, "intake/leave/closed.html")
