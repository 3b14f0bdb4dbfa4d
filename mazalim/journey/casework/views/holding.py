"""Take, assign, note, ask; and keep a case beyond its time."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import ActForm, AskForm, AssignForm, NoteForm, ReasonForm
from mazalim.journey.casework.queries import colleagues_by_fit
from mazalim.journey.casework.views.frame import act_page, case_for, done, given
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, case_number: str) -> HttpResponse:
    """Pick the case up."""
    complaint = case_for(request, case_number, Move.TAKE)
    form = ActForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.take(**given(request, complaint, form))
        return done(request, complaint, _("The case is yours."))
    return act_page(request, "take", complaint, form)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, case_number: str) -> HttpResponse:
    """Give the case to an officer of its desk."""
    complaint = case_for(request, case_number, Move.ASSIGN)
    colleagues = colleagues_by_fit(complaint, shown_to=standing_in(request), at=timezone.now())
    form = AssignForm(request.POST or None, colleagues=colleagues, initial={"version": complaint.version, "officer": complaint.officer_id})
    if form.is_valid():
        try:
            actions.assign(**given(request, complaint, form), officer_id=form.cleaned_data["officer"])
        except actions.NotAtDesk:
            form.add_error("officer", _("This officer does not work at the desk any more"))
        else:
            return done(request, complaint, _("The case is assigned."))
    return act_page(request, "assign", complaint, form, colleagues=colleagues)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, case_number: str) -> HttpResponse:
    """Write an internal note."""
    complaint = case_for(request, case_number, Move.NOTE)
    form = NoteForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        # A note overwrites nothing, so it needs no version: it may be added though somebody else was quicker.
        actions.note(complaint_id=complaint.pk, by=standing_in(request), text=form.cleaned_data["text"], at=timezone.now())
        return done(request, complaint, _("The note is in the file."))
    return act_page(request, "note", complaint, form)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case_number: str) -> HttpResponse:
    """Ask the complainant."""
    complaint = case_for(request, case_number, Move.ASK)
    form = AskForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.ask(**given(request, complaint, form), question=form.cleaned_data["question"])
        return done(request, complaint, _("The question is on its way. The clock stands still until the answer."))
    left = complaint.terms.pause_limit - complaint.pauses - 1
    return act_page(request, "ask", complaint, form, left=left)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, case_number: str) -> HttpResponse:
    """Put a legal hold on the case."""
    complaint = case_for(request, case_number, Move.HOLD)
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.hold(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        return done(request, complaint, _("The case is kept until the hold is lifted."))
    return act_page(request, "hold", complaint, form)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def lift_hold(request: HttpRequest, case_number: str) -> HttpResponse:
    """Lift the legal hold."""
    complaint = case_for(request, case_number, Move.LIFT_HOLD)
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.lift_hold(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        return done(request, complaint, _("The hold is lifted."))
    return act_page(request, "lift_hold", complaint, form)
