"""What the worker does for administrators."""

from datetime import datetime

from mazalim.administration.closing.actions import move_cases as move_next_cases
from mazalim.administration.retention.actions import carry_out
from mazalim.administration.roles.actions import begin as begin_role
from mazalim.work.models import Job


def begin(job: Job, at: datetime) -> None:
    """Let a role or an address begin whose day has come."""
    begin_role(proposal_id=job.payload["proposal"], at=at)


def dispose(job: Job, at: datetime) -> None:
    """Dispose of the next cases of an agreed list."""
    carry_out(disposal_id=job.payload["disposal"], at=at)


def move_cases(job: Job, at: datetime) -> None:
    """Move the next cases of a body or desk that is being closed."""
    move_next_cases(closing_id=job.payload["closing"], at=at)
