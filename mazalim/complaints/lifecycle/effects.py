"""What each move changes on the cover and does to the clocks, beyond the state itself."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mazalim.common.clock import stamp
from mazalim.complaints.deadlines import ACCEPTANCE, DECISION, SCREENING, extend, pause, resume, start, stop
from mazalim.complaints.lifecycle.hands import Actor
from mazalim.complaints.lifecycle.table import Move
from mazalim.complaints.models import ClosedAs, Complaint, State


@dataclass
class Effects:
    """Changes of cover fields (JSON values) and notes for the clocks."""

    cover: dict[str, Any] = field(default_factory=dict)
    clocks: list[dict[str, Any]] = field(default_factory=list)


def effects_of(what: Move, complaint: Complaint, actor: Actor, at: datetime) -> Effects:
    """The standing effects of a move; what only the action knows (which desk, which officer) is added by the caller."""
    done = Effects()
    cover, clocks, terms = done.cover, done.clocks, complaint.terms
    match what:
        case Move.ROUTE | Move.REFER:
            if complaint.state == State.SCREENING:
                clocks.append(stop(SCREENING))
            else:
                cover["referrals"] = complaint.referrals + 1
            cover["officer_id"] = None
            clocks.append(start(ACCEPTANCE, terms.acceptance))
        case Move.TAKE:
            cover["officer_id"] = actor.officer_id
            clocks.append(stop(ACCEPTANCE))
        case Move.ASSIGN:
            clocks.append(stop(ACCEPTANCE))
        case Move.ASK:
            cover["pauses"] = complaint.pauses + 1
            clocks.append(pause(DECISION))
        case Move.ANSWER | Move.TIME_OUT:
            clocks.append(resume(DECISION))
            cover["steps_done"] = [step for step in complaint.steps_done if not step.startswith("answer_")]
        case Move.EXTEND:
            cover["is_extended"] = True
            clocks.append(extend(DECISION, terms.extension))
            cover["steps_done"] = []
        case Move.DRAFT_REPLY:
            cover["drafter_id"] = actor.officer_id
        case Move.APPROVE | Move.SEND_REPLY | Move.DECIDE_APPEAL:
            cover["answered_at"] = stamp(at)
            if what == Move.SEND_REPLY:
                cover["drafter_id"] = actor.officer_id
            if what == Move.DECIDE_APPEAL:
                cover |= {"is_final": True, "appeal_desk_id": None}
            clocks.append(stop(DECISION))
        case Move.REFUSE:
            cover |= {"answered_at": stamp(at), "closed_at": stamp(at)}
            clocks += [stop(SCREENING), stop(ACCEPTANCE), stop(DECISION)]
        case Move.CONFIRM:
            cover |= {"closed_as": ClosedAs.CONFIRMED.value, "closed_at": stamp(at)}
        case Move.CLOSE_BY_SILENCE:
            cover |= {"closed_as": ClosedAs.UNCONFIRMED.value, "closed_at": stamp(at)}
        case Move.RATE:
            cover["rated_round"] = complaint.round
        case Move.REOPEN | Move.BREAK_COMMITMENT | Move.RETURN_APPEAL:
            cover |= {
                "round": complaint.round + 1,
                "officer_id": None,
                "closed_as": "",
                "closed_at": None,
                "outcome": "",
                "pauses": 0,
                "is_extended": False,
                "steps_done": [],
            }
            if what == Move.REOPEN:
                cover["reopened_by_complainant"] = complaint.reopened_by_complainant + 1
            if what == Move.RETURN_APPEAL:
                cover["appeal_desk_id"] = None
            clocks.append(start(DECISION, terms.next_round, ceiling_days=terms.legal_ceiling_days))
        case Move.APPEAL:
            cover |= {"is_appealed": True, "state_before_appeal": complaint.state}
        case Move.WITHDRAW_APPEAL:
            cover |= {"state": complaint.state_before_appeal, "appeal_desk_id": None}
        case Move.WITHDRAW:
            cover |= {"outcome": "withdrawn", "closed_at": stamp(at)}
            clocks += [stop(SCREENING), stop(ACCEPTANCE), stop(DECISION)]
    return done
