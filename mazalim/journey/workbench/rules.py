"""What the tabs of a desk show, and why a case stands among an officer's work."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from mazalim.complaints.models import State
from mazalim.complaints.models.complaint import OPEN_STATES


@dataclass(frozen=True)
class View:
    """A tab: its name in the address, its label, the states it shows, and whether the soonest due or the newest comes first."""

    name: str
    label: str | Promise
    states: tuple[State, ...] = OPEN_STATES
    is_unassigned: bool = False
    is_reopened: bool = False

    @property
    def is_open(self) -> bool:
        """Open cases are sorted by what is due; ended ones by the day of lodging."""
        return self.states[0] in OPEN_STATES


VIEWS = (
    View("due", pgettext_lazy("tab", "Due first")),
    View("unassigned", pgettext_lazy("tab", "Not assigned"), is_unassigned=True),
    View("reopened", pgettext_lazy("tab", "Re-opened"), is_reopened=True),
    View("waiting", pgettext_lazy("tab", "Waiting for the complainant"), states=(State.AWAITING_COMPLAINANT,)),
    View("answered", pgettext_lazy("tab", "Answered"), states=(State.ANSWERED,)),
    View("closed", pgettext_lazy("tab", "Closed"), states=(State.CLOSED, State.INADMISSIBLE, State.WITHDRAWN)),
)


def view_named(name: str) -> View:
    """The tab of this name, or the first."""
    return next((view for view in VIEWS if view.name == name), VIEWS[0])


def why(*, state: str, newest_kind: str, round_number: int, is_next_duty_the_reply: bool) -> str:
    """Why a case stands where it stands among somebody's work: a code that the page puts into words."""
    if state == State.AWAITING_COMPLAINANT:
        return "waiting"
    if state == State.AWAITING_APPROVAL:
        return "approval"
    if newest_kind in {"answer", "message", "enclose", "time_out", "send_back"}:
        return newest_kind
    if newest_kind in {"reopen", "break_commitment", "return_appeal"} or (round_number > 1 and newest_kind in {"assign", "take"}):
        return "reopened"
    return "reply" if is_next_duty_the_reply else "take"
