"""Jobs of tracking."""

from datetime import datetime

from mazalim.complainants.contacts import Address
from mazalim.journey.tracking import actions
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job


def send_entry_code(job: Job, at: datetime) -> None:
    """Send the verification code that a right pair needs after too many failures; a wrong pair's job does nothing."""
    sealed = sealed_part(job)
    contact = Address(sealed["channel"], sealed["address"])
    actions.send_entry_code(complaint_id=sealed["complaint"], contact=contact, language=job.payload["language"], at=at)


def send_lost_code(job: Job, at: datetime) -> None:
    """Send a verification code to a contact that has a complaint."""
    sealed = sealed_part(job)
    contact = Address(sealed["channel"], sealed["address"])
    actions.send_lost_code(contact=contact, language=job.payload["language"], asked_by=sealed.get("asked_by", ""), at=at)


def change_contact(job: Job, at: datetime) -> None:
    """Put a new contact in place whose day of waiting is over."""
    actions.apply_contact_change(complaint_id=job.payload["complaint"], at=at)
