"""What happened to a complaint in the other system: which acts there are, and what each needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mazalim.complaints.models import AppealDecision, Outcome
from mazalim.importing.rules.faults import Faults
from mazalim.importing.rules.fields import Fields
from mazalim.importing.rules.known import Known
from mazalim.journey.casework.rules import REFUSAL_REASONS
from mazalim.journey.replies.rules import MOST_POINTS, REASON_CHARACTERS, Redress

MOST_ACTS = 500
MOST_TEXT = 10_000
_OFFICE, _TEXT, _POINTS = frozenset({"by"}), frozenset({"text"}), frozenset({"points", "outcome", "redress"})
_ALWAYS = frozenset({"kind", "at"})
# kind -> (what it needs, what it may hold)
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "take": (frozenset(), _OFFICE),
    "assign": (frozenset({"to"}), _OFFICE),
    "refer": (frozenset({"body", "text"}), _OFFICE | {"category"}),
    "categorise": (frozenset({"category"}), _OFFICE),
    "note": (_TEXT, _OFFICE),
    "message": (_TEXT, frozenset()),
    "ask": (_TEXT, _OFFICE),
    "answer": (_TEXT, frozenset()),
    "extend": (_TEXT, _OFFICE | {"approved_by"}),
    "reply": (_TEXT, _OFFICE | _POINTS | {"approved_by"}),
    "refuse": (_TEXT | {"reason"}, _OFFICE | {"legal_basis", "where_to_go", "approved_by"}),
    "rate": (frozenset({"score"}), _TEXT),
    "confirm": (frozenset(), frozenset()),
    "close": (frozenset(), frozenset()),
    "reopen": (_TEXT, frozenset()),
    "withdraw": (frozenset(), _TEXT),
    "appeal": (_TEXT, frozenset()),
    "decide_appeal": (_TEXT | {"decision"}, _OFFICE | _POINTS),
    "withdraw_appeal": (frozenset(), frozenset()),
}
_KNOWN_FIELDS = {kind: _ALWAYS | needs | may for kind, (needs, may) in KINDS.items()}
OUTCOMES = frozenset(outcome.value for outcome in (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD, Outcome.NOT_COMPETENT))
REDRESS = frozenset(redress.value for redress in Redress)
DECISIONS = frozenset(decision.value for decision in AppealDecision)


@dataclass(frozen=True)
class Answer:
    """What was said on one point."""

    outcome: str
    redress: str
    reason: str


@dataclass(frozen=True)
class Act:
    """One thing that happened. Codes are the directory's keys; what a kind does not have is empty."""

    place: int  # in the list, from 0
    kind: str
    at: datetime
    by: int | None = None
    approved_by: int | None = None
    to: int | None = None
    body: int | None = None
    category: Any = None
    text: str = ""
    score: int = 0
    word: str = ""  # the reason of a refusal, the decision of an appeal
    legal_basis: str = ""
    where_to_go: str = ""
    answers: tuple[Answer, ...] = ()
    for_all: Answer | None = None


def acts_of(whole: Fields, known: Known, *, lodged_at: datetime) -> tuple[Act, ...]:
    """The acts of a line in their order; what is wrong is written to its faults."""
    raw = whole.list("history")
    if len(raw) > MOST_ACTS:
        whole.fault(
            "history", f"It has {len(raw):,} acts, and {MOST_ACTS} are allowed.", "Leave out notes of the old system that say nothing."
        )
        return ()
    acts, before = [], lodged_at
    for place, one in enumerate(raw):
        act = _act(one, place, whole.faults, known)
        if act is None:
            continue
        if act.at < before:
            whole.fault(f"history[{place}].at", "It lies before what happened before it.", "Put the acts in the order of their times.")
        elif act.at > known.at:
            whole.fault(f"history[{place}].at", "It lies in the future.", "Correct the moment.")
        before = max(before, act.at)
        acts.append(act)
    return tuple(acts)


def _act(raw: Any, place: int, faults: Faults, known: Known) -> Act | None:
    within = f"history[{place}]."
    if not isinstance(raw, dict) or not isinstance(kind := raw.get("kind"), str) or kind not in KINDS:
        faults.add(f"{within}kind", "This is no act that can be taken over.", f"Write one of {', '.join(KINDS)}.")
        return None
    fields = Fields(raw, faults, within)
    fields.only(_KNOWN_FIELDS[kind])
    needs, _ = KINDS[kind]
    at = fields.moment("at")
    if at is None:
        return None
    if kind in _PLAIN:  # by far the most frequent, and worth the shorter way
        return Act(place, kind, at, by=_officer(fields, "by", known), text=fields.text("text", most=MOST_TEXT, is_required="text" in needs))
    by, approved_by = _officer(fields, "by", known), _officer(fields, "approved_by", known)
    if approved_by is not None and approved_by in {by, None}:
        fields.fault("approved_by", "The second person is the first.", "Name another officer, or leave it out.")
    if approved_by is not None and by is None:
        fields.fault("by", "A second person agreed, and nobody proposed.", "Name who proposed, or leave `approved_by` out.")
    score = raw.get("score", 0)
    if kind == "rate" and (type(score) is not int or not 1 <= score <= 5):
        fields.fault("score", "This is no rating.", "Write a whole number from 1 to 5.")
    word = ""
    if kind == "refuse":
        word = fields.word("reason", frozenset(REFUSAL_REASONS))
    elif kind == "decide_appeal":
        word = fields.word("decision", DECISIONS)
    if kind in {"refuse", "decide_appeal"} and not word:
        name = "reason" if kind == "refuse" else "decision"
        if not raw.get(name):
            fields.fault(name, "It is missing.", "Fill it in.")
    body = fields.coded("body", known.bodies, _NO_BODY, _REMEDY_BODY, is_required=kind == "refer")
    answers, for_all = _answers(fields)
    return Act(
        place,
        kind,
        at,
        by=by,
        approved_by=approved_by,
        to=_officer(fields, "to", known, is_required=kind == "assign"),
        body=body.pk if body else None,
        category=fields.coded("category", known.categories, _NO_CATEGORY, _REMEDY_CATEGORY, is_required=kind == "categorise"),
        text=fields.text("text", most=MOST_TEXT, is_required="text" in needs),
        score=score if type(score) is int else 0,
        word=word,
        legal_basis=fields.text("legal_basis", most=1_000),
        where_to_go=fields.text("where_to_go", most=1_000),
        answers=answers,
        for_all=for_all,
    )


_PLAIN = frozenset({"take", "note", "message", "ask", "answer", "confirm", "close", "reopen", "withdraw", "appeal", "withdraw_appeal"})
_NO_BODY, _REMEDY_BODY = "No public body that takes complaints has the code", "See Bodies in administration, or leave it out."
_NO_CATEGORY, _REMEDY_CATEGORY = "No category has the code", "See Categories in administration."


def _officer(fields: Fields, name: str, known: Known, *, is_required: bool = False) -> int | None:
    value = fields.raw.get(name)
    if value is None or value == "":
        if is_required:
            fields.fault(name, "It is missing.", "Name an officer by the e-mail address.")
        return None
    found = known.officers.get(value.casefold()) if isinstance(value, str) else None
    if found is None:
        fields.fault(name, "No officer of this installation has this e-mail address.", "Invite the officer first, or leave it out.")
    return found


def _answers(fields: Fields) -> tuple[tuple[Answer, ...], Answer | None]:
    if "points" not in fields.raw and "outcome" not in fields.raw and "redress" not in fields.raw:
        return (), None
    for_all = Answer(fields.word("outcome", OUTCOMES), fields.word("redress", REDRESS, Redress.NONE.value), "")
    answers = []
    for place, raw in enumerate(fields.list("points")[: MOST_POINTS + 1]):
        one = Fields(raw if isinstance(raw, dict) else {}, fields.faults, f"{fields.within}points[{place}].")
        one.only(frozenset({"outcome", "redress", "reason"}))
        outcome = one.word("outcome", OUTCOMES)
        if not outcome:
            one.fault("outcome", "It is missing.", "Write upheld, partly_upheld or not_upheld.")
        answers.append(Answer(outcome, one.word("redress", REDRESS, Redress.NONE.value), one.text("reason", most=REASON_CHARACTERS)))
    return tuple(answers), for_all if for_all.outcome else None
