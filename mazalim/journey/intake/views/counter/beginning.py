"""Lodge for a citizen: by which way, in which language, and who comes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import standing_in
from mazalim.country.queries import policy_at
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import CounterForm
from mazalim.journey.intake.views.asking import DONE, DRAFT, hold, opened_here, posted
from mazalim.web.views import personal


@personal
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft in the officer's session, which holds one at a time."""
    standing, at = standing_in(request), timezone.now()
    if not standing.may_lodge_for_others:
        raise Http404
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        request.session.pop(DRAFT, None)
        mine = None
    form = CounterForm(posted(request), languages=policy_at(at).languages, initial={"channel": "counter", "who": "person"})
    if mine is None and form.is_valid():
        chosen = form.cleaned_data
        draft, token = actions.begin_for_other(
            language=chosen["language"], channel=chosen["channel"], is_represented=chosen["who"] == "representative", by=standing, at=at
        )
        request.session.pop(DONE, None)
        hold(request, draft, token)
        return redirect("intake:go_on")
    return render(request, "intake/counter/begin.html", {"form": form, "has_draft": mine is not None})
