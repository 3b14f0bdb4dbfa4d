"""What each act of a history does to a case: the product's own moves, with the payloads that its own acts write."""

import json
from collections.abc import Callable
from typing import Any

from mazalim.complaints import deadlines
from mazalim.complaints.lifecycle import Move, actor_past_officer, actor_system
from mazalim.complaints.models import AppealDecision, Proposal, State
from mazalim.importing.actions.life import COMPLAINANT, Agreed, Life
from mazalim.importing.rules import Act
from mazalim.importing.rules.history import Answer
from mazalim.journey.appeals.rules import ON_THE_MATTER, against_what
from mazalim.journey.casework.actions.refusing import Refusal, refusal_words
from mazalim.journey.casework.rules import shorter_promise
from mazalim.journey.replies.rules import Redress, is_reasoned, outcome_of_all
from mazalim.journey.routing.queries import NoDesk

_UNSAID = Answer("", Redress.NONE.value, "")


def _said(what: Move, *, by_office: bool = False) -> Callable[[Life, Act], None]:
    """An act that is words alone."""

    def happen(life: Life, act: Act) -> None:
        by = actor_past_officer(act.by) if by_office else COMPLAINANT
        life.turn(what, by=by, at=act.at, text=act.text)

    return happen


def _take(life: Life, act: Act) -> None:
    life.turn(Move.TAKE, by=actor_past_officer(act.by), at=act.at)
    life.worked(act.by)


def _assign(life: Life, act: Act) -> None:
    payload = {"officer": act.to}
    life.turn(Move.ASSIGN, by=actor_past_officer(act.by), at=act.at, cover={"officer_id": act.to}, payload=payload)
    life.worked(act.to)


def _refer(life: Life, act: Act) -> None:
    case, body = life.complaint, act.body or 0
    category = act.category if act.category is not None and act.category.pk != case.category_id else None
    if body == case.body_id and case.state != State.SCREENING:
        raise life.refuse(act, "body", "The case lies with this body already.", "Name another, or leave the act out.")
    cover, clocks = _categorised(life, act, category) if category else ({}, [])
    over = {deadlines.ACCEPTANCE_DUE, deadlines.SCREENING_DUE}
    cover["steps_done"] = [step for step in case.steps_done if step not in over]
    place = _place(life, act, body, category.pk if category else case.category_id)
    payload: dict[str, Any] = {"from_body": case.body_id, "from_desk": case.desk_id, "to_body": body}
    if category:
        payload["from_category"] = case.category_id
    payload |= {"to_desk": place["desk_id"], "proposals_dropped": []}
    life.turn(Move.REFER, by=actor_past_officer(act.by), at=act.at, text=act.text, cover=cover | place, clocks=clocks, payload=payload)


def _place(life: Life, act: Act, body: int, category: int) -> dict[str, Any]:
    try:
        return life.known.destination(body, category, life.complaint.accuses_official).as_cover()
    except NoDesk as error:
        raise life.refuse(act, "body", "The body has no desk for this category.", "Give it one, or name another body.") from error


def _categorise(life: Life, act: Act) -> None:
    case = life.complaint
    if act.category.pk == case.category_id:
        raise life.refuse(act, "category", "The case has this category already.", "Name another, or leave the act out.")
    cover, clocks = _categorised(life, act, act.category)
    if case.state in {State.WITH_BODY, State.IN_PROGRESS} and not case.is_guarded:
        place = _place(life, act, case.body_id, act.category.pk)
        if place["desk_id"] != case.desk_id:
            cover |= {"desk_id": place["desk_id"], "is_guarded": place["is_guarded"], "officer_id": None}
    payload = {"from_category": case.category_id, "to_category": act.category.pk}
    life.turn(Move.CATEGORISE, by=actor_past_officer(act.by), at=act.at, cover=cover, clocks=clocks, payload=payload)


def _categorised(life: Life, act: Act, category: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    shorter = shorter_promise(life.complaint, category, calendar=life.days)
    if shorter is None:
        return {"category_id": category.pk}, []
    terms, span = shorter
    return {"category_id": category.pk, "terms_of_lodging": terms}, [deadlines.shorten(deadlines.DECISION, span)]


def _ask(life: Life, act: Act) -> None:
    life.needs_officer(act)
    life.turn(Move.ASK, by=actor_past_officer(act.by), at=act.at, text=act.text)


def _agreed(life: Life, act: Act, what: Proposal.Act, payload: dict[str, Any], *, noted: dict[str, Any], text: str) -> None:
    """Keep, beside the leaf, the proposal to which a second person agreed."""
    proposal = Proposal(
        act=what,
        payload=noted,
        text=text,
        proposed_by_id=act.by or 0,  # named wherever a second person is
        proposed_at=act.at,
        expires_at=act.at,
        decided_by_id=act.approved_by,
        decided_at=act.at,
        decision=Proposal.Decision.AGREED,
    )
    payload["proposal"] = 0
    life.agreed.append(Agreed(proposal, payload))


def _extend(life: Life, act: Act) -> None:
    life.needs_officer(act)
    payload: dict[str, Any] = {}
    if act.approved_by is not None:
        life.turn(Move.PROPOSE_EXTENSION, by=actor_past_officer(act.by), at=act.at, text=act.text)
        _agreed(life, act, Proposal.Act.EXTEND, payload, noted={}, text=act.text)
    leaf = life.turn(Move.EXTEND, by=actor_past_officer(act.approved_by or act.by), at=act.at, text=act.text, payload=payload)
    _names_the_proposal(life, payload, leaf.entry.payload)


def _names_the_proposal(life: Life, payload: dict[str, Any], of_leaf: dict[str, Any]) -> None:
    """The leaf copies its payload: it is the copy that is to name the proposal."""
    if "proposal" in payload:
        life.agreed[-1].payload = of_leaf


def _answers(life: Life, act: Act) -> list[dict[str, Any]]:
    """What was said on each point, as the leaf keeps it."""
    if len(act.answers) > len(life.points):
        what = f"It answers {len(act.answers)} points, and the complaint has {len(life.points)}."
        raise life.refuse(act, "points", what, "Answer the points of the complaint, in their order.")
    said = [*act.answers, *[act.for_all or _UNSAID] * len(life.points)][: len(life.points)]
    return [
        point.as_json() | {"outcome": one.outcome, "redress": one.redress, "reason": one.reason}
        for point, one in zip(life.points, said, strict=True)
    ]


def _tally(points: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "outcomes": [point["outcome"] for point in points],
        "redress": [point["redress"] for point in points],
        "reasons": sum(is_reasoned(point["reason"]) for point in points),
        "commitments": 0,
        "proposals_dropped": [],
    }


def _reply(life: Life, act: Act) -> None:
    if life.complaint.state != State.UNDER_APPEAL:
        life.needs_officer(act)
    points = _answers(life, act)
    text = json.dumps({"summary": act.text, "points": points, "left_out": [], "commitments": []}, ensure_ascii=False)
    payload: dict[str, Any] = {"owners": [], "texts": []}
    what = Move.SEND_REPLY
    if act.approved_by is not None:
        what = Move.APPROVE
        drafted = {"points": len(points), "commitments": 0}
        life.turn(Move.DRAFT_REPLY, by=actor_past_officer(act.by), at=act.at, payload=drafted)
        _agreed(life, act, Proposal.Act.REPLY, payload, noted={"owners": [], "texts": []}, text=text)
        payload["checked"] = []
    payload |= _tally(points)
    said = [outcome for outcome in payload["outcomes"] if outcome]
    cover = {"outcome": outcome_of_all(said)}
    by = actor_past_officer(act.approved_by or act.by)
    leaf = life.turn(what, by=by, at=act.at, text=text, cover=cover, payload=payload)
    _names_the_proposal(life, payload, leaf.entry.payload)
    life.worked(act.by)
    life.worked(act.approved_by)


def _refuse(life: Life, act: Act) -> None:
    payload: dict[str, Any] = {"reason": act.word}
    text = refusal_words(Refusal(act.word, act.text, act.legal_basis, act.where_to_go))
    if act.approved_by is not None:
        life.turn(Move.PROPOSE_REFUSAL, by=actor_past_officer(act.by), at=act.at, text=act.text, payload=dict(payload))
        _agreed(life, act, Proposal.Act.REFUSE, payload, noted={"reason": act.word}, text=text)
    payload["proposals_dropped"] = []
    leaf = life.turn(Move.REFUSE, by=actor_past_officer(act.approved_by or act.by), at=act.at, text=text, payload=payload)
    _names_the_proposal(life, payload, leaf.entry.payload)
    life.worked(act.by)
    life.worked(act.approved_by)


def _rate(life: Life, act: Act) -> None:
    life.turn(Move.RATE, by=COMPLAINANT, at=act.at, text=act.text, payload={"score": act.score}, cover={"rating": act.score})


def _close(life: Life, act: Act) -> None:
    life.turn(Move.CLOSE_BY_SILENCE, by=actor_system(), at=act.at, payload={"step": deadlines.CLOSE_BY_SILENCE})


def _appeal(life: Life, act: Act) -> None:
    case = life.complaint
    body, desk = life.known.appeal_desk(case.body_id, case.is_guarded, frozenset(life.barred))
    payload = {
        "against": against_what(case).value,
        "to_body": body,
        "to_desk": desk,
        "excluded": sorted(life.barred),
        "proposals_dropped": [],
    }
    life.turn(Move.APPEAL, by=COMPLAINANT, at=act.at, text=act.text, cover={"appeal_desk_id": desk}, payload=payload)


def _decide_appeal(life: Life, act: Act) -> None:
    decision = AppealDecision(act.word)
    points = _answers(life, act) if decision in ON_THE_MATTER else []
    words = {"decision": decision.value, "summary": act.text, "points": points, "commitments": []}
    payload = {"decision": decision.value, **_tally(points)}
    text, by = json.dumps(words, ensure_ascii=False), actor_past_officer(act.by)
    if decision == AppealDecision.SENT_BACK:
        unplaced = life.complaint.desk_id == life.known.centre.pk and not life.complaint.is_guarded
        clocks = [deadlines.start(deadlines.SCREENING, life.complaint.terms.screening)] if unplaced else None
        life.turn(Move.RETURN_APPEAL, by=by, at=act.at, text=text, to=State.SCREENING if unplaced else None, clocks=clocks, payload=payload)
        return
    cover: dict[str, Any] = {"appeal_decision": decision.value}
    if said := [outcome for outcome in payload["outcomes"] if outcome]:
        cover["outcome"] = outcome_of_all(said)
    life.turn(Move.DECIDE_APPEAL, by=by, at=act.at, text=text, cover=cover, payload=payload)


def _withdraw_appeal(life: Life, act: Act) -> None:
    cover = {}
    if life.complaint.owes_reply_under_appeal and life.complaint.state_before_appeal == State.AWAITING_APPROVAL:
        cover["state"] = State.IN_PROGRESS.value
    payload = {"appeal_desk": life.complaint.appeal_desk_id}
    life.turn(Move.WITHDRAW_APPEAL, by=COMPLAINANT, at=act.at, cover=cover, payload=payload)


ACTS: dict[str, Callable[[Life, Act], None]] = {
    "take": _take,
    "assign": _assign,
    "refer": _refer,
    "categorise": _categorise,
    "note": _said(Move.NOTE, by_office=True),
    "message": _said(Move.MESSAGE),
    "ask": _ask,
    "answer": _said(Move.ANSWER),
    "extend": _extend,
    "reply": _reply,
    "refuse": _refuse,
    "rate": _rate,
    "confirm": _said(Move.CONFIRM),
    "close": _close,
    "reopen": _said(Move.REOPEN),
    "withdraw": _said(Move.WITHDRAW),
    "appeal": _appeal,
    "decide_appeal": _decide_appeal,
    "withdraw_appeal": _withdraw_appeal,
}
