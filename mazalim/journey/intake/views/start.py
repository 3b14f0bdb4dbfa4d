"""Before you start, and the first question."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.country.queries import policy_at, questions_matching
from mazalim.journey.intake import actions
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms import KindForm
from mazalim.journey.intake.queries import walk_of
from mazalim.journey.intake.steps import QUESTIONS, step_named
from mazalim.journey.intake.views.asking import (
    Here,
    ask,
    gone,
    held,
    hold,
    language,
    missing_page,
    nothing_held,
    opened_here,
    posted,
    walk_in,
)
from mazalim.notices import sms
from mazalim.web.views import network_of, personal, unhurried
from mazalim.work import limits


@login_not_required
@personal
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Who may complain, what this is not for, what is needed and how long it takes."""
    context = {
        "eligibility": policy_at(timezone.now()).eligibility,
        "elsewhere": questions_matching(theme="elsewhere"),
        "has_sms": sms.is_configured(),
        "has_draft": held(request) is not None,
    }
    return render(request, "intake/start.html", context)


@login_not_required
@personal
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """To the page at which the writing stopped."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        return gone(request)
    return nothing_held(request) if mine is None else missing_page(walk_in(mine[0], at=at))


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest) -> HttpResponse:
    """Complaint, suggestion, remark or praise. The first answer begins the draft."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        return gone(request)
    if mine is not None:
        here = Here(mine[0].draft, mine[1], walk_in(mine[0], at=at), step_named("kind"), at, request.GET.get("from") == "check")
        return ask(request, here, KindForm(posted(request), walk=here.walk), template="intake/matter/kind.html")
    form = KindForm(posted(request), walk=walk_of(Content(language=language()), at=at))
    if request.method == "POST" and form.is_valid():
        return _begin(request, form, at)
    return render(request, "intake/matter/kind.html", {"form": form, "step": step_named("kind"), "total": QUESTIONS})


def _begin(request: HttpRequest, form: KindForm, at: datetime) -> HttpResponse:
    try:
        draft, token = actions.begin(
            language=language(), channel="web", network=network_of(request), at=at, content={**form.changes(), "passed": ["kind"]}
        )
    except actions.TooManyDrafts:
        wait = limits.seconds_left("drafts_per_network", at=at)
        response = render(request, "intake/matter/too_many_drafts.html", {"again_at": at + timedelta(seconds=wait)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    hold(request, draft, token)
    return redirect(
        Here(draft, token, walk_of(Content(kind=form.cleaned_data["kind"]), at=at), step_named("kind"), at, returns=False).onward
    )
