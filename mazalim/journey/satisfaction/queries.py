"""What the complainant may still say of the reply."""

from datetime import date

from mazalim.complaints.models import Complaint
from mazalim.journey.replies.models import Commitment
from mazalim.journey.satisfaction.rules import may_be_disputed


def disputable_promise(complaint: Complaint, *, reply: int, number: int, on: date) -> Commitment | None:
    """The promise of a reply, while it may be called broken. The caller has found the complaint by code and contact."""
    promise = Commitment.objects.filter(complaint=complaint, entry__number=reply, number=number).first()
    return promise if promise is not None and may_be_disputed(promise, on=on) else None
