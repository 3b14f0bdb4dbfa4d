"""The list of issues, one issue, and what everybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_with_cases
from mazalim.country.queries import calendar
from mazalim.journey.statistics.views import public
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.systemic.queries import cases_of, inflow, issues_page, may_manage, number_of_cases, piles, said_and_done, steps_of
from mazalim.journey.systemic.rules import is_late, what_lacks
from mazalim.journey.systemic.views.frame import INFLOW_WORDS, issue_for
from mazalim.web.paging import cursor_in
from mazalim.web.views import packed, personal
from mazalim.work.views import may_read_replica


@personal
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """The issues in one state, and where complaints pile up without one."""
    standing, at = standing_with_cases(request), timezone.now()
    asked = request.GET.get("show", "")
    which = asked if asked in SystemicIssue.State.values else SystemicIssue.State.OPEN.value
    cursor = cursor_in(request.GET)
    rows, page = issues_page(standing, which=which, cursor=cursor, at=at)
    is_first = which == SystemicIssue.State.OPEN and cursor is None
    context = {
        "rows": rows,
        "listed": page,
        "which": which,
        "states": SystemicIssue.State,
        "piles": piles(standing, at=at) if is_first else [],
        "may_open": bool(standing.bodies) or standing.is_central,
        "keep": f"show={which}&",
    }
    return render(request, "systemic/issues.html", context)


@personal
@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: what causes it, what is done, its cases, and the complaints before and after."""
    found, standing = issue_for(request, pk)
    at = timezone.now()
    page = cases_of(found, standing, cursor=cursor_in(request.GET), size=20)
    context = {
        "issue": found,
        "inflow": inflow(found, at=at, titles=INFLOW_WORDS),
        "listed": page,
        "number": number_of_cases(found, standing),
        "steps": steps_of(found),
        "may_manage": may_manage(standing, found.body_id),
        "is_late": is_late(found, today=day_of(at, calendar().zone)),
        "lacks": what_lacks(found),
        "now": at,
    }
    return render(request, "systemic/issue.html", context)


@login_not_required
@require_safe
@public
@packed
@may_read_replica
def you_said(request: HttpRequest) -> HttpResponse:
    """You said – we did: the problems that complaints showed and that were mended."""
    return render(request, "systemic/you_said.html", {"mended": said_and_done(at=timezone.now(), titles=INFLOW_WORDS)})
