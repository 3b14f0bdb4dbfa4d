"""A lost code is never sent again: whoever proves the contact gets a new one, and the old one dies."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mazalim.common.crypto import contact_mark
from mazalim.complainants.contacts import Address
from mazalim.complainants.queries import contacts_of, refs_with_contact
from mazalim.complaints.actions import locked
from mazalim.complaints.codes import code_hash, new_code, read_code
from mazalim.complaints.lifecycle import Move, actor_complainant, move
from mazalim.complaints.models import Complaint
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.verification.actions import LOST_CODE, CannotSendCode, Outcome, check, issue
from mazalim.work import limits
from mazalim.work.actions import enqueue
from mazalim.work.models import Lane


class TooManyAsked(Exception):
    """This network has asked for too many codes within the hour."""


class LostCodeNotRight(Exception):
    """Not the living verification code of this contact; the same where none was ever sent."""


@dataclass(frozen=True)
class Proved:
    """The complaints of a contact that was just proved."""

    complaint_ids: tuple[int, ...]
    channel: str


def _binding(contact: Address, asked_by: str) -> str:
    return f"lost:{asked_by}:{contact_mark(contact.address, of=contact.channel)}"


@transaction.atomic
def ask_for_lost_code(*, contact: Address, language: str, network: str, at: datetime, asked_by: str = "") -> None:
    """Let the worker send a verification code, if the contact has a complaint: known and unknown contacts cost and look the same here.

    `asked_by` is a random word of the browser that asks. The code counts there alone: strangers who know the contact can neither guess at it
    nor use up its tries.
    Raises TooManyAsked.
    """
    if not limits.count("lost_codes_per_network", network, at=at):
        raise TooManyAsked
    sealed = {"channel": contact.channel, "address": contact.address, "asked_by": asked_by}
    enqueue("tracking.send_lost_code", {"language": language}, sealed=sealed, at=at, lane=Lane.CODES)


def send_lost_code(*, contact: Address, language: str, at: datetime, asked_by: str = "") -> bool:
    """Send the verification code to a contact that has a complaint; False for all others, and where it had its codes for the hour or the day."""
    if not refs_with_contact(channel=contact.channel, contact=contact.address):
        return False
    try:
        issue(
            binding=_binding(contact, asked_by),
            channel=contact.channel,
            address=contact.address,
            language=language,
            at=at,
            counted_as=LOST_CODE,
        )
    except CannotSendCode:
        return False
    return True


def prove_lost(*, contact: Address, typed: str, at: datetime, asked_by: str = "") -> Proved:
    """The complaints of a contact, for the browser that asked and typed the code that was sent to it.

    The try is counted in any case. Raises LostCodeNotRight.
    """
    with transaction.atomic():
        outcome = check(binding=_binding(contact, asked_by), typed=typed, at=at)
    if outcome != Outcome.RIGHT:
        raise LostCodeNotRight
    refs = refs_with_contact(channel=contact.channel, contact=contact.address)
    ids = Complaint.objects.filter(complainant_ref__in=refs).order_by("-lodged_at", "-pk").values_list("pk", flat=True)
    return Proved(tuple(ids), contact.channel)


@transaction.atomic
def renew_code(*, complaint_id: int, at: datetime, channel: str = "") -> str:
    """Give the complaint a new code and return it; the old one is dead at once. It goes to the proved contact of `channel`, else to the first."""
    complaint, code = locked(complaint_id), new_code()
    signs = read_code(code)
    move(complaint, Move.RENEW_CODE, by=actor_complainant(), at=at)
    complaint.code_hash, complaint.code_hint = code_hash(signs), signs[-2:]
    complaint.save(update_fields=["code_hash", "code_hint"])
    contacts = sorted(contacts_of(complaint.complainant_ref), key=lambda contact: contact.channel != channel)
    for contact in contacts[:1]:
        send(
            kind="code_renewed",
            channel=contact.channel,
            address=contact.address,
            language=complaint.language,
            values={"complaint_code": code, "link": link("tracking:enter", complaint.language)},
            case=complaint.case_number,
            at=at,
        )
    return code
