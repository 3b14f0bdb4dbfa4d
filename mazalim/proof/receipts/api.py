"""The same check for machines."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import Field

from mazalim.proof.receipts.queries import verdict_on
from mazalim.proof.receipts.rules import MOST_BYTES
from mazalim.web.problems import TOO_LARGE, TOO_MANY, Problem
from mazalim.web.views import network_of
from mazalim.work.limits import count, seconds_left

router = Router(tags=["complaint"])
LIMIT = "receipts_checked_per_network"


class ReceiptSays(Schema):
    """What a genuine receipt says."""

    case_number: str
    lodged_at: datetime
    due_at: datetime = Field(description=gettext_noop("By when an answer was promised at lodging."))
    body: str = Field(description=gettext_noop("The code of the public body."), examples=["MUN-EBL"])
    language: str
    enclosures: int


class Checked(Schema):
    """What the check found."""

    outcome: str = Field(
        description=gettext_noop("sealed, not_yet_sealed, missing (genuine, but the file no longer holds it), not_genuine or unreadable."),
        examples=["sealed"],
    )
    sentence: str = Field(description=gettext_noop("The same in words."))
    reason: str = Field(default="", description=gettext_noop("What does not fit."))
    says: ReceiptSays | None = None
    sealed_at: datetime | None = None


@router.post(
    "/receipts/verify",
    response={200: Checked},
    auth=None,
    operation_id="verify_receipt",
    summary=gettext_noop("Check a receipt"),
    description=gettext_noop("The receipt as it was downloaded. It is checked and not kept."),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "object", "required": ["receipt", "signature"], "additionalProperties": True}}
            },
        }
    },
)
def verify(request: HttpRequest) -> Checked:
    """Anybody's receipt."""
    at = timezone.now()
    if not count(LIMIT, network_of(request), at=at):
        raise Problem(TOO_MANY, retry_after=seconds_left(LIMIT, at=at))
    if len(request.body) > MOST_BYTES:
        raise Problem(TOO_LARGE)
    verdict = verdict_on(request.body)
    says: Any = None
    if verdict.says is not None:
        one = verdict.says
        says = ReceiptSays(
            case_number=one.case_number,
            lodged_at=one.lodged_at,
            due_at=one.due_at,
            body=one.body_code,
            language=one.language,
            enclosures=one.enclosures,
        )
    return Checked(
        outcome=verdict.outcome, sentence=str(verdict.sentence), reason=str(verdict.reason), says=says, sealed_at=verdict.sealed_at
    )
