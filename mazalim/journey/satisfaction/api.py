"""What the complainant says of the reply, for machines: the same actions as the pages'."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Status
from pydantic import Field, StrictInt

from mazalim.common.text import number_in
from mazalim.complaints.lifecycle import Move
from mazalim.journey.intake.api import Asked, Ident
from mazalim.journey.satisfaction import actions
from mazalim.journey.satisfaction.forms import DisputeForm, RateForm, ReopenForm
from mazalim.journey.tracking.api import Done, TrackingToken, act, cleaned, possible
from mazalim.work.api import idempotent

router = Router(tags=["complaint"])
bearer = TrackingToken()


class Rated(Asked):
    """How good the answer is."""

    score: StrictInt = Field(description=gettext_noop("From 1 (very poor) to 5 (very good)."), examples=[4])
    comment: str = ""


class Disputed(Asked):
    """What was not done."""

    reply: Ident = Field(description=gettext_noop("The id of the reply's entry."))
    number: StrictInt = Field(description=gettext_noop("The place of the promise in the reply."), examples=[1])
    reason: str = Field(description=gettext_noop("What was not done."))


class Reopened(Asked):
    """What is missing."""

    reason: str = Field(description=gettext_noop("What is missing or wrong in the answer."))


@router.post(
    "/complaint/confirm",
    response={201: Done},
    auth=bearer,
    operation_id="confirm",
    summary=gettext_noop("Confirm that the matter is settled"),
    description=gettext_noop("The complaint is closed. Nothing needs to be sent along."),
)
@idempotent("complaint.confirm", in_transaction=True)
def confirm(request: HttpRequest) -> Status[Any]:
    """Close the complaint."""
    possible(request, Move.CONFIRM)
    return act(request, Move.CONFIRM, lambda pk, at: actions.confirm(complaint_id=pk, at=at))


@router.post(
    "/complaint/rating",
    response={201: Done},
    auth=bearer,
    operation_id="rate",
    summary=gettext_noop("Rate the answer"),
    description=gettext_noop("Once a round."),
)
@idempotent("complaint.rating", in_transaction=True)
def rate(request: HttpRequest, rating: Rated) -> Status[Any]:
    """A number and a comment."""
    possible(request, Move.RATE)
    form = cleaned(RateForm({"score": str(rating.score), "comment": rating.comment}))
    return act(request, Move.RATE, lambda pk, at: actions.rate(complaint_id=pk, score=form["score"], comment=form["comment"], at=at))


@router.post(
    "/complaint/reopen",
    response={201: Done},
    auth=bearer,
    operation_id="reopen",
    summary=gettext_noop("Open the complaint again"),
    description=gettext_noop("Somebody else at the body looks at it in a new round."),
)
@idempotent("complaint.reopen", in_transaction=True)
def reopen(request: HttpRequest, doubt: Reopened) -> Status[Any]:
    """Say what is missing."""
    possible(request, Move.REOPEN)
    reason = cleaned(ReopenForm({"reason": doubt.reason}))["reason"]
    return act(request, Move.REOPEN, lambda pk, at: actions.reopen(complaint_id=pk, reason=reason, at=at), actions.CannotReopen)


@router.post(
    "/complaint/dispute",
    response={201: Done},
    auth=bearer,
    operation_id="dispute",
    summary=gettext_noop("Say that a promise was not kept"),
    description=gettext_noop("The complaint is opened again. This does not count among the times it may be re-opened."),
)
@idempotent("complaint.dispute", in_transaction=True)
def dispute(request: HttpRequest, doubt: Disputed) -> Status[Any]:
    """Say which promise, and what was not done."""
    possible(request, Move.BREAK_COMMITMENT)
    reason = cleaned(DisputeForm({"reason": doubt.reason}))["reason"]
    reply = number_in(doubt.reply) or 0
    return act(
        request,
        Move.BREAK_COMMITMENT,
        lambda pk, at: actions.break_commitment(complaint_id=pk, reply=reply, number=doubt.number, reason=reason, at=at),
        actions.NothingToDispute,
    )
