"""When nobody can say whether a transaction was kept."""

from django.db import OperationalError


class OutcomeUnknown(OperationalError):
    """The commit was sent, and whether it is safe is not known: the standby did not confirm it in time, or the line broke before the answer.

    Never to be told as success, nor as failure: whoever asked tries again with the same idempotency key and is then told what became of it.
    """
