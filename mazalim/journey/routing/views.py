"""Screening by the central desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mazalim.complaints.actions import note_openings
from mazalim.complaints.door import standing_in
from mazalim.complaints.paging import cursor_in
from mazalim.journey.routing.queries import cases_in_screening
from mazalim.web.views import personal


@personal
@require_GET
def screening(request: HttpRequest) -> HttpResponse:
    """What names no public body, and what waits for a ruling: the oldest first, each with suggestions."""
    standing, at = standing_in(request), timezone.now()
    if not standing.is_central:
        raise PermissionDenied
    page = cases_in_screening(shown_to=standing, cursor=cursor_in(request.GET), at=at)
    # The page shows the complainants' words, so each of them may see that it was opened.
    note_openings(complaints=[case.complaint for case in page.cases], standing=standing, at=at)
    return render(request, "routing/screening.html", {"listed": page, "now": at})
