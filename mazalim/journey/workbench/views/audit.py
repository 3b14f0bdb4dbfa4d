"""What auditors read."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.complaints.door import standing_in
from mazalim.journey.workbench.queries.audit import conflicts_seen
from mazalim.journey.workbench.queries.exports import exports_noted
from mazalim.web.paging import cursor_in
from mazalim.web.views import personal


@personal
@require_safe
def audit_conflicts(request: HttpRequest) -> HttpResponse:
    """Conflicts of interest: what was done in which case, and by whom."""
    standing = standing_in(request)
    if not standing.is_auditor:
        raise PermissionDenied
    return render(request, "workbench/audit_conflicts.html", {"listed": conflicts_seen(standing, cursor=cursor_in(request.GET))})


@personal
@require_safe
def audit_exports(request: HttpRequest) -> HttpResponse:
    """Which lists were taken out as files: by whom, when, and with how many rows."""
    standing = standing_in(request)
    if not standing.is_auditor:
        raise PermissionDenied
    context = {"listed": exports_noted(standing, cursor=cursor_in(request.GET)), "now": timezone.now()}
    return render(request, "workbench/audit_exports.html", context)
