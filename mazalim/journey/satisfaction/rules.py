"""When a promise may be called broken."""

from datetime import date

from mazalim.journey.replies.models import Commitment


def may_be_disputed(promise: Commitment, *, on: date) -> bool:
    """When the body says that it kept it, or the promised day is over; not while it stands as broken."""
    return promise.broken_at is None and (promise.kept_at is not None or promise.due_date < on)
