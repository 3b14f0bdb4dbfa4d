"""The pages of systemic issues: for the office, and one for everybody."""

from mazalim.journey.systemic.views.listing import issue, issues, you_said
from mazalim.journey.systemic.views.tying import tie, tie_case
from mazalim.journey.systemic.views.working import change, end, mend, open_issue

__all__ = ["change", "end", "issue", "issues", "mend", "open_issue", "tie", "tie_case", "you_said"]
