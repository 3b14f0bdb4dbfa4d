"""Disposal: what is due, the list that waits for a second administrator, what was done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.accounts.views.proving import proved_again
from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.retention import actions, queries
from mazalim.complaints.door import standing_in
from mazalim.country.queries import policy_at
from mazalim.web.views import conflict


@administrators_only
@proved_again
@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """What is due by the rules, and every list; a POST proposes what is due."""
    now = timezone.now()
    if request.method == "POST":
        try:
            made = actions.propose(by=standing_in(request), at=now)
        except actions.ListWaits:
            return conflict(request, explanation=_("A list waits for its second administrator already."))
        except actions.NothingDue:
            return conflict(request, explanation=_("No case is due any more."))
        messages.success(request, _("Proposed. Nothing is erased before another administrator has agreed."))
        return redirect("administration:disposal", made.pk)
    context = {
        "due": queries.due_now(at=now),
        "months": policy_at(now).retention,
        "waiting": queries.waiting_list(),
        "newest": queries.newest_lists(),
        "most": queries.MOST_IN_A_LIST,
    }
    return render(request, "administration/retention/retention.html", context)


@administrators_only
@proved_again
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, disposal_id: int) -> HttpResponse:
    """One list with its case numbers; a POST agrees to it, declines it or takes it back."""
    shown = queries.list_shown(disposal_id)
    if shown is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, disposal_id)
    own = shown.disposal.proposed_by_id == standing_in(request).officer_id
    context = {"shown": shown, "lines": queries.lines_shown(shown.disposal), "is_own": own, "most": queries.MOST_SHOWN}
    return render(request, "administration/retention/list.html", context)


def _decide(request: HttpRequest, disposal_id: int) -> HttpResponse:
    by, now = standing_in(request), timezone.now()
    try:
        if "agree" in request.POST:
            actions.agree(by=by, disposal_id=disposal_id, at=now)
            messages.success(request, _("Agreed. The cases of the list are disposed of one after the other."))
        else:
            actions.decline(by=by, disposal_id=disposal_id, at=now)
            messages.success(request, _("Nothing of this list is erased."))
    except actions.NotForOneself:
        return conflict(request, explanation=_("Nobody agrees to what they proposed."))
    except actions.NotWaiting:
        return conflict(request, explanation=_("Somebody has decided on this list already."))
    return redirect("administration:disposal", disposal_id)
