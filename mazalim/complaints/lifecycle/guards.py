"""The guards that open or close a move: windows, counts, second persons. All of them stand here, and nowhere else."""

from datetime import datetime, timedelta

from mazalim.complaints.deadlines import CEILING, window_end
from mazalim.complaints.lifecycle.hands import Actor
from mazalim.complaints.models import Complaint, PauseContest, State
from mazalim.country.queries import calendar

UNDO_WINDOW = timedelta(minutes=10)


def can_still(complaint: Complaint, *, days: int, at: datetime) -> bool:
    """Whether a window that runs from the reply is open."""
    return complaint.answered_at is not None and at <= window_end(complaint.answered_at, days, calendar())


def always(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """No condition but state and hand."""
    return True


def may_be_referred(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """A ruling of the central desk binds: who was given the complaint by it keeps it."""
    return not complaint.is_ruled


def may_be_taken_up(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """A case without an officer, in a later round by somebody else than who drafted the doubted reply."""
    return complaint.officer_id is None and actor.officer_id != complaint.drafter_id


def may_ask(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The clock may be paused only so often, and for so many days in all."""
    return complaint.pauses < complaint.terms.pause_limit and complaint.paused_days < complaint.terms.pause_limit_days


def has_open_question(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The pause was lifted, and the question waits all the same."""
    return complaint.open_question > 0


def may_contest_pause(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Once for each pause."""
    return not complaint.pause_contest


def may_judge_pause(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The pause is contested, and somebody else than the case's officer looks at it."""
    return complaint.pause_contest == PauseContest.OPEN and actor.officer_id != complaint.officer_id


def may_extend(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Once in a round, and only while the deadline has not passed."""
    return not complaint.is_extended and complaint.due_at is not None and at <= complaint.due_at


def is_just_done(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Within ten minutes, and only what happened last; the action looks whose act it was."""
    return at <= complaint.last_entry_at + UNDO_WINDOW


def is_second_person(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Whoever drafted a reply never approves it."""
    return actor.officer_id is not None and actor.officer_id != complaint.drafter_id


def has_points(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Suggestions, remarks and praise are answered as a whole."""
    return not complaint.is_short_lane


def may_send_alone(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The short lane, or a profile that lets one person reply."""
    return complaint.is_short_lane or complaint.terms.reply_one_person


def may_rate(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Once a round, within the window; the decision of an appeal is not rated, for its figures are not the body's."""
    return (
        not complaint.is_final
        and complaint.rated_round < complaint.round
        and can_still(complaint, days=complaint.terms.rate_window_days, at=at)
    )


def may_reopen(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Open to doubt so often, within the window that runs from the reply; not after an appeal was decided."""
    terms = complaint.terms
    return (
        not complaint.is_final
        and complaint.reopened_by_complainant < terms.reopen_limit
        and can_still(complaint, days=terms.reopen_window_days, at=at)
    )


def may_appeal(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """One level: after a refusal or a reply within the window; against silence once the deadline has passed or that was certified."""
    if complaint.is_appealed or complaint.is_short_lane:
        return False
    if complaint.is_open:
        return CEILING in complaint.steps_done or (complaint.due_at is not None and at > complaint.due_at and not complaint.is_paused)
    return can_still(complaint, days=complaint.terms.appeal_window_days, at=at)


def may_decide_appeal(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Whoever worked on the case or wrote its reply decides on neither."""
    return actor.officer_id not in {complaint.officer_id, complaint.drafter_id}


def owes_reply(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The appeal is for silence, and no reply has come since."""
    return complaint.owes_reply_under_appeal


def may_send_alone_under_appeal(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The appeal is for silence, and the profile lets one person reply."""
    return complaint.owes_reply_under_appeal and may_send_alone(complaint, actor, at)


def is_second_person_under_appeal(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The appeal is for silence, and somebody else drafted the late reply."""
    return complaint.owes_reply_under_appeal and is_second_person(complaint, actor, at)


def is_final(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """An appeal was decided: the case cannot be opened again."""
    return complaint.is_final


def may_add(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Words and files are welcome while the case is open or answered, and after closing until the window ends."""
    return complaint.state != State.CLOSED or can_still(complaint, days=complaint.terms.reopen_window_days, at=at)


def may_be_split(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """In the first round, and not against a ruling of the central desk; suggestions, remarks and praise have no points to divide."""
    return complaint.round == 1 and not complaint.is_short_lane and not complaint.is_ruled


def may_lead(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """A complaint in its first round may be answered together with another one of the same person."""
    return complaint.round == 1 and not complaint.is_short_lane


def may_be_joined(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """As the lead; but who leads others does not follow."""
    return may_lead(complaint, actor, at) and not complaint.has_joined


def is_joined(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The case waits for the reply of another one."""
    return complaint.joined_to_id is not None


def concerns_official(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """An official is accused, or somebody thought so."""
    return complaint.accuses_official or complaint.is_guarded


def is_guarded(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """Nobody outside its desk reads the case."""
    return complaint.is_guarded


def may_be_released(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """It is known who the official is, or that it is nobody here."""
    return complaint.is_guarded and bool(complaint.official_found)


def may_be_held(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """A legal hold is set once, while something is left to be kept."""
    return not complaint.is_held and not (
        complaint.texts_disposed_at and complaint.identity_disposed_at and complaint.enclosures_disposed_at
    )


def is_held(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """A legal hold is in force."""
    return complaint.is_held


def may_be_disposed(complaint: Complaint, actor: Actor, at: datetime) -> bool:
    """The case has ended and no legal hold keeps it."""
    return complaint.closed_at is not None and not complaint.is_held
