"""Acts that need a second account: refuse, extend, open the identity, look at a pause again."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Status
from pydantic import Field

from mazalim.complaints.door import case_shown_to
from mazalim.complaints.models import Complaint, Entry, IdentityMode
from mazalim.journey.casework import actions
from mazalim.journey.casework.api.acting import Reasoned, Versioned, acted, given, on_case, router
from mazalim.journey.casework.forms import DecisionForm, PauseForm, ReasonForm, RefusalForm
from mazalim.web.problems import NOT_NOW, Problem, cleaned


class RefusalAsked(Versioned):
    """What the complainant would read."""

    reason: str = Field(examples=["before_a_court"])
    text: str
    legal_basis: str
    where_to_go: str


class Decided(Versioned):
    """What the second person says."""

    decision: str = Field(description=gettext_noop("agree or decline; of a pause, lift or uphold."), examples=["agree"])
    why: str = ""


@on_case(router, "refusal", "propose_refusal", gettext_noop("Propose to refuse the complaint"))
def propose_refusal(request: HttpRequest, case_number: str, asked: RefusalAsked) -> Status[Any]:
    """Propose that the complaint is not admissible."""
    complaint = case_shown_to(request, case_number)
    typed = cleaned(RefusalForm(asked.model_dump()))
    refusal = actions.Refusal(typed["reason"], typed["text"], typed["legal_basis"], typed["where_to_go"])
    return acted(request, complaint, actions.propose_refusal(**given(request, complaint, asked), refusal=refusal))


@on_case(router, "refusal/decision", "decide_refusal", gettext_noop("Decide on the refusal"))
def decide_refusal(request: HttpRequest, case_number: str, asked: Decided) -> Status[Any]:
    """Agree to the refusal that waits, or say no."""
    return _decided(request, case_number, asked, agree=actions.refuse, decline=actions.decline_refusal)


@on_case(router, "extension", "propose_extension", gettext_noop("Propose more time"))
def propose_extension(request: HttpRequest, case_number: str, asked: Reasoned) -> Status[Any]:
    """Ask for more time."""
    complaint = case_shown_to(request, case_number)
    reason = cleaned(ReasonForm(asked.model_dump()))["reason"]
    return acted(request, complaint, actions.propose_extension(**given(request, complaint, asked), reason=reason))


@on_case(router, "extension/decision", "decide_extension", gettext_noop("Decide on more time"))
def decide_extension(request: HttpRequest, case_number: str, asked: Decided) -> Status[Any]:
    """Agree to more time, or say no."""
    return _decided(request, case_number, asked, agree=actions.extend, decline=actions.decline_extension)


@on_case(router, "identity", "reveal", gettext_noop("Open the identity"))
def reveal(request: HttpRequest, case_number: str, asked: Reasoned) -> Status[Any]:
    """Open the identity where one account may; else propose it to a second person."""
    complaint = case_shown_to(request, case_number)
    what = {**given(request, complaint, asked), "reason": cleaned(ReasonForm(asked.model_dump()))["reason"]}
    return acted(request, complaint, _reveal(complaint, what))


def _reveal(complaint: Complaint, what: dict[str, Any]) -> Entry:
    if complaint.identity_mode == IdentityMode.CONFIDENTIAL or complaint.accuses_official or complaint.is_guarded:
        return actions.propose_reveal(**what)
    what.pop("version")  # it changes nothing that somebody else could have written
    return actions.reveal(**what)


@on_case(router, "identity/decision", "decide_reveal", gettext_noop("Decide on opening the identity"))
def decide_reveal(request: HttpRequest, case_number: str, asked: Decided) -> Status[Any]:
    """Agree to open the identity to a colleague, or say no."""
    return _decided(request, case_number, asked, agree=actions.agree_reveal, decline=actions.decline_reveal)


@on_case(router, "pause/decision", "decide_pause", gettext_noop("Decide on the pause"))
def decide_pause(request: HttpRequest, case_number: str, asked: Decided) -> Status[Any]:
    """Let the clock run again although a question waits, or uphold the pause and say why."""
    complaint = case_shown_to(request, case_number)
    typed = cleaned(PauseForm(asked.model_dump()))
    what = {**given(request, complaint, asked), "text": typed["why"]}
    try:
        entry = actions.lift_pause(**what) if typed["decision"] == PauseForm.LIFT else actions.uphold_pause(**what)
    except actions.SamePerson as error:
        raise Problem(NOT_NOW, _("You asked this question yourself. Another person has to decide.")) from error
    return acted(request, complaint, entry)


def _decided(request: HttpRequest, case_number: str, asked: Decided, *, agree: Any, decline: Any) -> Status[Any]:
    complaint = case_shown_to(request, case_number)
    typed = cleaned(DecisionForm(asked.model_dump()))
    what = given(request, complaint, asked)
    try:
        entry = agree(**what) if typed["decision"] == DecisionForm.AGREE else decline(**what, reason=typed["why"])
    except actions.SamePerson as error:
        raise Problem(NOT_NOW, _("You proposed this yourself. Another person has to decide.")) from error
    return acted(request, complaint, entry)
