"""Acts that need a second person: refuse and extend. The page proposes, or decides what a colleague proposed."""

import json
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.common.clock import day_of
from mazalim.complaints.door import about_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move
from mazalim.complaints.models import Complaint, Proposal
from mazalim.country.queries import calendar
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import DecisionForm, ReasonForm, RefusalForm
from mazalim.journey.casework.queries import proposal_waiting
from mazalim.journey.casework.rules import REFUSAL_REASONS, is_second_person
from mazalim.journey.casework.views.frame import act_page, case_for, decided, done, given, may
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def propose_refusal(request: HttpRequest, case_number: str) -> HttpResponse:
    """Propose that the complaint is not admissible."""
    complaint = case_for(request, case_number, Move.PROPOSE_REFUSAL)
    waiting = proposal_waiting(complaint, Proposal.Act.REFUSE, at=timezone.now())
    form = RefusalForm(request.POST or None, initial={"version": complaint.version})
    about_to(request, form)
    if waiting is not None and request.method == "POST":
        raise actions.AlreadyProposed(Move.PROPOSE_REFUSAL)  # a colleague was quicker; what was typed is shown again
    if waiting is not None:
        return act_page(request, "refusal/waits", complaint, None, proposal=waiting, words=json.loads(waiting.text))
    if form.is_valid():
        words = form.cleaned_data
        actions.propose_refusal(
            **given(request, complaint, form),
            refusal=actions.Refusal(words["reason"], words["text"], words["legal_basis"], words["where_to_go"]),
        )
        return done(request, complaint, _("The refusal is proposed. Another person decides."))
    return act_page(request, "refusal/propose", complaint, form)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, case_number: str) -> HttpResponse:
    """Agree to a refusal, or say no. Who may only propose one reads what waits."""
    complaint = case_for(request, case_number, Move.REFUSE, Move.PROPOSE_REFUSAL)
    proposal = proposal_waiting(complaint, Proposal.Act.REFUSE, at=timezone.now())
    decides = may(request, complaint, Move.REFUSE)
    if proposal is None:
        raise ImpossibleMove(Move.REFUSE) if decides else PermissionDenied
    if not decides:
        return act_page(request, "refusal/waits", complaint, None, proposal=proposal, words=json.loads(proposal.text))
    is_mine = not is_second_person(proposal, standing_in(request).officer_id)
    form = DecisionForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        return decided(
            request,
            complaint,
            form,
            agree=actions.refuse,
            agreed=_("The complaint is refused. The complainant is told."),
            decline=actions.decline_refusal,
            declined=_("The refusal is declined. The officer is told."),
        )
    words = json.loads(proposal.text)
    ground = REFUSAL_REASONS.get(words["reason"], "")
    return act_page(request, "refusal/decide", complaint, form, proposal=proposal, words=words, ground=ground, is_mine=is_mine)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, case_number: str) -> HttpResponse:
    """Propose more time, or decide it."""
    complaint = case_for(request, case_number, Move.PROPOSE_EXTENSION, Move.EXTEND)
    proposal = proposal_waiting(complaint, Proposal.Act.EXTEND, at=timezone.now())
    days = calendar()
    new_date = days.add(day_of(complaint.due_at, days.zone), complaint.terms.extension) if complaint.due_at else None
    if proposal is None:
        return _propose_extension(request, complaint, new_date)
    if request.method == "POST" and "reason" in request.POST:
        about_to(request, ReasonForm(request.POST))
        raise actions.AlreadyProposed(Move.PROPOSE_EXTENSION)
    if not may(request, complaint, Move.EXTEND):
        return act_page(request, "extension/waits", complaint, None, proposal=proposal, new_date=new_date)
    return _decide_extension(request, complaint, proposal, new_date)


def _propose_extension(request: HttpRequest, complaint: Complaint, new_date: date | None) -> HttpResponse:
    if not may(request, complaint, Move.PROPOSE_EXTENSION):
        raise ImpossibleMove(Move.EXTEND)
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.propose_extension(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        return done(request, complaint, _("More time is proposed. Another person decides."))
    return act_page(request, "extension/propose", complaint, form, new_date=new_date)


def _decide_extension(request: HttpRequest, complaint: Complaint, proposal: Proposal, new_date: date | None) -> HttpResponse:
    form = DecisionForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        return decided(
            request,
            complaint,
            form,
            agree=actions.extend,
            agreed=_("The deadline is moved. The complainant is told."),
            decline=actions.decline_extension,
            declined=_("More time is declined. The officer is told."),
        )
    is_mine = not is_second_person(proposal, standing_in(request).officer_id)
    return act_page(request, "extension/decide", complaint, form, proposal=proposal, new_date=new_date, is_mine=is_mine)
