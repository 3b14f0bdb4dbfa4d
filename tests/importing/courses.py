"""Courses of cases, each made twice: by the product's own actions, and as a line of another system's file."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from mazalim.accounts.models import Officer
from mazalim.complainants.queries import person_of
from mazalim.complaints.models import AppealDecision, EntryText
from mazalim.journey.casework import actions as casework
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.tracking import actions as tracking
from tests import factories
from tests.factories import NOON, Case
from tests.journey.lives import EXAMINE, POINTS, REASONS, SUMMARY, Life, judge_over

ANSWERS = [{name: point[name] for name in ("outcome", "redress", "reason")} for point in POINTS]
History = list[dict[str, Any]]


def when(days: float) -> datetime:
    return NOON + timedelta(days=days)


def act(kind: str, days: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "at": when(days).isoformat()} | more


def address(officer_id: int) -> str:
    return Officer.objects.get(pk=officer_id).email


class Both:
    """One case that lives by actions while its history is written down."""

    def __init__(self, **changes: Any) -> None:
        self.case = factories.lodge(**changes)
        self.life = Life(
            self.case, factories.standing(factories.officer_for(self.case)), factories.standing(factories.supervisor_for(self.case))
        )
        self.officer, self.supervisor = address(self.life.officer.officer_id), address(self.life.supervisor.officer_id)
        self.history: History = []

    def take(self, days: float = 1) -> None:
        casework.take(complaint_id=self.life.pk, by=self.life.officer, at=when(days))
        self.history.append(act("take", days, by=self.officer))

    def reply(self, days: float = 3) -> None:
        self.life.answer(at=when(days))
        self.history.append(act("reply", days, by=self.officer, approved_by=self.supervisor, text=SUMMARY, points=ANSWERS))


def untouched() -> Both:
    return Both()


def of_an_official() -> Both:
    return Both(against="official", official={"name": "Rashid Mahmoud", "post": "Inspector", "unit": "Roads"})


def without_a_body() -> Both:
    return Both(body=None)


def taken_with_words() -> Both:
    both = Both()
    both.take()
    casework.note(complaint_id=both.life.pk, by=both.life.officer, text="Ask the water directorate.", at=when(1.5))
    tracking.message(complaint_id=both.life.pk, text="It has rained again.", at=when(2))
    both.history += [act("note", 1.5, by=both.officer, text="Ask the water directorate."), act("message", 2, text="It has rained again.")]
    return both


def asked() -> Both:
    both = Both()
    both.take()
    both.life.ask(at=when(2))
    both.history.append(act("ask", 2, by=both.officer, text="On which side of the street is it?"))
    return both


def asked_and_answered() -> Both:
    both = asked()
    tracking.answer(complaint_id=both.life.pk, text="By the gate.", at=when(4))
    both.history.append(act("answer", 4, text="By the gate."))
    return both


def extended() -> Both:
    both = Both()
    both.take()
    both.life.extend(at=when(2))
    both.history.append(act("extend", 2, by=both.officer, approved_by=both.supervisor, text="The sewer must be surveyed first."))
    return both


def refused() -> Both:
    both = Both()
    both.life.refuse(at=when(2))
    words = {
        "text": "The court of Erbil has the same matter since May.",
        "legal_basis": "Law 12, section 4",
        "where_to_go": "The court of Erbil",
    }
    both.history.append(act("refuse", 2, by=both.officer, approved_by=both.supervisor, reason="before_a_court", **words))
    return both


def rated_and_confirmed() -> Both:
    both = Both()
    both.take()
    both.reply()
    satisfaction.rate(complaint_id=both.life.pk, score=4, comment="In time.", at=when(4))
    satisfaction.confirm(complaint_id=both.life.pk, at=when(5))
    both.history += [act("rate", 4, score=4, text="In time."), act("confirm", 5)]
    return both


def reopened() -> Both:
    both = Both()
    both.take()
    both.reply()
    satisfaction.reopen(complaint_id=both.life.pk, reason="There is no barrier.", at=when(5))
    both.history.append(act("reopen", 5, text="There is no barrier."))
    return both


def withdrawn() -> Both:
    both = Both()
    both.take()
    tracking.withdraw(complaint_id=both.life.pk, reason="It was mended.", at=when(3))
    both.history.append(act("withdraw", 3, text="It was mended."))
    return both


def referred() -> Both:
    both = Both()
    case = both.case.fresh()
    body = next(
        row for row in factories.PublicBody.objects.filter(categories=case.category_id, accepts_complaints=True) if row.pk != case.body_id
    )
    casework.refer(complaint_id=case.pk, by=both.life.officer, body_id=body.pk, reason="The road is theirs.", at=when(1))
    both.history.append(act("refer", 1, by=both.officer, body=body.code, text="The road is theirs."))
    return both


def put_into_another_category() -> Both:
    both = Both()
    both.take()
    case = both.case.fresh()
    other = case.body.categories.exclude(pk=case.category_id).filter(is_active=True).order_by("response_days", "pk")[0]
    casework.categorise(complaint_id=case.pk, by=both.life.officer, category_id=other.pk, at=when(2))
    both.history.append(act("categorise", 2, by=both.officer, category=other.code))
    return both


def appealed() -> Both:
    both = Both()
    judge_over(both.case)
    both.take()
    both.reply()
    both.life.appeal(at=when(6))
    both.history.append(act("appeal", 6, text=EXAMINE))
    return both


def appealed_and_decided() -> Both:
    both = Both()
    judge = judge_over(both.case)
    both.take()
    both.reply()
    both.life.appeal(at=when(6))
    both.life.decide(judge, AppealDecision.PARTLY_ALLOWED, at=when(8))
    decision = {"decision": "partly_allowed", "text": REASONS, "points": ANSWERS}
    both.history += [act("appeal", 6, text=EXAMINE), act("decide_appeal", 8, by=address(judge.officer_id), **decision)]
    return both


COURSES: list[Callable[[], Both]] = [
    *(untouched, of_an_official, without_a_body, taken_with_words, asked, asked_and_answered, extended, refused, rated_and_confirmed),
    *(reopened, withdrawn, referred, put_into_another_category, appealed, appealed_and_decided),
]


def line_of(case: Case, history: History, *, reference: str) -> dict[str, Any]:
    """The line by which another system would tell of a case; what became of it is in the history."""
    complaint = case.fresh()
    words = json.loads(EntryText.objects.get(entry__complaint=complaint, entry__number=1).text)
    person = person_of(complaint.complainant_ref)
    first, routed = [complaint.entries.filter(number=number).first() for number in (1, 2)]
    body = routed.payload["cover"]["body_id"] if routed is not None and routed.kind == "route" else None
    category = factories.PublicBody.categories.rel.model.objects.get(pk=first.payload["cover"]["category_id"])
    return {
        "reference": reference,
        "lodged_at": complaint.lodged_at.isoformat(),
        "kind": complaint.kind,
        "language": complaint.language,
        "channel": complaint.channel,
        "identity_mode": complaint.identity_mode,
        "body": factories.PublicBody.objects.get(pk=body).code if body else None,
        "category": category.code,
        "happened_on": complaint.happened_on.isoformat(),
        "subject": words["subject"],
        "text": words["description"],
        "points": words["points"],
        "official": words["official"],
        "complainant": {
            name: getattr(person, name) for name in ("given_name", "family_name", "birth_date", "citizenship", "identity_number", "email")
        },
        "history": history,
    }
