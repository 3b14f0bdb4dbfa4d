"""Before you start, and the first question."""

from datetime import timedelta

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
from mazalim.journey.intake.views.asking import Here, ask, gone, held, hold, language, missing_page, nothing_held, posted
from mazalim.notices import sms
from mazalim.web.views import network_of, personal
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
    mine = held(request)
    if mine is None:
        return nothing_held(request)
    at = timezone.now()
    try:
        opened = actions.open_draft(draft_id=mine[0], token=mine[1], at=at)
    except actions.DraftGone:
        return gone(request)
    return missing_page(walk_of(opened.content, at=at))


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest) -> HttpResponse:
    """Complaint, suggestion, remark or praise. The first answer begins the draft."""
    mine, at = held(request), timezone.now()
    if mine is not None:
        try:
            opened = actions.open_draft(draft_id=mine[0], token=mine[1], at=at)
        except actions.DraftGone:
            return gone(request)
        here = Here(opened.draft, mine[1], walk_of(opened.content, at=at), step_named("kind"), at, request.GET.get("from") == "check")
        return ask(request, here, KindForm(posted(request), walk=here.walk, at=at, is_new=False), template="intake/matter/kind.html")
    form = KindForm(posted(request), walk=walk_of(Content(language=language()), at=at), at=at, is_new=True)
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    return render(request, "intake/matter/kind.html", {"form": form, "step": step_named("kind"), "total": QUESTIONS})


def _begin(request: HttpRequest, form: KindForm) -> HttpResponse:
    at = form.at
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
