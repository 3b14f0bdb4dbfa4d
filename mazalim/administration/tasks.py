"""What the worker does for administrators."""

from datetime import datetime

from mazalim.administration.roles.actions import begin as begin_role
from mazalim.work.models import Job


def begin(job: Job, at: datetime) -> None:
    """Let a role or an address begin whose day has come."""
    begin_role(proposal_id=job.payload["proposal"], at=at)
