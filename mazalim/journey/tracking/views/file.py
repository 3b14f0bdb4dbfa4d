"""The file as its complainant reads it. Nothing here changes anything."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.complaints.access import Follower
from mazalim.complaints.door import as_attachment, or_out_of_reach
from mazalim.complaints.models import Complaint
from mazalim.complaints.queries import case_file, downloads_of, stored_file_shown_to
from mazalim.country.queries import policy_at
from mazalim.journey.replies.letters import NoLetter, letter_of, letter_pdf
from mazalim.journey.tracking.queries import file_followed
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.web import formats
from mazalim.web.documents import typeset
from mazalim.web.views import paper


def _page(request: HttpRequest, complaint: Complaint, template: str, *, with_downloads: bool = False) -> HttpResponse:
    at = timezone.now()
    file = file_followed(complaint, at=at)
    context: dict[str, Any] = {"file": file, "complaint": complaint, "now": at}
    return render(request, template, context | ({"downloads": downloads_of(file.case)} if with_downloads else {}))


@for_follower
@require_safe
def file(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """State, clock, what can be done, what has happened, who read it."""
    return _page(request, complaint, "tracking/file/file.html")


@for_follower
@require_safe
def written(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """What the complainant wrote, as lodged."""
    return _page(request, complaint, "tracking/file/written.html")


@for_follower
@require_safe
def openings(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Every opening: role, body, moment; and every time the name was opened, with the reason."""
    return _page(request, complaint, "tracking/file/openings.html", with_downloads=True)


@for_follower
@require_safe
def whole(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The whole file on one page, oldest first, for printing."""
    return _page(request, complaint, "tracking/file/whole.html")


@for_follower
@require_safe
def whole_paper(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The whole file as PDF, oldest first, to keep."""
    made = whole_as_pdf(complaint, at=timezone.now())
    return paper(request, made, file_name=f"{complaint.case_number}.pdf")


def whole_as_pdf(complaint: Complaint, *, at: datetime) -> Callable[[], bytes]:
    """What sets the whole file, in the language of the page."""
    context = {"file": file_followed(complaint, at=at), "complaint": complaint, "country": policy_at(at), "now": at}
    return lambda: typeset("tracking/papers/whole.html", context, language=formats.language(), at=at)


@for_follower
@require_safe
def letter(request: HttpRequest, complaint: Complaint, entry: int) -> HttpResponse:
    """One letter of this file as PDF, in the language of the complaint."""
    file = case_file(complaint, shown_to=Follower(complaint.pk))
    try:
        listed = letter_of(file, entry)
    except NoLetter:
        raise Http404 from None
    return paper(request, lambda: letter_pdf(file, entry), file_name=listed.file_name)


@for_follower
@require_safe
@or_out_of_reach
def enclosure(request: HttpRequest, complaint: Complaint, public_id: uuid.UUID) -> HttpResponseBase:
    """One enclosure of this file, as an attachment."""
    stored = stored_file_shown_to(Follower(complaint.pk), complaint, str(public_id))
    if stored is None:
        raise Http404
    return as_attachment(stored)
