"""Officers' acts and the deadline sweep."""

from datetime import datetime


def sweep(*, at: datetime) -> int:
    """Do every step that time has brought; returns how many."""
    return 0
