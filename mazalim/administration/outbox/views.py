"""Dead letters of the outbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.outbox import actions, queries
from mazalim.complaints.door import standing_in
from mazalim.web import formats
from mazalim.web.paging import cursor_in
from mazalim.work.actions import NothingToRetry


@administrators_only
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What could not be sent or done."""
    return render(request, "administration/outbox/outbox.html", {"listed": queries.dead_letters(cursor=cursor_in(request.GET))})


@administrators_only
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try one again, or put it away."""
    act = actions.put_away if "put_away" in request.POST else actions.retry
    try:
        act(by=standing_in(request), job_id=job_id, at=timezone.now())
    except NothingToRetry:
        messages.info(request, _("This is off the list already, or what it had to send was wiped."))
    else:
        said = _("It is put away.") if "put_away" in request.POST else _("It waits to be tried again.")
        messages.success(request, said)
    return redirect("administration:outbox")


@administrators_only
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """Try all again that can be."""
    number = actions.retry_all(by=standing_in(request), at=timezone.now())
    said = ngettext("%(number)s waits to be tried again.", "%(number)s wait to be tried again.", number)
    messages.success(request, said % {"number": formats.count(number)})
    return redirect("administration:outbox")
