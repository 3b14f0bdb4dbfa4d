"""Why an act of the complainant is not possible now, in words."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.complaints.lifecycle import Move, can_still
from mazalim.complaints.models import Complaint, State

_ENDED = {
    State.WITHDRAWN: _("The complaint was withdrawn."),
    State.INADMISSIBLE: _("The complaint was not admitted; the letter says how to appeal."),
    State.UNDER_APPEAL: _("An appeal is being decided."),
}
_ANSWERED = {State.ANSWERED, State.CLOSED}


def why_not(what: Move, complaint: Complaint, *, at: datetime) -> str | Promise:
    """The reason that stands in the way of a move, for a complaint as it is now."""
    if what == Move.APPEAL and complaint.state not in {State.UNDER_APPEAL, State.WITHDRAWN}:
        return _why_no_appeal(complaint)
    if what == Move.WITHDRAW_APPEAL:
        return _("No appeal is being decided.")
    if complaint.state in _ENDED:
        return _ENDED[State(complaint.state)]
    match what:
        case Move.ANSWER:
            return _("No question waits for an answer.")
        case Move.CONTEST_PAUSE:
            return _("No question waits, or its pause was contested already.")
        case Move.WITHDRAW:
            return _("The complaint has been answered already.")
        case Move.CONFIRM:
            return _("The complaint is closed already.") if complaint.state == State.CLOSED else _("There is no answer yet.")
        case Move.RATE | Move.REOPEN if complaint.state not in _ANSWERED:
            return _("There is no answer yet.")
        case Move.RATE if complaint.rated_round >= complaint.round:
            return _("The answer of this round has been rated already.")
        case Move.REOPEN if complaint.is_final:
            return _("An appeal was decided: the complaint cannot be opened again.")
        case Move.REOPEN if complaint.reopened_by_complainant >= complaint.terms.reopen_limit:
            return _("The complaint was opened again as often as it may be.")
        case Move.MESSAGE | Move.ENCLOSE | Move.RATE | Move.REOPEN if not can_still(complaint, days=_window(what, complaint), at=at):
            return _("The time for this has passed.")
    return _("The complaint has moved on meanwhile.")


def _why_no_appeal(complaint: Complaint) -> str | Promise:
    if complaint.is_appealed:
        return _("An appeal was decided already: there is only one.")
    if complaint.is_short_lane:
        return _("Only a complaint can be appealed.")
    if complaint.is_open:
        return _("The time for the answer has not passed yet.")
    return _("The time for this has passed.")


def _window(what: Move, complaint: Complaint) -> int:
    return complaint.terms.rate_window_days if what == Move.RATE else complaint.terms.reopen_window_days
