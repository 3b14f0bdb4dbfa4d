"""Jobs of casework."""

from datetime import datetime

from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint
from mazalim.complaints.tasks import tell_complainant
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions import bulk, conflicts, times
from mazalim.work.models import Job


def delivery_failed(job: Job, at: datetime) -> None:
    """A notice will never arrive at one contact: write it down and try the other channel, but never with a code."""
    complaint = Complaint.objects.select_for_update().get(case_number=job.payload["case"])
    channel, kind = job.payload["channel"], job.payload["kind"]
    move(complaint, Move.DELIVERY_FAILED, by=actor_system(), payload={"channel": channel, "notice": kind}, at=at)
    if kind not in {"acknowledgement", "code_renewed", "verification_code"}:
        tell_complainant(complaint, kind=kind, entry_at=at, at=at, skip_channel=channel)


def tell_of_bulk(job: Job, at: datetime) -> None:
    """The ten minutes in which a bulk act can be undone are over: tell whom it gave cases to."""
    bulk.tell_of_bulk(bulk_id=job.payload["bulk"], at=at)


def follow_grant(job: Job, at: datetime) -> None:
    """An officer got a role: cases that may not lie near them climb."""
    conflicts.follow_grant(officer_id=job.payload["officer"], at=at)


def correct_deadline(job: Job, at: datetime) -> None:
    """The calendar has changed, and one case could not be corrected with the others: try again."""
    times.correct_deadline(complaint_id=job.payload["complaint"], days=calendar(), at=at)
