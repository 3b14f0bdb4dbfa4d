"""A supervisor's word on a contested pause."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import about_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.queries import case_file
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import PauseForm
from mazalim.journey.casework.views.frame import act_page, case_for, done, given
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def pause(request: HttpRequest, case_number: str) -> HttpResponse:
    """Let the clock run again, or say why the question must be answered first."""
    complaint = case_for(request, case_number, Move.LIFT_PAUSE, Move.UPHOLD_PAUSE)
    form = PauseForm(request.POST or None, initial={"version": complaint.version})
    about_to(request, form)
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == PauseForm.LIFT:
                actions.lift_pause(**given(request, complaint, form), text=form.cleaned_data["why"])
                return done(request, complaint, _("The clock runs again. The complainant is told."))
            actions.uphold_pause(**given(request, complaint, form), text=form.cleaned_data["why"])
            return done(request, complaint, _("The pause stays. The complainant is told why."))
        except actions.SamePerson:
            form.add_error(None, _("You asked this question yourself. Another person has to decide."))
    file = case_file(complaint, shown_to=standing_in(request))
    contest = next((leaf for leaf in reversed(file.leaves) if leaf.kind == Move.CONTEST_PAUSE), None)
    return act_page(request, "pause/decide", complaint, form, contest=contest)
