"""One case and its enclosures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import as_attachment, as_preview, case_opened, case_shown_to, standing_in
from mazalim.complaints.queries import stored_file_shown_to
from mazalim.country.queries import calendar
from mazalim.evidence.models import StoredFile
from mazalim.journey.workbench.queries.cases import AT_HAND, case_page
from mazalim.web.views import personal


@personal
@require_safe
def case(request: HttpRequest, case_number: str) -> HttpResponse:
    """One case: the timeline, the facts, and the acts that are open."""
    standing, at = standing_in(request), timezone.now()
    complaint, openings = case_opened(request, case_number, *AT_HAND)
    context: dict[str, Any] = {"case": case_page(standing, complaint, openings, at=at), "complaint": complaint, "now": at}
    return render(request, "workbench/case.html", context | {"today": day_of(at, calendar().zone)})


@personal
@require_safe
def enclosure(request: HttpRequest, case_number: str, public_id: str) -> HttpResponseBase:
    """One enclosure, streamed as an attachment."""
    return as_attachment(_stored(request, case_number, public_id))


@personal
@require_safe
def preview(request: HttpRequest, case_number: str, public_id: str) -> HttpResponseBase:
    """An image or a PDF among the enclosures, to be looked at."""
    return as_preview(_stored(request, case_number, public_id))


def _stored(request: HttpRequest, case_number: str, public_id: str) -> StoredFile:
    file = stored_file_shown_to(standing_in(request), case_shown_to(request, case_number), public_id, at=timezone.now())
    if file is None:
        raise Http404
    return file
