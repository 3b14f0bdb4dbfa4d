"""Public holidays: a year, one day, and the import."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.holidays import actions, queries
from mazalim.administration.holidays.forms import HolidayForm, ImportForm, YearForm
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.country.models import Holiday
from mazalim.country.policy import Policy
from mazalim.country.queries import policy_at
from mazalim.work.views import done_once


def _year(request: HttpRequest, policy: Policy) -> int:
    form = YearForm(request.GET)
    return int(form.cleaned_data["year"]) if form.is_valid() else day_of(timezone.now(), policy.zone).year


def _list_of(year: int) -> str:
    return f"{reverse('administration:holidays')}?year={year}"


@administrators_only
@require_safe
def holidays(request: HttpRequest) -> HttpResponse:
    """The holidays of a year, and the weekend."""
    policy = policy_at(timezone.now())
    year = _year(request, policy)
    shown = sorted({*queries.years(), year, year + 1})
    days_off = [date(2024, 1, number) for number in policy.weekend]  # 1 January 2024 was a Monday
    context = {
        "rows": queries.holidays_of(year),
        "year": date(year, 1, 1),
        "years": [date(one, 1, 1) for one in shown],
        "weekend": days_off,
    }
    return render(request, "administration/holidays/holidays.html", context)


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_holiday(request: HttpRequest) -> HttpResponse:
    """A further public holiday."""
    return _edit(request, None)


@administrators_only
@require_http_methods(["GET", "POST"])
def edit_holiday(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """Another day or another name."""
    return _edit(request, get_object_or_404(Holiday, pk=holiday_id))


def _edit(request: HttpRequest, holiday: Holiday | None) -> HttpResponse:
    form = HolidayForm(request.POST or None, holiday=holiday)
    if form.is_valid():
        day, key = form.cleaned_data["day"], holiday.pk if holiday else None
        try:
            actions.put_holiday(by=standing_in(request), holiday_id=key, day=day, names=form.words("name"), at=timezone.now())
        except actions.DayIsTaken:
            form.add_error("day", _("This day is a public holiday already"))
        else:
            messages.success(request, _("Kept. Time limits of open cases are corrected within a few minutes."))
            return redirect(_list_of(day.year))
    return render(request, "administration/holidays/edit.html", {"form": form, "holiday": holiday})


@administrators_only
@require_http_methods(["GET", "POST"])
def remove_holiday(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """Ask before a day is worked on again."""
    holiday = get_object_or_404(Holiday, pk=holiday_id)
    if request.method == "POST":
        actions.remove_holiday(by=standing_in(request), holiday_id=holiday.pk, at=timezone.now())
        messages.success(request, _("Removed. Time limits of open cases are corrected within a few minutes."))
        return redirect(_list_of(holiday.date.year))
    return render(request, "administration/holidays/remove.html", {"holiday": holiday})


@administrators_only
@require_http_methods(["GET", "POST"])
def import_holidays(request: HttpRequest) -> HttpResponse:
    """What is known of a year, to be confirmed day by day."""
    policy = policy_at(timezone.now())
    year = _year(request, policy)
    proposed = queries.proposed_for(policy, year)
    form = ImportForm(request.POST or None, proposed=proposed)
    if form.is_valid():
        chosen = set(form.cleaned_data["days"])
        days = {one.day: one.names for one in proposed if one.day.isoformat() in chosen}
        actions.import_holidays(by=standing_in(request), days=days, at=timezone.now())
        messages.success(request, _("Kept. Time limits of open cases are corrected within a few minutes."))
        return redirect(_list_of(year))
    context = {"form": form, "proposed": proposed, "year": date(year, 1, 1)}
    return render(request, "administration/holidays/import.html", context)
