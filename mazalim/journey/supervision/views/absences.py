"""Who is away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.accounts.actions import AwayAlready, NotAColleague, NotTheirs, enter_absence, take_absence_back
from mazalim.accounts.models import Officer
from mazalim.accounts.queries import absences_of, colleagues_of, officers_overseen
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in, standing_with_cases
from mazalim.country.queries import calendar
from mazalim.journey.supervision.forms import AbsenceForm
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """One's own absences, and for supervisors those of all whom they oversee; and the form for another one."""
    standing, at = standing_with_cases(request), timezone.now()
    today = day_of(at, calendar().zone)
    overseen = list(officers_overseen(standing).filter(is_active=True)) if standing.is_supervisor else []
    self_ = next((one for one in overseen if one.pk == standing.officer_id), None) or Officer.objects.get(pk=standing.officer_id)
    officers = [self_, *(one for one in overseen if one.pk != self_.pk)]
    deputies = {one.pk: one for one in [*overseen, *colleagues_of(self_.pk)]}
    form = AbsenceForm(
        request.POST or None,
        officers=officers,
        deputies=sorted(deputies.values(), key=lambda one: one.name),
        today=today,
        initial={"officer": request.GET.get("officer", self_.pk), "first_day": today},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            enter_absence(
                by=standing,
                officer_id=typed["officer"],
                first_day=typed["first_day"],
                last_day=typed["last_day"],
                deputy_id=typed["deputy"],
                at=at,
            )
        except NotAColleague:
            form.add_error("deputy", _("The deputy must work at a desk of who is away"))
        except AwayAlready:
            form.add_error("first_day", _("Another absence holds some of these days already"))
        else:
            messages.info(request, _("The absence is noted."))
            return redirect("supervision:absences")
    context = {
        "form": form,
        "absences": absences_of([one.pk for one in officers], day=today),
        "overseen": {one.pk for one in overseen},
        "has_others": len(officers) > 1,
        "today": today,
    }
    return render(request, "supervision/absences.html", context)


@require_POST
def take_back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Somebody is back, or does not leave."""
    try:
        take_absence_back(by=standing_in(request), absence_id=absence_id, at=timezone.now())
    except NotTheirs:
        raise Http404 from None
    messages.info(request, _("The absence does not count any more."))
    return redirect("supervision:absences")
