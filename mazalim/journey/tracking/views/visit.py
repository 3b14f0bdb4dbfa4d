"""The visit of a complainant: the session holds which complaint, until when, and a sign of the code that opened it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mazalim.common.clock import stamp, unstamp
from mazalim.common.database.kept import rows_of
from mazalim.complaints.access import Follower, complaints_shown_to
from mazalim.complaints.models import Complaint
from mazalim.web.views import personal, renew_id

KEY = "following"
IDLE = timedelta(minutes=30)
# The session is written at most this often, so that reading a page does not cost a write.
WRITTEN_EVERY = timedelta(minutes=2)


def begin_visit(request: HttpRequest, follower: Follower, *, at: datetime) -> None:
    """Let the browser that showed code and contact in. The session gets a new id, so that nobody waits in a session that was laid before."""
    visit = visit_of(follower, at=at)
    renew_id(request.session)
    request.session[KEY] = visit


def visit_of(follower: Follower, *, at: datetime) -> dict[str, Any]:
    """What a session holds of a visit that begins now."""
    complaint = complaints_shown_to(follower).only("code_hash").get()
    return {"complaint": complaint.pk, "until": stamp(at + IDLE), "sign": _sign(complaint)}


def end_visit(request: HttpRequest) -> None:
    """Close the file in this browser."""
    if request.session.pop(KEY, None) is not None:
        request.session.cycle_key()


def _sign(complaint: Complaint) -> str:
    return bytes(complaint.code_hash).hex()[:16]


def for_follower(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """Give a view the complaint that this browser follows, with body, desk, category and place.

    404 for who follows none, with the way to the door; whose 30 minutes are over, or whose code was renewed elsewhere, goes back to the door and is told why.
    """

    @login_not_required
    @personal
    @wraps(view)
    def visited(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        at, visit = timezone.now(), request.session.get(KEY)
        if visit is None:
            return render(request, "tracking/door/shut.html", status=404)
        found = rows_of(Complaint, "followed", _followed, visit["complaint"]) if unstamp(visit["until"]) >= at else []
        complaint = found[0] if found else None
        if complaint is None or _sign(complaint) != visit["sign"]:
            end_visit(request)
            messages.info(request, _("The file was closed, because nothing happened on this page for 30 minutes or its code has changed."))
            return redirect("tracking:enter")
        if unstamp(visit["until"]) < at + IDLE - WRITTEN_EVERY:
            request.session[KEY] = {**visit, "until": stamp(at + IDLE)}
        return view(request, complaint, *args, **kwargs)

    return visited


def _followed(complaint_id: int) -> QuerySet[Complaint]:
    return complaints_shown_to(Follower(complaint_id)).select_related("body", "desk", "category", "place", "pending_contact")
