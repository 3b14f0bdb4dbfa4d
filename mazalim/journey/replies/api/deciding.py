"""The reply before a second account: hand in, approve, give back; send alone where one may."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Status
from pydantic import Field

from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.journey.casework.actions import SamePerson
from mazalim.journey.casework.api import Reasoned, Versioned, acted, given, on_case
from mazalim.journey.replies import actions
from mazalim.journey.replies.api.writing import DraftMeant, draft_refused, router
from mazalim.journey.replies.forms.deciding import ApproveForm, SendBackForm
from mazalim.journey.replies.rules import Quality
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_fields

QUALITIES = [[one.value for one in Quality]]


class Approved(Versioned):
    """What was made sure of: all of the short list."""

    checked: list[str] = Field(examples=QUALITIES)


class SentBack(Reasoned):
    """What must change, and what of the short list the reply does not do yet."""

    failed: list[str] = Field([], examples=QUALITIES)


@on_case(router, "draft/hand-in", "hand_in", gettext_noop("Hand in for approval"))
def hand_in(request: HttpRequest, case_number: str, asked: DraftMeant) -> Status[Any]:
    """Lay the draft before a second person."""
    return _leaves(request, case_number, asked, actions.hand_in)


@on_case(router, "draft/send", "send_reply", gettext_noop("Send the reply"))
def send_reply(request: HttpRequest, case_number: str, asked: DraftMeant) -> Status[Any]:
    """Send the draft without a second person, where one may."""
    return _leaves(request, case_number, asked, actions.send_reply)


def _leaves(request: HttpRequest, case_number: str, asked: DraftMeant, act: Any) -> Status[Any]:
    complaint = case_shown_to(request, case_number)
    try:
        entry = act(complaint_id=complaint.pk, by=standing_in(request), version=asked.draft_version, at=timezone.now())
    except (actions.NoDraft, actions.ColleaguesDraft, actions.DraftChanged) as error:
        raise draft_refused(error) from error
    except actions.Incomplete as error:
        raise wrong_fields([(field, _("This field is needed")) for field in error.fields]) from error
    return acted(request, complaint, entry)


@on_case(router, "approval", "approve", gettext_noop("Approve and send"))
def approve(request: HttpRequest, case_number: str, asked: Approved) -> Status[Any]:
    """Agree to the reply as it was handed in, and send it."""
    complaint = case_shown_to(request, case_number)
    form = ApproveForm({"version": asked.version, **dict.fromkeys(asked.checked, "on")})
    cleaned(form, {one.value: "checked" for one in Quality})
    try:
        entry = actions.approve(**given(request, complaint, asked), checked=form.checked)
    except SamePerson as error:
        raise Problem(NOT_NOW, _("You wrote this reply, or a system did. Another person must approve it.")) from error
    return acted(request, complaint, entry)


@on_case(router, "approval/send-back", "send_back", gettext_noop("Send it back"))
def send_back(request: HttpRequest, case_number: str, asked: SentBack) -> Status[Any]:
    """Give the draft back to its author."""
    complaint = case_shown_to(request, case_number)
    typed = cleaned(SendBackForm(asked.model_dump()))
    return acted(request, complaint, actions.send_back(**given(request, complaint, asked), reason=typed["reason"], failed=typed["failed"]))
