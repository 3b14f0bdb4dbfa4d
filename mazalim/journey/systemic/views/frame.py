"""What the pages of an issue share."""

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.queries import Standing
from mazalim.complaints.door import standing_in
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.systemic.queries import issues_shown_to, may_manage

INFLOW_WORDS: dict[str, str | Promise] = {
    "title": _("Complaints lodged, month by month"),
    "month": _("Month"),
    "before": _("Before it was mended"),
    "after": _("Since it was mended"),
}


def issue_for(request: HttpRequest, pk: int) -> tuple[SystemicIssue, Standing]:
    """The issue, if the officer may read it. Raises Http404."""
    standing = standing_in(request)
    found = issues_shown_to(standing).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, standing


def managed_issue(request: HttpRequest, pk: int) -> tuple[SystemicIssue, Standing]:
    """The issue, if the officer may change it. Raises Http404."""
    found, standing = issue_for(request, pk)
    if not may_manage(standing, found.body_id):
        raise Http404
    return found, standing
