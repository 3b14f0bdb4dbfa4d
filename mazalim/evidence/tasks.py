"""What the worker does with files."""

from datetime import datetime

from mazalim.evidence.actions.objects import CannotKeep, take_away
from mazalim.work.models import Job


def take_objects_away(job: Job, at: datetime) -> None:
    """Delete objects that the storage would not delete when their file was destroyed. Raises CannotKeep to be tried again."""
    if left := take_away(job.payload["paths"]):
        raise CannotKeep(f"{len(left)} objects could not be deleted.")
