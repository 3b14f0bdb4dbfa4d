"""Lists: an officer's own work and the desk."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.common.text import digits_to_latin
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.door import standing_in
from mazalim.complaints.paging import cursor_in
from mazalim.country.queries import calendar, policy_at
from mazalim.journey.workbench.forms import DeskForm
from mazalim.journey.workbench.queries.desks import desk_page, places_of
from mazalim.journey.workbench.queries.work import my_work as work_of
from mazalim.journey.workbench.rules import view_named
from mazalim.web.views import personal


@personal
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """What is due, soonest first, with why. Who reads no case is led to their own page."""
    standing, at = standing_in(request), timezone.now()
    if not standing.works_cases:
        return redirect("accounts:account")
    cursor = cursor_in(request.GET)
    work = work_of(standing, cursor=cursor, at=at)
    context = {"work": work, "listed": work.page, "is_first_page": cursor is None, "now": at, "today": day_of(at, calendar().zone)}
    return render(request, "workbench/my_work.html", context)


@personal
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The list of a desk, a body, or of what was moved up."""
    standing, at = standing_in(request), timezone.now()
    if not standing.works_cases:
        raise Http404
    if number := digits_to_latin(request.GET.get("q", "")).strip():
        found = complaints_shown_to(standing).filter(case_number=number).values_list("case_number", flat=True).first()
        if found:
            return redirect("workbench:case", found)
        messages.info(request, _("There is no case %(number)s on your desks.") % {"number": number})
    view = view_named(request.GET.get("view", ""))
    places = places_of(standing, asked=request.GET.get("place", ""))
    form = DeskForm(request.GET, places=places, view=view, languages=policy_at(at).languages)
    filters = form.filters
    page = desk_page(standing, place=places.chosen, view=view, filters=filters, cursor=cursor_in(request.GET), at=at)
    kept = {name: str(value) for name, value in request.GET.items() if value and name not in {"after", "before", "q", "tick"}}
    context = {
        "view": view,
        "places": places,
        "form": form,
        "filters": filters,
        "listed": page,
        "keep": urlencode(kept) + "&" if kept else "",
        "place_kept": urlencode({"place": places.chosen}) + "&" if len(places.places) > 1 else "",
        "now": at,
    }
    return render(request, "workbench/desk.html", context)
