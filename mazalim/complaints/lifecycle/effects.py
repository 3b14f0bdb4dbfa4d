"""What each move changes on the cover and does to the clocks, beyond the state itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mazalim.common.clock import stamp
from mazalim.complaints.deadlines import ACCEPTANCE, APPEAL, APPEAL_STEPS, DECISION, SCREENING, extend, pause, resume, start, stop
from mazalim.complaints.lifecycle.hands import Actor
from mazalim.complaints.lifecycle.table import Move
from mazalim.complaints.models import AppealDecision, ClosedAs, Complaint, PauseContest, State

Cover = dict[str, Any]
Clocks = list[dict[str, Any]]


@dataclass(frozen=True)
class Moment:
    """A move about to be made."""

    complaint: Complaint
    actor: Actor
    at: datetime


_UNCONTESTED: Cover = {"pause_contest": ""}
Effect = Callable[[Moment], tuple[Cover, Clocks]]


def _placed(now: Moment) -> tuple[Cover, Clocks]:
    clocks = [start(ACCEPTANCE, now.complaint.terms.acceptance)]
    if now.complaint.state == State.SCREENING:
        return {"officer_id": None}, [stop(SCREENING), *clocks]
    return {"officer_id": None, "referrals": now.complaint.referrals + 1}, clocks


def _released(now: Moment) -> tuple[Cover, Clocks]:
    return {"officer_id": None, "is_guarded": False, "second_desk_id": None}, [start(ACCEPTANCE, now.complaint.terms.acceptance)]


def _climbed(now: Moment) -> tuple[Cover, Clocks]:
    acceptance = start(ACCEPTANCE, now.complaint.terms.acceptance)
    clocks = {State.SCREENING: [stop(SCREENING), acceptance], State.WITH_BODY: [acceptance]}
    return {"officer_id": None, "second_desk_id": None}, clocks.get(State(now.complaint.state), [])


def _recused(now: Moment) -> tuple[Cover, Clocks]:
    return {"officer_id": None} if now.complaint.officer_id == now.actor.officer_id else {}, []


def _resumed(now: Moment) -> tuple[Cover, Clocks]:
    cover: Cover = {"steps_done": [step for step in now.complaint.steps_done if not step.startswith("answer_")], "open_question": 0}
    return cover | _UNCONTESTED, [resume(DECISION)]


def _pause_lifted(now: Moment) -> tuple[Cover, Clocks]:
    cover, clocks = _resumed(now)
    return cover | {"open_question": now.complaint.open_question}, clocks


def _extended(now: Moment) -> tuple[Cover, Clocks]:
    return {"is_extended": True, "steps_done": []}, [extend(DECISION, now.complaint.terms.extension)]


def _answered(now: Moment) -> tuple[Cover, Clocks]:
    if now.complaint.state == State.UNDER_APPEAL:  # a late reply: the appeal goes on, and where it is withdrawn the case is an answered one
        return {"answered_at": stamp(now.at), "state_before_appeal": State.ANSWERED.value}, [stop(ACCEPTANCE), stop(DECISION)]
    return {"answered_at": stamp(now.at)}, [stop(DECISION)]


def _closed(how: ClosedAs) -> Effect:
    return lambda now: ({"closed_as": how.value, "closed_at": stamp(now.at)}, [])


def _next_round(now: Moment) -> tuple[Cover, Clocks]:
    terms = now.complaint.terms
    cover: Cover = {
        "round": now.complaint.round + 1,
        "officer_id": None,
        "closed_as": "",
        "closed_at": None,
        "outcome": "",
        "pauses": 0,
        "open_question": 0,
        "pause_contest": "",
        "is_extended": False,
        "steps_done": [],
    }
    return cover, [start(DECISION, terms.next_round, ceiling_days=terms.legal_ceiling_days)]


def _appealed(now: Moment) -> tuple[Cover, Clocks]:
    cover: Cover = {
        "is_appealed": True,
        "state_before_appeal": now.complaint.state,
        "joined_to_id": None,
        "steps_done": [step for step in now.complaint.steps_done if step not in APPEAL_STEPS],
    }
    return cover, [start(APPEAL, now.complaint.terms.appeal)]


def _returned(now: Moment) -> tuple[Cover, Clocks]:
    cover, clocks = _next_round(now)
    return cover | {"appeal_decision": AppealDecision.SENT_BACK.value}, [stop(APPEAL), stop(ACCEPTANCE), stop(SCREENING), *clocks]


def _with(effect: Effect, more: Callable[[Moment], Cover]) -> Effect:
    def both(now: Moment) -> tuple[Cover, Clocks]:
        cover, clocks = effect(now)
        return cover | more(now), clocks

    return both


_ALL_STOP = [stop(SCREENING), stop(ACCEPTANCE), stop(DECISION)]

EFFECTS: dict[Move, Effect] = {
    Move.ROUTE: _placed,
    Move.REFER: _with(_placed, lambda now: {"second_desk_id": None} if now.complaint.second_desk_id else {}),
    Move.CLIMB: _climbed,
    Move.RELEASE: _released,
    Move.RECUSE: _recused,
    Move.TAKE: lambda now: ({"officer_id": now.actor.officer_id}, [stop(ACCEPTANCE)]),
    Move.ASSIGN: lambda _: ({}, [stop(ACCEPTANCE)]),
    Move.ASK: lambda now: (
        {"pauses": now.complaint.pauses + 1, "open_question": now.complaint.entry_count + 1} | _UNCONTESTED,
        [pause(DECISION)],
    ),
    Move.ANSWER: _resumed,
    Move.TIME_OUT: _resumed,
    Move.CONTEST_PAUSE: lambda _: ({"pause_contest": PauseContest.OPEN.value}, []),
    Move.LIFT_PAUSE: _pause_lifted,
    Move.UPHOLD_PAUSE: lambda _: ({"pause_contest": PauseContest.UPHELD.value}, []),
    Move.EXTEND: _extended,
    Move.DRAFT_REPLY: lambda now: ({"drafter_id": now.actor.officer_id}, []),
    Move.APPROVE: _answered,
    Move.SEND_REPLY: _with(_answered, lambda now: {"drafter_id": now.actor.officer_id}),
    Move.DECIDE_APPEAL: lambda now: (
        {"is_final": True, "answered_at": stamp(now.at), "closed_as": "", "closed_at": None},
        [*_ALL_STOP, stop(APPEAL)],
    ),
    Move.REFUSE: lambda now: ({"answered_at": stamp(now.at), "closed_at": stamp(now.at)}, _ALL_STOP),
    Move.CONFIRM: _closed(ClosedAs.CONFIRMED),
    Move.CLOSE_BY_SILENCE: _closed(ClosedAs.UNCONFIRMED),
    Move.RATE: lambda now: ({"rated_round": now.complaint.round}, []),
    Move.REOPEN: _with(_next_round, lambda now: {"reopened_by_complainant": now.complaint.reopened_by_complainant + 1}),
    Move.BREAK_COMMITMENT: _next_round,
    Move.RETURN_APPEAL: _returned,
    Move.APPEAL: _appealed,
    # As if it had never been lodged: within its window it may be lodged again.
    Move.WITHDRAW_APPEAL: lambda now: (
        {"state": now.complaint.state_before_appeal, "is_appealed": False, "appeal_desk_id": None},
        [stop(APPEAL)],
    ),
    Move.WITHDRAW: lambda now: ({"outcome": "withdrawn", "closed_at": stamp(now.at), "joined_to_id": None}, _ALL_STOP),
    Move.JOIN: lambda _: ({}, [stop(SCREENING), stop(ACCEPTANCE)]),
    Move.TAKE_IN: lambda _: ({"has_joined": True}, []),
    Move.SEPARATE: lambda _: ({"joined_to_id": None}, []),
    Move.HOLD: lambda _: ({"is_held": True}, []),
    Move.LIFT_HOLD: lambda _: ({"is_held": False}, []),
    Move.ANSWER_TOGETHER: _with(_answered, lambda _: {"joined_to_id": None}),
}


def effects_of(what: Move, complaint: Complaint, actor: Actor, at: datetime) -> tuple[Cover, Clocks]:
    """The standing changes of cover fields and notes for the clocks; what only the action knows is added by the caller."""
    effect = EFFECTS.get(what)
    return effect(Moment(complaint, actor, at)) if effect else ({}, [])
