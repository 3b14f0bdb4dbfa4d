"""When many complaints are a pile, and what an issue needs before it counts as mended."""

from collections.abc import Mapping
from datetime import date

from mazalim.journey.systemic.models import SystemicIssue

MOST_TIED_AT_ONCE = 50
# One category of a body grows so fast that there may be one cause behind it:
FEWEST_OF_A_PILE = 5  # complaints in the newest three months
GROWTH_OF_A_PILE = 1.5  # times the three months before
MONTHS_BEFORE = 12
TITLE_CHARACTERS, TEXT_CHARACTERS, PUBLIC_CHARACTERS = 150, 3_000, 400


def what_lacks(issue: SystemicIssue) -> list[str]:
    """The fields without which nobody can say that the problem is mended."""
    return [name for name in ("cause", "measure") if not getattr(issue, name).strip()]


def is_late(issue: SystemicIssue, *, today: date) -> bool:
    """Whether the corrective action should have been done by now."""
    return issue.state == SystemicIssue.State.OPEN and issue.due_date is not None and issue.due_date < today


def mean(counts: Mapping[date, int]) -> float | None:
    """Complaints a month, of months that are over; None where there is none."""
    return sum(counts.values()) / len(counts) if counts else None
