"""The one table of moves. Screens, API, documentation and the walk-all test read it; nothing else says what may follow what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache

from mazalim.complaints.lifecycle import guards
from mazalim.complaints.lifecycle.hands import Actor, Hand
from mazalim.complaints.models import Complaint, State, Visibility
from mazalim.complaints.models.complaint import OPEN_STATES

Guard = Callable[[Complaint, Actor, datetime], bool]


class Move(StrEnum):
    """What may happen to a complaint. The entry that a move leaves behind has the same name."""

    LODGE = "lodge"
    ROUTE = "route"
    REFER = "refer"
    PROPOSE_REFUSAL = "propose_refusal"
    REFUSE = "refuse"
    DECLINE_REFUSAL = "decline_refusal"
    TAKE = "take"
    ASSIGN = "assign"
    UNDO_ASSIGN = "undo_assign"
    ASK = "ask"
    ANSWER = "answer"
    TIME_OUT = "time_out"
    CONTEST_PAUSE = "contest_pause"
    LIFT_PAUSE = "lift_pause"
    UPHOLD_PAUSE = "uphold_pause"
    PROPOSE_EXTENSION = "propose_extension"
    EXTEND = "extend"
    DECLINE_EXTENSION = "decline_extension"
    SET_POINTS = "set_points"
    DRAFT_REPLY = "draft_reply"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SEND_REPLY = "send_reply"
    CONFIRM = "confirm"
    CLOSE_BY_SILENCE = "close_by_silence"
    RATE = "rate"
    REOPEN = "reopen"
    BREAK_COMMITMENT = "break_commitment"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    RETURN_APPEAL = "return_appeal"
    ASK_STATEMENT = "ask_statement"
    GIVE_STATEMENT = "give_statement"
    WITHDRAW = "withdraw"
    WITHDRAW_APPEAL = "withdraw_appeal"
    MESSAGE = "message"
    ENCLOSE = "enclose"
    NOTE = "note"
    TIE = "tie"
    UNTIE = "untie"
    CAUSE_MENDED = "cause_mended"
    WITHDRAW_NOTE = "withdraw_note"
    CATEGORISE = "categorise"
    UNDO_CATEGORISE = "undo_categorise"
    PROPOSE_REVEAL = "propose_reveal"
    REVEAL = "reveal"
    DECLINE_REVEAL = "decline_reveal"
    KEEP_COMMITMENT = "keep_commitment"
    CHANGE_CONTACT = "change_contact"
    RENEW_CODE = "renew_code"
    REMIND = "remind"
    WARN = "warn"
    FALL_DUE = "fall_due"
    ESCALATE = "escalate"
    CERTIFY_SILENCE = "certify_silence"
    MISS_DUTY = "miss_duty"
    CORRECT_DEADLINE = "correct_deadline"
    CORRECT_DUTY = "correct_duty"
    MISS_APPEAL = "miss_appeal"
    ESCALATE_APPEAL = "escalate_appeal"
    DELIVERY_FAILED = "delivery_failed"
    PROPOSAL_EXPIRED = "proposal_expired"
    REFUSE_FILE = "refuse_file"
    INHERIT = "inherit"
    CHANGE_DESK = "change_desk"
    LINK = "link"
    UNLINK = "unlink"
    SPLIT = "split"
    JOIN = "join"
    TAKE_IN = "take_in"
    SEPARATE = "separate"
    ANSWER_TOGETHER = "answer_together"
    MATCH_OFFICIAL = "match_official"
    RULE_OUT_OFFICIAL = "rule_out_official"
    CLIMB = "climb"
    RELEASE = "release"
    CALL_SECOND = "call_second"
    RECUSE = "recuse"
    PROPOSE_LIFT = "propose_lift"
    LIFT_EXCLUSION = "lift_exclusion"
    DECLINE_LIFT = "decline_lift"
    HOLD = "hold"
    LIFT_HOLD = "lift_hold"
    DISPOSE = "dispose"


@dataclass(frozen=True)
class Row:
    """One line: from which states, by whose hand, to which state (None: the same), under which guard; who is told what."""

    move: Move
    states: frozenset[State]
    hands: frozenset[Hand]
    to: State | None
    guard: Guard = guards.always
    visibility: Visibility = Visibility.PUBLIC
    # (who, kind of notice); who: complainant, desk, officer, supervisor, above, central, first_body, appeal_supervisor: see complaints.tasks
    told: tuple[tuple[str, str], ...] = field(default=())


_ALL = frozenset(State)
_OPEN = frozenset(OPEN_STATES)
_UNAPPEALED = _OPEN - {State.UNDER_APPEAL}
_WORKED = frozenset({State.WITH_BODY, State.IN_PROGRESS})
_ENDED = frozenset({State.ANSWERED, State.CLOSED})
_STAFF = frozenset({Hand.OFFICER, Hand.SUPERVISOR, Hand.CENTRAL_OFFICER, Hand.APPEAL_OFFICER})
_JOINING = frozenset({Hand.SUPERVISOR, Hand.CENTRAL_OFFICER})
_HOLDING = frozenset({Hand.SUPERVISOR, Hand.CENTRAL_OFFICER})
OVER = frozenset({State.CLOSED, State.INADMISSIBLE, State.WITHDRAWN})
_SORTING = frozenset({Hand.OFFICER, Hand.SUPERVISOR, Hand.CENTRAL_OFFICER})
_IN = Visibility.INTERNAL


def _row(
    what: Move,
    states: frozenset[State] | State,
    hands: frozenset[Hand] | Hand,
    to: State | None = None,
    guard: Guard = guards.always,
    visibility: Visibility = Visibility.PUBLIC,
    **told: str,
) -> Row:
    return Row(
        what,
        frozenset({states}) if isinstance(states, State) else states,
        frozenset({hands}) if isinstance(hands, Hand) else hands,
        to,
        guard,
        visibility,
        tuple(told.items()),
    )


TABLE: tuple[Row, ...] = (
    _row(Move.ROUTE, State.SCREENING, Hand.SYSTEM, State.WITH_BODY, desk="office_new"),
    _row(Move.REFER, State.SCREENING, Hand.CENTRAL_OFFICER, State.WITH_BODY, complainant="referred", desk="office_new"),
    # Too many referrals end at the central desk (SCREENING) for a ruling that binds: casework's `refer` decides when.
    _row(
        Move.REFER,
        _WORKED,
        frozenset({Hand.OFFICER, Hand.SUPERVISOR}),
        State.WITH_BODY,
        guards.may_be_referred,
        complainant="referred",
        desk="office_new",
    ),
    _row(Move.PROPOSE_REFUSAL, State.SCREENING, Hand.CENTRAL_OFFICER, visibility=_IN, central="office_approval"),
    _row(Move.PROPOSE_REFUSAL, _WORKED, Hand.OFFICER, visibility=_IN, supervisor="office_approval"),
    _row(Move.REFUSE, State.SCREENING, Hand.CENTRAL_OFFICER, State.INADMISSIBLE, complainant="refused"),
    _row(Move.REFUSE, _WORKED, Hand.SUPERVISOR, State.INADMISSIBLE, complainant="refused"),
    _row(Move.DECLINE_REFUSAL, State.SCREENING, Hand.CENTRAL_OFFICER, visibility=_IN, officer="office_sent_back"),
    _row(Move.DECLINE_REFUSAL, _WORKED, Hand.SUPERVISOR, visibility=_IN, officer="office_sent_back"),
    _row(Move.TAKE, State.WITH_BODY, Hand.OFFICER, State.IN_PROGRESS, complainant="taken"),
    _row(Move.TAKE, State.IN_PROGRESS, Hand.OFFICER, State.IN_PROGRESS, guards.may_be_taken_up),
    _row(Move.ASSIGN, _WORKED, Hand.SUPERVISOR, State.IN_PROGRESS, complainant="taken", officer="office_new"),
    _row(
        Move.ASSIGN, frozenset({State.AWAITING_COMPLAINANT, State.AWAITING_APPROVAL}), Hand.SUPERVISOR, visibility=_IN, officer="office_new"
    ),
    # Where the case was in progress before, `undo_assign` leaves it there.
    _row(Move.UNDO_ASSIGN, State.IN_PROGRESS, Hand.SUPERVISOR, State.WITH_BODY, guards.is_just_done),
    _row(
        Move.UNDO_ASSIGN,
        frozenset({State.AWAITING_COMPLAINANT, State.AWAITING_APPROVAL}),
        Hand.SUPERVISOR,
        None,
        guards.is_just_done,
        _IN,
    ),
    _row(Move.ASK, State.IN_PROGRESS, Hand.OFFICER, State.AWAITING_COMPLAINANT, guards.may_ask, complainant="asked"),
    _row(Move.ANSWER, State.AWAITING_COMPLAINANT, Hand.COMPLAINANT, State.IN_PROGRESS, officer="office_news"),
    _row(Move.TIME_OUT, State.AWAITING_COMPLAINANT, Hand.SYSTEM, State.IN_PROGRESS, complainant="answer_timed_out", officer="office_news"),
    # A supervisor who lifts a contested pause lets the clock run and the desk go on; the question stays, and may still be answered.
    _row(
        Move.ANSWER,
        frozenset({State.IN_PROGRESS, State.AWAITING_APPROVAL}),
        Hand.COMPLAINANT,
        None,
        guards.has_open_question,
        officer="office_news",
    ),
    _row(
        Move.CONTEST_PAUSE,
        State.AWAITING_COMPLAINANT,
        Hand.COMPLAINANT,
        None,
        guards.may_contest_pause,
        supervisor="office_pause_contested",
    ),
    _row(
        Move.LIFT_PAUSE,
        State.AWAITING_COMPLAINANT,
        Hand.SUPERVISOR,
        State.IN_PROGRESS,
        guards.may_judge_pause,
        complainant="pause_lifted",
        officer="office_news",
    ),
    _row(Move.UPHOLD_PAUSE, State.AWAITING_COMPLAINANT, Hand.SUPERVISOR, None, guards.may_judge_pause, complainant="pause_upheld"),
    _row(Move.PROPOSE_EXTENSION, State.IN_PROGRESS, Hand.OFFICER, None, guards.may_extend, _IN, supervisor="office_approval"),
    _row(Move.EXTEND, State.IN_PROGRESS, Hand.SUPERVISOR, None, guards.may_extend, complainant="extended", officer="office_news"),
    _row(Move.DECLINE_EXTENSION, State.IN_PROGRESS, Hand.SUPERVISOR, visibility=_IN, officer="office_sent_back"),
    _row(
        Move.SET_POINTS,
        frozenset({State.IN_PROGRESS, State.AWAITING_COMPLAINANT}),
        Hand.OFFICER,
        None,
        guards.has_points,
        complainant="points_changed",
    ),
    _row(Move.DRAFT_REPLY, State.IN_PROGRESS, Hand.OFFICER, State.AWAITING_APPROVAL, visibility=_IN, supervisor="office_approval"),
    _row(Move.APPROVE, State.AWAITING_APPROVAL, Hand.SUPERVISOR, State.ANSWERED, guards.is_second_person, complainant="replied"),
    _row(
        Move.SEND_BACK,
        State.AWAITING_APPROVAL,
        Hand.SUPERVISOR,
        State.IN_PROGRESS,
        guards.is_second_person,
        _IN,
        officer="office_sent_back",
    ),
    _row(Move.SEND_REPLY, State.IN_PROGRESS, Hand.OFFICER, State.ANSWERED, guards.may_send_alone, complainant="replied"),
    _row(Move.CONFIRM, State.ANSWERED, Hand.COMPLAINANT, State.CLOSED),
    _row(Move.CLOSE_BY_SILENCE, State.ANSWERED, Hand.SYSTEM, State.CLOSED, guards.is_final, complainant="closed_final"),
    _row(Move.CLOSE_BY_SILENCE, State.ANSWERED, Hand.SYSTEM, State.CLOSED, complainant="closed"),
    _row(Move.RATE, _ENDED, Hand.COMPLAINANT, None, guards.may_rate, officer="office_news"),
    _row(Move.REOPEN, _ENDED, Hand.COMPLAINANT, State.IN_PROGRESS, guards.may_reopen, complainant="reopened", supervisor="office_reopened"),
    _row(
        Move.BREAK_COMMITMENT,
        _ENDED,
        frozenset({Hand.SYSTEM, Hand.COMPLAINANT}),
        State.IN_PROGRESS,
        complainant="commitment_broken",
        officer="office_reopened",
        supervisor="office_reopened",
    ),
    _row(
        Move.APPEAL,
        _ENDED | {State.INADMISSIBLE} | _UNAPPEALED,
        Hand.COMPLAINANT,
        State.UNDER_APPEAL,
        guards.may_appeal,
        complainant="appealed",
        desk="office_appeal",
        first_body="office_appealed",
    ),
    _row(
        Move.DECIDE_APPEAL,
        State.UNDER_APPEAL,
        Hand.APPEAL_OFFICER,
        State.ANSWERED,
        guards.may_decide_appeal,
        complainant="appeal_decided",
        first_body="office_appeal_decided",
        appeal_supervisor="office_appeal_decided",
    ),
    # What the central desk had not placed yet goes back to SCREENING: the appeals' `decide` sees to that.
    _row(
        Move.RETURN_APPEAL,
        State.UNDER_APPEAL,
        Hand.APPEAL_OFFICER,
        State.IN_PROGRESS,
        guards.may_decide_appeal,
        complainant="appeal_decided",
        first_body="office_reopened",
        appeal_supervisor="office_appeal_decided",
    ),
    _row(Move.ASK_STATEMENT, State.UNDER_APPEAL, Hand.APPEAL_OFFICER, visibility=_IN, first_body="office_statement"),
    _row(Move.GIVE_STATEMENT, State.UNDER_APPEAL, frozenset({Hand.OFFICER, Hand.SUPERVISOR}), visibility=_IN, desk="office_news"),
    # Where the appeal is for silence the body may still reply. The reply does not end the appeal: it lies before whoever decides.
    _row(Move.ASSIGN, State.UNDER_APPEAL, Hand.SUPERVISOR, None, guards.owes_reply, _IN, assigned="office_new"),
    _row(Move.DRAFT_REPLY, State.UNDER_APPEAL, Hand.OFFICER, None, guards.owes_reply, _IN, supervisor="office_approval"),
    _row(
        Move.APPROVE,
        State.UNDER_APPEAL,
        Hand.SUPERVISOR,
        None,
        guards.is_second_person_under_appeal,
        complainant="replied_under_appeal",
        desk="office_news",
    ),
    _row(Move.SEND_BACK, State.UNDER_APPEAL, Hand.SUPERVISOR, None, guards.is_second_person_under_appeal, _IN, drafter="office_sent_back"),
    _row(
        Move.SEND_REPLY,
        State.UNDER_APPEAL,
        Hand.OFFICER,
        None,
        guards.may_send_alone_under_appeal,
        complainant="replied_under_appeal",
        desk="office_news",
    ),
    _row(Move.WITHDRAW, _UNAPPEALED, Hand.COMPLAINANT, State.WITHDRAWN, complainant="withdrawn", officer="office_withdrawn"),
    _row(
        Move.WITHDRAW_APPEAL,
        State.UNDER_APPEAL,
        Hand.COMPLAINANT,
        None,
        complainant="appeal_withdrawn",
        first_body="office_news",
        appeal_desk="office_news",
    ),
    _row(Move.MESSAGE, _OPEN | _ENDED, Hand.COMPLAINANT, None, guards.may_add, officer="office_news"),
    _row(Move.ENCLOSE, _OPEN | _ENDED, Hand.COMPLAINANT, None, guards.may_add, officer="office_news"),
    _row(Move.NOTE, _ALL, _STAFF, visibility=_IN),
    _row(Move.WITHDRAW_NOTE, _ALL, _STAFF, visibility=_IN),
    _row(Move.CATEGORISE, _UNAPPEALED - {State.AWAITING_APPROVAL}, _SORTING),
    _row(Move.UNDO_CATEGORISE, _UNAPPEALED - {State.AWAITING_APPROVAL}, _SORTING, None, guards.is_just_done),
    _row(Move.PROPOSE_REVEAL, _UNAPPEALED, Hand.OFFICER, visibility=_IN, supervisor="office_approval"),
    _row(Move.REVEAL, _UNAPPEALED, frozenset({Hand.OFFICER, Hand.SUPERVISOR}), complainant="revealed"),
    _row(Move.DECLINE_REVEAL, _UNAPPEALED, Hand.SUPERVISOR, visibility=_IN, officer="office_sent_back"),
    _row(Move.KEEP_COMMITMENT, _ENDED | {State.IN_PROGRESS}, frozenset({Hand.OFFICER, Hand.SUPERVISOR})),
    _row(Move.CHANGE_CONTACT, _ALL, Hand.COMPLAINANT),
    _row(Move.RENEW_CODE, _ALL, Hand.COMPLAINANT),
    _row(Move.REMIND, State.AWAITING_COMPLAINANT, Hand.SYSTEM, complainant="answer_reminder"),
    _row(Move.WARN, _OPEN, Hand.SYSTEM, visibility=_IN),
    _row(Move.FALL_DUE, _OPEN, Hand.SYSTEM, complainant="fell_due", supervisor="office_fell_due"),
    _row(Move.ESCALATE, _OPEN, Hand.SYSTEM, above="office_fell_due"),
    _row(Move.CERTIFY_SILENCE, _OPEN, Hand.SYSTEM, complainant="ceiling_passed", supervisor="office_fell_due"),
    _row(Move.MISS_DUTY, State.SCREENING, Hand.SYSTEM, visibility=_IN, central="office_fell_due"),
    _row(Move.MISS_DUTY, _OPEN - {State.SCREENING}, Hand.SYSTEM, visibility=_IN, supervisor="office_fell_due"),
    _row(Move.CORRECT_DEADLINE, _OPEN, Hand.SYSTEM, complainant="deadline_corrected"),
    _row(Move.CORRECT_DUTY, _OPEN, Hand.SYSTEM, visibility=_IN),
    _row(Move.MISS_APPEAL, State.UNDER_APPEAL, Hand.SYSTEM, complainant="appeal_late", appeal_supervisor="office_fell_due"),
    _row(Move.ESCALATE_APPEAL, State.UNDER_APPEAL, Hand.SYSTEM, central="office_fell_due"),
    _row(Move.DELIVERY_FAILED, _ALL, Hand.SYSTEM),
    _row(Move.PROPOSAL_EXPIRED, _OPEN, Hand.SYSTEM, visibility=_IN, officer="office_sent_back"),
    _row(Move.REFUSE_FILE, _ALL, Hand.SYSTEM, complainant="file_refused"),  # the scanner found something in an enclosure
    _row(Move.INHERIT, _ALL, Hand.SYSTEM, complainant="inherited"),  # its body was closed or merged into another
    _row(Move.CHANGE_DESK, _ALL, Hand.SYSTEM, visibility=_IN),
    _row(Move.TIE, _ALL, _STAFF, visibility=_IN),
    _row(Move.UNTIE, _ALL, _STAFF, visibility=_IN),
    _row(Move.CAUSE_MENDED, _ALL - {State.WITHDRAWN}, Hand.SYSTEM, complainant="cause_mended"),
    _row(Move.LINK, _ALL, _STAFF, visibility=_IN),
    _row(Move.UNLINK, _ALL, _STAFF, visibility=_IN),
    _row(Move.SPLIT, State.SCREENING, Hand.CENTRAL_OFFICER, None, guards.may_be_split, complainant="split"),
    _row(Move.SPLIT, _WORKED, frozenset({Hand.OFFICER, Hand.SUPERVISOR}), None, guards.may_be_split, complainant="split"),
    _row(Move.JOIN, _WORKED, _JOINING, None, guards.may_be_joined, complainant="joined"),
    _row(Move.TAKE_IN, _WORKED, _JOINING, None, guards.may_lead),
    _row(Move.SEPARATE, _WORKED, _JOINING | {Hand.SYSTEM}, None, guards.is_joined, complainant="separated", officer="office_news"),
    _row(Move.ANSWER_TOGETHER, _WORKED, Hand.SYSTEM, State.ANSWERED, guards.is_joined, complainant="replied"),
    _row(Move.MATCH_OFFICIAL, _ALL, _STAFF, visibility=_IN),
    _row(Move.RULE_OUT_OFFICIAL, _ALL, _STAFF, None, guards.concerns_official, _IN),
    # From SCREENING, or where a reply waited for approval, the case goes on elsewhere: casework's `climb` chooses the state.
    _row(Move.CLIMB, _ALL, Hand.SYSTEM, desk="office_new"),
    _row(Move.RELEASE, _WORKED, Hand.SUPERVISOR, State.WITH_BODY, guards.may_be_released, desk="office_new"),
    _row(Move.CALL_SECOND, _OPEN, Hand.SYSTEM, None, guards.is_guarded, _IN, second="office_approval"),
    _row(Move.RECUSE, _ALL, _STAFF, visibility=_IN, supervisor="office_conflict"),
    _row(Move.PROPOSE_LIFT, _ALL, Hand.OVERSEER, visibility=_IN, overseer="office_lift"),
    _row(Move.LIFT_EXCLUSION, _ALL, Hand.OVERSEER, visibility=_IN),
    _row(Move.DECLINE_LIFT, _ALL, Hand.OVERSEER, visibility=_IN),
    _row(Move.HOLD, _ALL, _HOLDING, None, guards.may_be_held, _IN),
    _row(Move.LIFT_HOLD, _ALL, _HOLDING, None, guards.is_held, _IN),
    _row(Move.DISPOSE, OVER, Hand.SYSTEM, None, guards.may_be_disposed),
)


# A case that was joined to another waits for that one's reply: nothing else may happen to it but this.
WHILE_JOINED = frozenset(
    {
        *(Move.SEPARATE, Move.ANSWER_TOGETHER, Move.ASSIGN, Move.UNDO_ASSIGN, Move.NOTE, Move.WITHDRAW_NOTE, Move.LINK, Move.UNLINK),
        *(Move.MESSAGE, Move.ENCLOSE, Move.WITHDRAW, Move.APPEAL, Move.CHANGE_CONTACT, Move.RENEW_CODE),
        *(Move.PROPOSE_REVEAL, Move.REVEAL, Move.DECLINE_REVEAL),
        *(Move.MATCH_OFFICIAL, Move.RULE_OUT_OFFICIAL, Move.CLIMB, Move.CALL_SECOND, Move.RECUSE),
        *(Move.PROPOSE_LIFT, Move.LIFT_EXCLUSION, Move.DECLINE_LIFT),
        *(Move.TIE, Move.UNTIE, Move.CAUSE_MENDED, Move.INHERIT, Move.CHANGE_DESK),
        *(Move.CORRECT_DEADLINE, Move.CORRECT_DUTY, Move.HOLD, Move.LIFT_HOLD),
        *(Move.WARN, Move.FALL_DUE, Move.ESCALATE, Move.CERTIFY_SILENCE, Move.MISS_DUTY, Move.DELIVERY_FAILED, Move.PROPOSAL_EXPIRED),
        Move.REFUSE_FILE,
    }
)
# A case whose words were disposed of is over for good: nothing may be written into it but this.
WHILE_DISPOSED = frozenset({Move.DISPOSE, Move.HOLD, Move.LIFT_HOLD, Move.INHERIT, Move.CHANGE_DESK})
# What takes the lead away from those who were joined to it: they go on by themselves, so that none ends without an answer.
ENDS_LEADING = frozenset({Move.REFUSE, Move.WITHDRAW, Move.APPEAL})


@cache
def rows_for(move: Move, state: State) -> tuple[Row, ...]:
    """The lines of a move from a state; several where the hand decides."""
    return tuple(row for row in TABLE if row.move == move and state in row.states)
