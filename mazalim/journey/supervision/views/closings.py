"""Closings that deserve a second look."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.common.text import number_in
from mazalim.complaints.door import standing_in
from mazalim.country.queries import calendar
from mazalim.directory.queries import BodyRow, body_rows
from mazalim.journey.supervision.queries.closings import body_supervised, cases_of_that_day, contradicted_cases, mass_closings
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal


def _body(request: HttpRequest) -> BodyRow:
    body = body_supervised(standing_in(request), request.GET.get("body", ""))
    if body is None:
        raise Http404
    return body


def _bodies(request: HttpRequest) -> list[BodyRow]:
    bodies = standing_in(request).bodies
    return body_rows(sorted(bodies), ended_too=True) if len(bodies) > 1 else []


@personal
@require_safe
def mass_closing(request: HttpRequest) -> HttpResponse:
    """Days on which unusually many cases were answered just before their deadlines."""
    body, at = _body(request), timezone.now()
    today = day_of(at, calendar().zone)
    asked = _day(request.GET.get("until", ""))
    listed = mass_closings(standing_in(request), body=body.pk, last=min(asked, today) if asked else today)
    return render(request, "supervision/mass_closing.html", {"body": body, "bodies": _bodies(request), "listed": listed, "today": today})


@personal
@require_safe
def closed_that_day(request: HttpRequest) -> HttpResponse:
    """The cases behind one line of that list."""
    body, day = _body(request), _day(request.GET.get("day", ""))
    desk, officer = request.GET.get("desk", ""), request.GET.get("officer", "")
    if day is None or number_in(desk) is None or (officer and number_in(officer) is None):
        raise Http404
    listed = cases_of_that_day(
        standing_in(request),
        body=body.pk,
        day=day,
        desk=int(desk),
        officer=int(officer) if officer else None,
        cursor=cursor_in(request.GET),
    )
    keep = f"body={body.pk}&day={day.isoformat()}&desk={desk}&{f'officer={officer}&' if officer else ''}"
    return render(
        request, "supervision/closed_that_day.html", {"body": body, "day": day, "listed": listed, "keep": keep, "now": timezone.now()}
    )


@personal
@require_safe
def contradicted(request: HttpRequest) -> HttpResponse:
    """Cases that were closed as upheld, and whose complainant disagreed."""
    body, at = _body(request), timezone.now()
    listed = contradicted_cases(standing_in(request), body=body.pk, at=at, cursor=cursor_in(request.GET))
    context = {"body": body, "bodies": _bodies(request), "listed": listed, "keep": f"body={body.pk}&", "now": at}
    return render(request, "supervision/contradicted.html", context)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 2000 else None  # before anything of this service
