"""Enter a file with code and contact. Who guesses learns nothing: not from the page, not from the work done, not from what is refused."""

import uuid
from datetime import datetime

from django.db import transaction

from mazalim.common.logs import security_event
from mazalim.complainants.contacts import Address
from mazalim.complainants.queries import IDENTITY_NUMBER, has_contact
from mazalim.complaints.access import Follower
from mazalim.complaints.codes import code_hashes, read_code
from mazalim.complaints.models import Complaint
from mazalim.verification.actions import RIGHT_PAIR, CannotSendCode, Outcome, check, issue
from mazalim.work import limits
from mazalim.work.actions import enqueue
from mazalim.work.models import Lane

EVERYWHERE = "all"
NOBODY = 0  # stands in for the id of a complaint that does not exist


class NotFound(Exception):
    """There is no complaint with this code and this contact; nobody is told which of them is wrong."""


class CodeNeeded(Exception):
    """After too many failures the right pair has to show a verification code as well; wrong pairs are asked for one all the same."""


class CodeNotRight(CodeNeeded):
    """What was typed is not the living verification code of this pair."""


def binding_of(complaint_id: int) -> str:
    """What the verification code of an entry is bound to."""
    return f"follow:{complaint_id}"


@transaction.atomic
def _enter(
    *, signs: str, contact: Address, network: str, verification_code: str | None, language: str, at: datetime
) -> Follower | Exception:
    """Returns instead of raising, so that the counts are kept."""
    found = Complaint.objects.filter(code_hash__in=code_hashes(signs)).values_list("pk", "complainant_ref").first()
    complaint_id, ref = found or (NOBODY, uuid.UUID(int=0))
    is_right = has_contact(ref, channel=contact.channel, contact=contact.address) and bool(found)
    are_spent = limits.are_spent(_limits(signs, network), at=at)
    refusal: Exception
    if not are_spent:
        if is_right:
            return Follower(complaint_id)
        refusal = NotFound()
    elif verification_code is None:
        refusal = CodeNeeded()
        # The worker finds out whether the pair is right, and sends; here the same row is written for every pair.
        sealed = {"complaint": complaint_id if is_right else NOBODY, "channel": contact.channel, "address": contact.address}
        enqueue("tracking.send_entry_code", {"language": language}, sealed=sealed, at=at, lane=Lane.CODES)
    else:
        outcome = check(binding=binding_of(complaint_id if is_right else NOBODY), typed=verification_code, at=at)
        if outcome == Outcome.RIGHT and is_right:
            return Follower(complaint_id)
        refusal = CodeNotRight()
    for limit, key in _limits(signs, network):
        limits.count(limit, key, at=at)
    security_event("follow_refused", network=network, outcome=type(refusal).__name__)
    return refusal


def _limits(signs: str, network: str) -> tuple[tuple[str, str], ...]:
    return (
        ("tracking_failures_per_code", signs),
        ("tracking_failures_per_network", network),
        ("tracking_failures_everywhere", EVERYWHERE),
    )


def follow(
    *, code: str, contact: Address, network: str, at: datetime, language: str = "en", verification_code: str | None = None
) -> Follower:
    """Who shows a complaint's code (as typed) and its proved contact may see that one complaint.

    Only failures are counted: per code, per network and in all. Once one of these limits is spent, a verification code goes to the contact of the
    right pair and has to be given as `verification_code` with the same pair; nothing is ever refused to the right person.
    `language` is that of the code's notice. Raises NotFound, CodeNeeded or CodeNotRight.
    """
    signs = read_code(code) or code[:64].upper()
    result = _enter(signs=signs, contact=contact, network=network, verification_code=verification_code, language=language, at=at)
    if isinstance(result, Exception):
        raise result
    return result


def send_entry_code(*, complaint_id: int, contact: Address, language: str, at: datetime) -> bool:
    """Send the verification code of a right pair; False for a wrong one and where the contact has had its codes for the hour or the day."""
    if complaint_id == NOBODY or contact.channel == IDENTITY_NUMBER:  # no code can be sent to a number of paper
        return False
    try:
        issue(
            binding=binding_of(complaint_id),
            channel=contact.channel,
            address=contact.address,
            language=language,
            at=at,
            counted_as=RIGHT_PAIR,
        )
    except CannotSendCode:
        return False  # a code sent before lives on
    return True
