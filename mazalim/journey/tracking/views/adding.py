"""What a complainant adds to the file, each act on its own page: message, enclosure, answer, withdrawal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import refused_when_late
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint
from mazalim.country.queries import policy_at
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.forms import CANNOT_KEEP_NOW
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.forms import AnswerForm, ContestForm, EnclosureForm, MessageForm, WithdrawForm, WithFiles
from mazalim.journey.tracking.queries import file_followed
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.work.views import done_once


def _act(
    request: HttpRequest,
    complaint: Complaint,
    what: Move,
    form_class: type[WithFiles],
    act: Callable[..., Any],
    template: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """One form with words and files. Where the move has become impossible the page says so and keeps what was typed."""
    at = timezone.now()
    is_sent = request.method == "POST"
    form = form_class(request.POST if is_sent else None, request.FILES if is_sent else None, policy=policy_at(at))
    if not is_sent and what not in moves_open(complaint, by=actor_complainant(), at=at):
        raise ImpossibleMove(what)
    if form.is_valid():
        files = [actions.NamedFile(file.name, file) for file in form.cleaned_data["enclosures"]]
        try:
            act(complaint_id=complaint.pk, text=form.cleaned_data["text"], files=files, at=at)
        except actions.TooManyMessages:
            form.add_error(None, _("This file has had all its messages for today. Please come back tomorrow."))
        except (TooLarge, WrongKind, actions.TooManyFiles):
            form.add_error("enclosures", _("One of the files cannot be taken"))
        except CannotKeep:
            form.add_error("enclosures", CANNOT_KEEP_NOW)
        except ImpossibleMove:
            form.add_error(None, _("This cannot be added any more: the file has moved on since you opened the page."))
        else:
            messages.success(request, done)
            return redirect("tracking:file")
    context = {"form": form, "complaint": complaint, "now": at, **more}
    return render(request, template, context, status=409 if form.has_error("__all__") else 200)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Words to the desk, with files where there are any."""
    done = _("Your message is in the file.")
    return _act(request, complaint, Move.MESSAGE, MessageForm, actions.message, "tracking/acts/message.html", done)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def enclose(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """One file or several."""
    done = _("Your enclosure is in the file.")
    return _act(request, complaint, Move.ENCLOSE, EnclosureForm, actions.add_enclosures, "tracking/acts/enclose.html", done)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The answer to the desk's question."""
    file = file_followed(complaint, at=timezone.now())
    done = _("Your answer is in the file. The clock runs again.")
    return _act(request, complaint, Move.ANSWER, AnswerForm, actions.answer, "tracking/acts/answer.html", done, file=file)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def contest_pause(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Ask a supervisor whether the question is a reason to stop the clock."""
    at = timezone.now()
    form = ContestForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" and Move.CONTEST_PAUSE not in moves_open(complaint, by=actor_complainant(), at=at):
        raise ImpossibleMove(Move.CONTEST_PAUSE)
    if form.is_valid():
        try:
            actions.contest_pause(complaint_id=complaint.pk, text=form.cleaned_data["text"], at=at)
        except ImpossibleMove:
            form.add_error(None, _("This cannot be added any more: the file has moved on since you opened the page."))
        else:
            messages.success(request, _("Your words are with the supervisor. You will be told what they decide."))
            return redirect("tracking:file")
    context = {"form": form, "complaint": complaint, "now": at, "file": file_followed(complaint, at=at)}
    return render(request, "tracking/acts/contest.html", context, status=409 if form.has_error("__all__") else 200)


@for_follower
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Take the complaint back, asked once, in words."""
    at = timezone.now()
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" and Move.WITHDRAW not in moves_open(complaint, by=actor_complainant(), at=at):
        raise ImpossibleMove(Move.WITHDRAW)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(complaint_id=complaint.pk, reason=form.cleaned_data["reason"], at=at)
        messages.success(request, _("The complaint is withdrawn."))
        return redirect("tracking:file")
    return render(request, "tracking/acts/withdraw.html", {"form": form, "complaint": complaint, "now": at})
