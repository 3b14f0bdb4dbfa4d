"""Screening by the central desk, and what it has ruled."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from mazalim.complaints.actions import note_openings
from mazalim.complaints.door import standing_in
from mazalim.directory.queries import all_categories
from mazalim.journey.routing.queries import cases_in_screening, rulings_page
from mazalim.web.paging import cursor_in
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


@personal
@require_GET
def rulings(request: HttpRequest) -> HttpResponse:
    """What the central desk has ruled, newest first, for every officer who works cases."""
    standing = standing_in(request)
    if not standing.works_cases:
        raise PermissionDenied
    words, asked = request.GET.get("q", "")[:100], request.GET.get("category", "")
    chosen = next((one for one in all_categories() if str(one.pk) == asked), None)
    page = rulings_page(standing, words=words, category_id=chosen.pk if chosen else None, cursor=cursor_in(request.GET))
    kept = urlencode({name: value for name, value in (("q", words), ("category", asked if chosen else "")) if value})
    context = {"listed": page, "words": words, "category": chosen, "keep": f"{kept}&" if kept else ""}
    return render(request, "routing/rulings.html", context)
