"""Take the whole file along as one archive."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.models import Complaint
from mazalim.journey.tracking.bundle import bundle_of
from mazalim.journey.tracking.views.file import whole_as_pdf
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.web.documents import Busy, TooLong
from mazalim.web.views import shut_in, unavailable
from mazalim.work import limits


@for_follower
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, complaint: Complaint) -> HttpResponseBase:
    """What the archive holds; a POST streams it."""
    at = timezone.now()
    if request.method != "POST":
        return _page(request, complaint)
    if not limits.count("archives_per_complaint", str(complaint.pk), at=at):
        return _page(request, complaint, refused=_("You have taken the file along many times today. Try again tomorrow."), status=429)
    try:
        blocks = bundle_of(complaint, paper=whole_as_pdf(complaint, at=at), at=at)
    except (Busy, TooLong):
        return unavailable(request)
    response = StreamingHttpResponse(blocks, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{complaint.case_number}.zip") or "attachment"
    shut_in(response)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, complaint: Complaint, *, refused: str = "", status: int = 200) -> HttpResponse:
    return render(request, "tracking/papers/take.html", {"complaint": complaint, "refused": refused}, status=status)
