"""Change the e-mail or phone of a complaint: proved by a code to the new one, told to the old one, and slow where there was only one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mazalim.common.clock import stamp
from mazalim.common.crypto import contact_mark, seal, unseal
from mazalim.complainants import actions as vault
from mazalim.complainants.contacts import Address
from mazalim.complainants.queries import contacts_of
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_complainant, move
from mazalim.complaints.models import Complaint
from mazalim.journey.tracking.models import PendingContact
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.verification.actions import Outcome, check, issue
from mazalim.work.actions import enqueue

DELAY = timedelta(hours=24)


class SameContact(Exception):
    """The complaint has this contact already."""


class ContactCodeNotRight(Exception):
    """Not the code that was sent to the new contact, or it is too old."""


@dataclass(frozen=True)
class ContactChange:
    """What becomes of a proved new contact: `takes_effect_at` is now, or a day later."""

    channel: str
    takes_effect_at: datetime
    is_waiting: bool


def _binding(complaint_id: int, contact: Address) -> str:
    return f"contact:{complaint_id}:{contact_mark(contact.address, of=contact.channel)}"


def request_contact_change(*, complaint_id: int, contact: Address, language: str, at: datetime, network: str = "") -> datetime:
    """Send a code to the new contact and return until when it lives.

    Raises SameContact, or what verification.issue raises (TooManyCodes, PrefixNotServed, SmsBudgetSpent).
    """
    complaint = Complaint.objects.only("complainant_ref").get(pk=complaint_id)
    if contact in contacts_of(complaint.complainant_ref):
        raise SameContact
    binding = _binding(complaint_id, contact)
    return issue(binding=binding, channel=contact.channel, address=contact.address, language=language, at=at, network=network)


def confirm_contact_change(*, complaint_id: int, contact: Address, typed: str, at: datetime) -> ContactChange:
    """Put the new contact in place, at once or, where the complaint had only one, after 24 hours; the old ones are told now.

    The try is counted in any case. Raises ContactCodeNotRight.
    """
    with transaction.atomic():
        outcome = check(binding=_binding(complaint_id, contact), typed=typed, at=at)
        if outcome == Outcome.RIGHT:
            return _change(complaint_id, contact, at)
    raise ContactCodeNotRight


def _change(complaint_id: int, contact: Address, at: datetime) -> ContactChange:
    complaint = locked(complaint_id)
    old = contacts_of(complaint.complainant_ref)
    is_waiting = len(old) < 2
    takes_effect_at = at + DELAY if is_waiting else at
    PendingContact.objects.filter(complaint=complaint).delete()
    if is_waiting:
        row = PendingContact(complaint=complaint, channel=contact.channel, asked_at=at, takes_effect_at=takes_effect_at)
        row.sealed = seal(contact.address, place=row.place)
        row.save(force_insert=True)
        enqueue("tracking.change_contact", {"complaint": complaint.pk}, at=at, run_at=takes_effect_at)
    else:
        vault.change_contact(ref=complaint.complainant_ref, channel=contact.channel, contact=contact.address, at=at)
    step = {"step": "asked", "from": stamp(takes_effect_at)} if is_waiting else {"step": "changed"}
    _write_down(complaint, contact.channel, step, at)
    for one in old:
        send(
            kind="contact_change_asked" if is_waiting else "contact_changed",
            channel=one.channel,
            address=one.address,
            language=complaint.language,
            values={"code_hint": complaint.code_hint, "link": link("tracking:enter", complaint.language)},
            case=complaint.case_number,
            at=at,
        )
    return ContactChange(contact.channel, takes_effect_at, is_waiting)


@transaction.atomic
def cancel_contact_change(*, complaint_id: int, at: datetime) -> bool:
    """Stop a change that waits; False where none does."""
    complaint = locked(complaint_id)
    row = PendingContact.objects.filter(complaint=complaint).first()
    if row is None:
        return False
    row.delete()
    _write_down(complaint, row.channel, {"step": "cancelled"}, at)
    return True


@transaction.atomic
def apply_contact_change(*, complaint_id: int, at: datetime) -> bool:
    """Put a contact in place whose day is over; False where it was cancelled or replaced by a later one."""
    complaint = locked(complaint_id)
    row = PendingContact.objects.filter(complaint=complaint, takes_effect_at__lte=at).first()
    if row is None:
        return False
    vault.change_contact(ref=complaint.complainant_ref, channel=row.channel, contact=unseal(row.sealed, place=row.place), at=at)
    row.delete()
    _write_down(complaint, row.channel, {"step": "changed"}, at)
    return True


def _write_down(complaint: Complaint, channel: str, step: dict[str, str], at: datetime) -> None:
    move(complaint, Move.CHANGE_CONTACT, by=actor_complainant(), payload={"channel": channel, **step}, at=at)
