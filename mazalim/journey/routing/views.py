"""Screening by the central desk."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mazalim.common.clock import stamp, unstamp
from mazalim.complaints.actions import note_openings
from mazalim.complaints.door import standing_in
from mazalim.journey.routing.queries import cases_in_screening
from mazalim.web.views import personal


@personal
@require_GET
def screening(request: HttpRequest) -> HttpResponse:
    """What names no public body, and what waits for a ruling: the oldest first, each with suggestions."""
    standing, at = standing_in(request), timezone.now()
    if not standing.is_central:
        raise PermissionDenied
    page = cases_in_screening(shown_to=standing, after=_cursor(request.GET.get("after", "")), at=at)
    # The page shows the complainants' words, so each of them may see that it was opened.
    note_openings(complaints=[case.complaint for case in page.cases], standing=standing, at=at)
    after = f"{stamp(page.after[0])}~{page.after[1]}" if page.after else ""
    return render(
        request, "routing/screening.html", {"cases": page.cases, "after": after, "is_first": "after" not in request.GET, "now": at}
    )


def _cursor(text: str) -> tuple[datetime, int] | None:
    """Where the page before ended; None for the first page and for what nobody's link holds."""
    moment, _, pk = text.partition("~")
    try:
        return unstamp(moment), int(pk)
    except ValueError:
        return None
