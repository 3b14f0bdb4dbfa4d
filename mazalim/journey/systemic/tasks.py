"""What the worker does for this stage."""

from datetime import datetime

from mazalim.journey.systemic import actions
from mazalim.work.models import Job


def tell_mended(job: Job, at: datetime) -> None:
    """Tell complainants that the cause is mended; a later job goes on with who is left."""
    actions.tell_mended(issue_id=job.payload["issue"], at=at)
