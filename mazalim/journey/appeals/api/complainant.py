"""The complainant's appeal, for machines: the same actions as the pages'."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router, Status
from pydantic import Field

from mazalim.complaints.lifecycle import Move
from mazalim.country.queries import policy_at
from mazalim.journey.appeals import actions
from mazalim.journey.appeals.forms import AppealForm
from mazalim.journey.intake.api import Asked
from mazalim.journey.tracking.api import Done, TrackingToken, act, cleaned, possible
from mazalim.work.api import idempotent

router = Router(tags=["complaint"])
bearer = TrackingToken()


class Appealed(Asked):
    """What the desk above should look at."""

    text: str = Field(description=gettext_noop("What is wrong or missing, and what the decision should be."))


@router.post(
    "/complaint/appeal",
    response={201: Done},
    auth=bearer,
    operation_id="appeal",
    summary=gettext_noop("Appeal to the body above"),
    description=gettext_noop("Against a refusal, an answer, or silence. Once. Files can be added afterwards as enclosures."),
)
@idempotent("complaint.appeal", in_transaction=True)
def appeal(request: HttpRequest, appealed: Appealed) -> Status[Any]:
    """Put the case before the desk above."""
    possible(request, Move.APPEAL)
    text = cleaned(AppealForm({"text": appealed.text}, policy=policy_at(timezone.now())))["text"]
    return act(request, Move.APPEAL, lambda pk, at: actions.appeal(complaint_id=pk, text=text, at=at))


@router.post(
    "/complaint/appeal/withdraw",
    response={201: Done},
    auth=bearer,
    operation_id="withdraw_appeal",
    summary=gettext_noop("Withdraw the appeal"),
    description=gettext_noop("The complaint is then as it was before the appeal. Nothing needs to be sent along."),
)
@idempotent("complaint.appeal.withdraw", in_transaction=True)
def withdraw(request: HttpRequest) -> Status[Any]:
    """Take the appeal back."""
    possible(request, Move.WITHDRAW_APPEAL)
    return act(request, Move.WITHDRAW_APPEAL, lambda pk, at: actions.withdraw_appeal(complaint_id=pk, at=at))
