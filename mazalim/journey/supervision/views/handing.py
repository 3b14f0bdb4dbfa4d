"""Hand the cases of an officer over."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.accounts.queries import absences_on
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.complaints.lifecycle import UNDO_WINDOW
from mazalim.country.queries import calendar
from mazalim.journey.supervision import actions
from mazalim.journey.supervision.forms import HandOverForm
from mazalim.journey.supervision.queries.handing import hand_over_of, list_of, officer_to_relieve, plan_of, shares_of
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, officer_id: int) -> HttpResponse:
    """The open cases of an officer who is away or leaves: first to whom, then what will change, then what became of each."""
    standing, at = standing_in(request), timezone.now()
    officer = officer_to_relieve(standing, officer_id)
    if officer is None:
        raise Http404
    here = reverse("supervision:hand_over", args=[officer_id])
    if request.GET.getlist("plan"):
        plan = plan_of(standing, officer_id, request.GET.getlist("plan"))
        if not plan:
            return redirect(here)
        if request.method == "POST":
            actions.hand_over(by=standing, plan=plan, at=at)
            return redirect(request.get_full_path())
        shares = shares_of(plan, by=standing, at=at)
        context = {
            "officer": officer,
            "shares": shares,
            "is_done": all(one.bulk.done_at for one in shares),
            "changing": sum(len(one.changing) for one in shares),
            "changed": sum(one.changed for one in shares),
            "undo_until": max((one.bulk.done_at + UNDO_WINDOW for one in shares if one.bulk.done_at), default=at),
            "list_query": list_of(officer_id),
            "here": here,
            "now": at,
        }
        return render(request, "supervision/plan.html", context)
    found = hand_over_of(standing, officer, at=at)
    form = HandOverForm(request.POST or None, candidates=found.candidates, of=len(found.cases), initial={"to": "spread"})
    if form.is_valid():
        try:
            plan = actions.prepare_hand_over(by=standing, officer=officer, to=form.officer_id, at=at)
        except actions.NobodyToTakeThem:
            form.add_error("to", _("Nobody is there who may have these cases"))
        else:
            return redirect(f"{here}?{urlencode([('plan', str(one.public_id)) for one in plan])}")
    away = absences_on(day_of(at, calendar().zone), [officer_id]).get(officer_id)
    context = {"officer": officer, "found": found, "form": form, "away": away, "list_query": list_of(officer_id), "now": at}
    return render(request, "supervision/hand_over.html", context)
