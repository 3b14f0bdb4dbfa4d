"""How a desk or body stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.country.queries import calendar
from mazalim.journey.workbench.queries.boards import board_of
from mazalim.journey.workbench.queries.places import places_of
from mazalim.web.views import personal
from mazalim.work.views import may_read_replica


@personal
@require_safe
@may_read_replica
def board(request: HttpRequest) -> HttpResponse:
    """How a desk or body stands today, for its supervisors."""
    standing, at = standing_in(request), timezone.now()
    if not standing.is_supervisor:
        raise Http404
    bodies = [f"body-{pk}" for pk in sorted(standing.bodies)]
    places = places_of(standing, asked=request.GET.get("place") or (bodies[0] if bodies else ""))
    shown = board_of(standing, place=places.chosen, at=at, is_anew=request.GET.get("count") == "again")
    context = {"places": places, "board": shown, "now": at, "today": day_of(at, calendar().zone)}
    return render(request, "workbench/board.html", context)
