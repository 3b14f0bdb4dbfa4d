"""The one way by which a view comes to a complaint. Everything that is not allowed answers 404, exactly like a case that does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.queries import Standing, standing_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import note_opening
from mazalim.complaints.lifecycle import ImpossibleMove, StaleVersion
from mazalim.complaints.models import Complaint
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of, name_of
from mazalim.web.views import conflict

_TOO_LATE = _("This cannot be done any more: the case has moved on since you opened the page.")
_WAS_QUICKER = _(
    "Somebody else changed this case while you had the page open. Nothing of yours was saved over it. Look at the case again before you go on."
)


def standing_in(request: HttpRequest) -> Standing:
    """The signed-in officer's roles, read once a request."""
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)  # type: ignore[attr-defined,arg-type]  # our own attribute; LoginRequiredMiddleware stands before
    return request.standing  # type: ignore[attr-defined]


def case_shown_to(request: HttpRequest, case_number: str) -> Complaint:
    """The case for an officer's page, with body, desk, category, officer and place at hand; notes the day's first view. Raises Http404."""
    standing = standing_in(request)
    shown = complaints_shown_to(standing).select_related("body", "desk", "category", "officer", "drafter", "place", "appeal_desk")
    complaint = shown.filter(case_number=case_number).first()
    if complaint is None:
        raise Http404
    note_opening(complaint=complaint, standing=standing, at=timezone.now())
    return complaint


def refused_when_late(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 409 with the reason where the move is not possible any more or somebody else was quicker."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (ImpossibleMove, StaleVersion) as error:
            explanation = _WAS_QUICKER if isinstance(error, StaleVersion) else _TOO_LATE
            return conflict(request, explanation=str(explanation), back=request.path)

    return guarded


def as_attachment(file: StoredFile) -> StreamingHttpResponse:
    """A stored file for the reader whom the caller has let in: streamed, never shown in the page, and harmless where a browser opens it all the same."""
    response = StreamingHttpResponse(contents_of(file), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name_of(file)) or "attachment"
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response
