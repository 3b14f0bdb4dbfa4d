"""Split a case off for another body; begin the reply of a case that follows a lead with the lead's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.common.text import number_in
from mazalim.complaints.door import about_to, case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.queries import case_file
from mazalim.country.queries import policy_at
from mazalim.journey.casework.actions import NotAReceiver
from mazalim.journey.casework.views.placing import bodies_offered
from mazalim.journey.replies import actions
from mazalim.journey.replies.forms.splitting import SplitForm
from mazalim.journey.replies.queries import points_of
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, case_number: str) -> HttpResponse:
    """Split a case off for another body. The button of the search sends the form back with what was typed, and changes nothing."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    if Move.SPLIT not in moves_open(complaint, by=actor_officer(standing), at=at):
        raise ImpossibleMove(Move.SPLIT)
    file, is_search = case_file(complaint, shown_to=standing), "search" in request.POST
    words, chosen = request.POST.get("q", ""), number_in(request.POST.get("body"))
    rows, choices = bodies_offered(complaint, standing, words=words, chosen=chosen)
    form = SplitForm(
        None if is_search else request.POST or None,
        points=points_of(file).standing,
        enclosures=[one for leaf in file.leaves if not leaf.is_internal for one in leaf.enclosures],
        choices=choices,
        point_characters=policy_at(at).limits.point_characters,
        initial={
            "version": request.POST.get("version", complaint.version),
            "points": request.POST.getlist("points"),
            "enclosures": request.POST.getlist("enclosures"),
            "q": words,
            "body": chosen,
            **{name: request.POST.get(name, "") for name in ("asked", "reason")},
        },
    )
    about_to(request, form)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.split(
                complaint_id=complaint.pk,
                by=standing,
                body_id=typed["body"],
                numbers=typed.get("points", []),
                asked=typed["asked"],
                enclosures=typed.get("enclosures", []),
                reason=typed["reason"],
                version=typed["version"],
                at=at,
            )
        except NotAReceiver:
            form.add_error("body", _("This public body cannot take the case. Choose another one"))
        except actions.NothingToSplit:
            form.add_error(None, _("The points have changed meanwhile. Look again which of them go to the other public body."))
        else:
            messages.info(request, _("The case is split. The complainant is told, and gets a code for the new case."))
            return redirect("workbench:case", case_number)
    context = {"complaint": complaint, "file": file, "form": form, "words": words, "found": len(rows), "now": at}
    return render(request, "replies/splitting/split.html", context)


@require_POST
@done_once
@refused_when_late
def begin_with_lead(request: HttpRequest, case_number: str) -> HttpResponse:
    """Begin the reply with the answer of the lead case."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    try:
        actions.begin_with_lead(complaint_id=complaint.pk, by=standing, at=timezone.now())
    except (actions.AlreadyBegun, actions.ColleaguesDraft):
        messages.info(request, _("Something is written already. Nothing was written over it."))
    except actions.NothingToTakeOver:
        messages.info(request, _("The lead case has no answer yet."))
    else:
        messages.info(request, _("The answer of the lead case stands in your draft. Look at every point before you send it."))
    return redirect("replies:draft", case_number)
