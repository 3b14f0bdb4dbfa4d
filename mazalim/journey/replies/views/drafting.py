"""Write a reply and look at it as the complainant will."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint
from mazalim.complaints.queries import case_file
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk
from mazalim.journey.replies import actions
from mazalim.journey.replies.actions.drafting import WRITING
from mazalim.journey.replies.forms.drafting import DraftForm, HandInForm, initial_of
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import (
    Points,
    doubt_of,
    lead_answered,
    offers_for,
    open_draft,
    points_of,
    possible_owners,
    sent_back_of,
    what_lacks,
    words_of,
)
from mazalim.journey.replies.rules import outcomes_open
from mazalim.web import formats
from mazalim.web.views import personal
from mazalim.work.views import done_once

TAKE = "take_"  # the button that puts a standard text into a point names its number behind this
NUMBER_SIGNS = 6


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, case_number: str) -> HttpResponse:
    """Write the reply point by point. A colleague's draft is shown, never overwritten.

    The page's script sends the same form with `quick` beside it, to save by itself or to take a standard text, and gets JSON.
    """
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    written, file = open_draft(complaint), case_file(complaint, shown_to=standing)
    if not moves & WRITING and request.method == "GET":
        return redirect("workbench:case", case_number)
    points = points_of(file)
    context: dict[str, Any] = {"complaint": complaint, "file": file, "draft": written, "doubted": doubt_of(file), "now": at}
    if written is not None and written.author_id != standing.officer_id and request.method == "GET":
        may_take_over = complaint.officer_id == standing.officer_id
        return render(request, "replies/colleague.html", context | {"words": words_of(written, points), "may_take_over": may_take_over})
    form = _form(request.POST or None, complaint, written, points, at=at)
    status, is_quick, taken = 200, "quick" in request.POST, None
    if form.is_valid():
        taken = _taken(request.POST.get("then", ""), form)
        try:
            saved = _save(form, complaint, by=standing, taken=taken, at=at)
        except (ImpossibleMove, actions.ColleaguesDraft, actions.DraftChanged) as fault:
            form.add_error(None, _told_late(fault))
            status = 409
        except actions.NotAnOwner:
            form.add_error(None, _("Somebody who was to keep a promise does not work at this desk any more. Choose again."))
        except actions.NoSuchText:
            form.add_error(None, _("This text is offered no longer. Choose another one"))
        except actions.NoRoom:
            form.add_error(None, _("The standard text does not fit behind what is written: shorten it first."))
        else:
            return _quickly(saved, taken, at=at) if is_quick else _saved(request, case_number, taken, form)
    if is_quick:
        return JsonResponse({"words": _first_fault(form)}, status=status if status != 200 else 422)
    context |= {"form": form, "points": points, "sent_back": sent_back_of(file), "lead": lead_answered(standing, complaint, written)}
    return render(request, "replies/draft.html", context, status=status)


def _form(data: Mapping[str, Any] | None, complaint: Complaint, written: Draft | None, points: Points, *, at: datetime) -> DraftForm:
    return DraftForm(
        data,
        initial=initial_of(written),
        points=points.standing,
        outcomes=outcomes_open(at_central_desk=complaint.desk.kind == Desk.Kind.CENTRAL),
        offers=offers_for(complaint),
        owners=possible_owners(complaint),
        promises=len(written.commitments) if written else 0,
        today=day_of(at, calendar().zone),
    )


def _taken(then: str, form: DraftForm) -> actions.Taken | None:
    """The standard text that the button pressed takes, where one is chosen beside it."""
    number = then.removeprefix(TAKE)
    if not then.startswith(TAKE) or not (number.isascii() and number.isdecimal() and len(number) < NUMBER_SIGNS):
        return None
    text_id = form.text_chosen(int(number))
    return actions.Taken(text_id, int(number)) if text_id else None


def _save(form: DraftForm, complaint: Complaint, *, by: Standing, taken: actions.Taken | None, at: datetime) -> Draft:
    return actions.save_draft(
        complaint_id=complaint.pk,
        by=by,
        version=form.cleaned_data["version"],
        summary=form.cleaned_data["summary"],
        points=form.points_typed(),
        commitments=form.promises_typed(),
        taken=taken,
        at=at,
    )


def _told_late(fault: Exception) -> str:
    if isinstance(fault, actions.ColleaguesDraft):
        return _("A colleague began a reply meanwhile. What you typed is on this page, but it is not saved.")
    if isinstance(fault, actions.DraftChanged):
        return _("This reply was saved in another window, or its points were changed. What you typed is on this page, but it is not saved.")
    return _("The case has moved on meanwhile and no reply can be written now. What you typed is on this page, but it is not saved.")


def _quickly(saved: Draft, taken: actions.Taken | None, *, at: datetime) -> JsonResponse:
    """What the page's script puts in place: the draft's new version, the line about saving, and the field that took a text."""
    answer: dict[str, Any] = {"version": saved.version, "words": _("Saved %(when)s") % {"when": formats.since(saved.updated_at, at)}}
    if taken is not None:
        text = saved.answers[taken.point]["reason"] if taken.point else saved.content["summary"]
        answer |= {"field": f"reason_{taken.point}" if taken.point else "summary", "text": text}
    return JsonResponse(answer)


def _saved(request: HttpRequest, case_number: str, taken: actions.Taken | None, form: DraftForm) -> HttpResponse:
    then = request.POST.get("then", "")
    if then == "look":
        return redirect("replies:preview", case_number)
    if taken is not None:
        messages.info(request, _("The standard text stands behind what you wrote, and the draft is saved."))
        field = f"reason_{taken.point}" if taken.point else "summary"
        return redirect(reverse("replies:draft", args=[case_number]) + f"#{form[field].auto_id}")
    if then.startswith(TAKE):
        messages.info(request, _("Your draft is saved. Choose a standard text first to take one."))
    else:
        messages.info(request, _("Your draft is saved."))
    return redirect("replies:draft", case_number)


def _first_fault(form: DraftForm) -> str:
    return str(next(iter(form.errors.values()))[0]) if form.errors else ""


def _lacks(written: Draft, points: Points) -> list[tuple[str, int]]:
    """The fields that lack something, each with the place of its point as the page counts them."""
    places = {str(point.number): point.place for point in points.standing}
    return [(field, places.get(field.rpartition("_")[2], 0)) for field in what_lacks(written, points)]


@require_POST
@done_once
@refused_when_late
def take_over(request: HttpRequest, case_number: str) -> HttpResponse:
    """Go on with a colleague's draft, for the officer to whom the case is assigned now."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    form = HandInForm(request.POST)
    if form.is_valid():
        try:
            actions.take_over(complaint_id=complaint.pk, by=standing, version=form.cleaned_data["version"], at=timezone.now())
        except (actions.NoDraft, actions.DraftChanged):
            messages.info(request, _("Your colleague has changed the draft meanwhile. Read it again first."))
    return redirect("replies:draft", case_number)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, case_number: str) -> HttpResponse:
    """The reply as the complainant will see it; hand it in, or send it where one person may."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    written = open_draft(complaint)
    if written is None or not moves & WRITING or written.author_id != standing.officer_id:
        return redirect("replies:draft", case_number)
    file = case_file(complaint, shown_to=standing)
    points = points_of(file)
    form = HandInForm(request.POST or None, initial={"version": written.version})
    if form.is_valid():
        is_alone = request.POST.get("act") == "send" and Move.SEND_REPLY in moves
        act = actions.send_reply if is_alone else actions.hand_in
        try:
            act(complaint_id=complaint.pk, by=standing, version=form.cleaned_data["version"], at=at)
        except (actions.NoDraft, actions.ColleaguesDraft, actions.DraftChanged):
            messages.info(request, _("The draft was changed in another window. Look at it again."))
            return redirect("replies:preview", case_number)
        except actions.Incomplete:
            return redirect("replies:preview", case_number)
        said = _("The reply is on its way to the complainant.") if is_alone else _("The reply waits for a second person.")
        messages.info(request, said)
        return redirect("workbench:case", case_number)
    context = {
        "complaint": complaint,
        "file": file,
        "draft": written,
        "words": words_of(written, points),
        "lacks": _lacks(written, points),
        "may_send": Move.SEND_REPLY in moves,
        "form": form,
        "now": at,
    }
    return render(request, "replies/preview.html", context)
