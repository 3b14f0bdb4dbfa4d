"""Open the complainant's identity: alone, or with a second person."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.accounts.views.proving import proved_again
from mazalim.complaints.access import has_revealed
from mazalim.complaints.conflict import stands_outside
from mazalim.complaints.door import about_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move
from mazalim.complaints.models import Complaint, IdentityMode, Proposal
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import DecisionForm, ReasonForm
from mazalim.journey.casework.queries import proposal_waiting
from mazalim.journey.casework.rules import is_second_person
from mazalim.journey.casework.views.frame import act_page, case_for, decided, done, given, may
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@proved_again
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, case_number: str) -> HttpResponse:
    """Open the identity, propose it, or decide what a colleague proposed."""
    complaint = case_for(request, case_number, Move.REVEAL, Move.PROPOSE_REVEAL)
    officer_id = standing_in(request).officer_id
    if has_revealed(complaint, officer_id, at=timezone.now()):
        return act_page(request, "identity/open", complaint, None, is_open=True)
    if not (complaint.identity_mode == IdentityMode.CONFIDENTIAL or complaint.accuses_official or complaint.is_guarded):
        return _alone(request, complaint)
    proposal = proposal_waiting(complaint, Proposal.Act.REVEAL, at=timezone.now())
    if proposal is None:
        return _propose(request, complaint)
    if request.method == "POST" and "reason" in request.POST:
        about_to(request, ReasonForm(request.POST))
        raise actions.AlreadyProposed(Move.PROPOSE_REVEAL)
    if not may(request, complaint, Move.DECLINE_REVEAL) or not _may_decide(complaint, proposal, officer_id):
        return act_page(request, "identity/waits", complaint, None, proposal=proposal)
    return _decide(request, complaint, proposal)


def _may_decide(complaint: Complaint, proposal: Proposal, officer_id: int) -> bool:
    """Another person than who proposed; where an official is accused, one outside that one's line."""
    if not is_second_person(proposal, officer_id):
        return False
    return not (complaint.accuses_official or complaint.is_guarded) or stands_outside(complaint, officer_id)


def _alone(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        try:
            actions.reveal(complaint_id=complaint.pk, by=standing_in(request), reason=form.cleaned_data["reason"], at=timezone.now())
        except actions.NeedsSecondPerson as error:
            raise ImpossibleMove(Move.REVEAL) from error
        return done(request, complaint, _("You see the identity for eight hours. The complainant is told."))
    return act_page(request, "identity/open", complaint, form)


def _propose(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    if not may(request, complaint, Move.PROPOSE_REVEAL):
        raise ImpossibleMove(Move.PROPOSE_REVEAL)
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        actions.propose_reveal(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        return done(request, complaint, _("It is proposed to open the identity. Another person decides."))
    return act_page(request, "identity/open", complaint, form, needs_second=True)


def _decide(request: HttpRequest, complaint: Complaint, proposal: Proposal) -> HttpResponse:
    form = DecisionForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        return decided(
            request,
            complaint,
            form,
            agree=actions.agree_reveal,
            agreed=_("The identity is open to your colleague for eight hours. The complainant is told."),
            decline=actions.decline_reveal,
            declined=_("The identity stays closed. The officer is told."),
        )
    return act_page(request, "identity/decide", complaint, form, proposal=proposal)
