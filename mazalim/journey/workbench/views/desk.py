"""Lists: an officer's own work and the desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.door import standing_in, standing_with_cases
from mazalim.complaints.search import case_number_in
from mazalim.country.queries import calendar
from mazalim.journey.workbench.forms import list_asked
from mazalim.journey.workbench.models import SavedView
from mazalim.journey.workbench.queries.desks import desk_page
from mazalim.journey.workbench.queries.work import my_work as work_of
from mazalim.journey.workbench.rules import ALL, DUE
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal
from mazalim.work.replicas import on_primary
from mazalim.work.views import may_read_replica


@personal
@require_safe
@may_read_replica
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
@may_read_replica
def desk(request: HttpRequest) -> HttpResponse:
    """The list of a desk, a body, or of what was moved up: one tab of it, narrowed by filters and by words. Without a query: as saved."""
    standing, at = standing_with_cases(request), timezone.now()
    if number := case_number_in(request.GET.get("q", "")):
        with on_primary():  # it leads into a case
            found = complaints_shown_to(standing).filter(case_number=number).values_list("case_number", flat=True).first()
        if found:
            return redirect("workbench:case", found)
        messages.info(request, _("There is no case %(number)s on your desks.") % {"number": number})
    listed = list_asked(standing, request.GET, at=at)
    places, view, form = listed.places, listed.view, listed.form
    if not request.GET and places.default is not None:
        return redirect(f"{reverse('workbench:desk')}?{places.default.query}")
    page = desk_page(standing, place=places.chosen, view=view, filters=form.filters, cursor=cursor_in(request.GET), at=at)
    asked = form.address()
    context = {
        "view": view,
        "places": places,
        "form": form,
        "filters": form.filters,
        "listed": page,
        "here": page.tab(view),
        "tabs": [(tab, form.address(view=tab.view.name)) for tab in page.tabs],
        "is_view_kept": view not in {DUE, ALL} or (view == ALL and not form.filters.is_search),
        "asked": asked,  # the query of this list, as a saved view keeps it
        "keep": f"{asked}&",
        "bare": form.address(**dict.fromkeys(form.asked, "")),
        "everywhere": form.address(place="all", view=ALL.name) if places.chosen != "all" and len(places.places) > 1 else "",
        "saved": next((one for one in places.saved if one.query == asked), None),
        "may_save": len(places.saved) < SavedView.MOST,
        "now": at,
    }
    return render(request, "workbench/desk.html", context)
