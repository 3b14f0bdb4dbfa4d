"""The board of the whole country."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.complaints.door import standing_in
from mazalim.journey.supervision.queries.country import SORTS, body_of_the_country, country_board, figures_now
from mazalim.web.views import personal


@personal
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """All bodies, the worst first, for the central desk: numbers alone."""
    if not standing_in(request).is_central:
        raise Http404
    at = timezone.now()
    figures = figures_now(at)
    words, page = request.GET.get("q", "")[:100], request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    board = country_board(figures, sort=request.GET.get("sort", ""), words=words, number=number) if figures else None
    keep = urlencode({name: value for name, value in (("q", words), ("sort", board.sort if board else "")) if value})
    context = {"board": board, "sorts": SORTS, "keep": keep, "counted_at": figures.mark.counted_at if figures else None, "now": at}
    return render(request, "supervision/country.html", context)


@personal
@require_safe
def country_body(request: HttpRequest, code: str) -> HttpResponse:
    """One body's board of figures."""
    if not standing_in(request).is_central:
        raise Http404
    figures = figures_now(timezone.now())
    page = body_of_the_country(figures, code) if figures else None
    if figures is None or page is None:
        raise Http404
    return render(request, "supervision/country_body.html", {"numbers": page, "body": page.body, "period": figures.period})
