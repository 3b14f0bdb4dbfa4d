"""One case and its enclosures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.actions import note_download
from mazalim.complaints.door import as_attachment, as_preview, case_opened, case_shown_to, or_out_of_reach, standing_in
from mazalim.complaints.models import Complaint, Download
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
@or_out_of_reach
def enclosure(request: HttpRequest, case_number: str, public_id: str) -> HttpResponseBase:
    """One enclosure, streamed as an attachment; that it was taken is noted."""
    complaint, file = _stored(request, case_number, public_id)
    response = as_attachment(file)
    _note(request, complaint, public_id, Download.How.TOOK)
    return response


@personal
@require_safe
@or_out_of_reach
def preview(request: HttpRequest, case_number: str, public_id: str) -> HttpResponseBase:
    """An image or a PDF among the enclosures, to be looked at, which is noted; or, with `small`, the little picture of the page itself."""
    complaint, file = _stored(request, case_number, public_id)
    is_small = "small" in request.GET
    response = as_preview(file, is_small=is_small)
    if not is_small:
        _note(request, complaint, public_id, Download.How.LOOKED)
    return response


def _stored(request: HttpRequest, case_number: str, public_id: str) -> tuple[Complaint, StoredFile]:
    complaint = case_shown_to(request, case_number)
    file = stored_file_shown_to(standing_in(request), complaint, public_id, at=timezone.now())
    if file is None:
        raise Http404
    return complaint, file


def _note(request: HttpRequest, complaint: Complaint, public_id: str, how: Download.How) -> None:
    """A look at the headers alone is none."""
    if request.method == "GET":
        note_download(complaint=complaint, public_id=public_id, how=how, standing=standing_in(request), at=timezone.now())
