"""Lives of cases, made by the officers' own actions: what the complainant's pages show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import note_opening
from mazalim.complaints.models import AppealDecision, Entry
from mazalim.directory.models import Desk, PublicBody
from mazalim.journey.appeals import actions as appeals
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.rules import Quality
from tests import factories
from tests.factories import Case

EXAMINE = "The hole is open again. Look at the street yourselves, and have it filled for good."
REASONS = "We looked at the street and at the file. The hole is open again, so the repair that was reported does not hold; section 4 of the law on roads."
SUMMARY = "Your complaint is well founded."
POINTS = [
    {"number": 1, "outcome": "upheld", "redress": "repaired", "reason": "The hole was filled on Monday."},
    {"number": 2, "outcome": "not_upheld", "redress": "explained", "reason": "A barrier is not needed now that the hole is filled."},
]


@dataclass(frozen=True)
class Life:
    """A case with the officer who took it and the supervisor who agrees."""

    case: Case
    officer: Standing
    supervisor: Standing

    @property
    def pk(self) -> int:
        """The complaint's."""
        return self.case.complaint.pk

    def look(self, by: Standing, *, at: datetime) -> None:
        """An officer reads the file."""
        note_opening(complaint=self.case.fresh(), standing=by, at=at)

    def ask(self, question: str = "On which side of the street is it?", *, at: datetime) -> Entry:
        """The desk asks the complainant."""
        return casework.ask(complaint_id=self.pk, by=self.officer, question=question, at=at)

    def extend(self, reason: str = "The sewer must be surveyed first.", *, at: datetime) -> Entry:
        """More time, agreed by the supervisor."""
        casework.propose_extension(complaint_id=self.pk, by=self.officer, reason=reason, at=at)
        return casework.extend(complaint_id=self.pk, by=self.supervisor, at=at)

    def refuse(self, *, at: datetime) -> Entry:
        """Refused as inadmissible by two persons."""
        refusal = casework.Refusal(
            "before_a_court", "The court of Erbil has the same matter since May.", "Law 12, section 4", "The court of Erbil"
        )
        casework.propose_refusal(complaint_id=self.pk, by=self.officer, refusal=refusal, at=at)
        return casework.refuse(complaint_id=self.pk, by=self.supervisor, at=at)

    def answer(self, *, at: datetime, promise: str = "", due: date | None = None) -> Entry:
        """The reply, with one promise where one is given."""
        promises = [{"text": promise, "due_date": due or at.date() + timedelta(days=10)}] if promise else []
        draft = replies.save_draft(
            complaint_id=self.pk, by=self.officer, version=0, summary=SUMMARY, points=POINTS, commitments=promises, at=at
        )
        replies.hand_in(complaint_id=self.pk, by=self.officer, version=draft.version, at=at)
        return replies.approve(complaint_id=self.pk, by=self.supervisor, checked=Quality, at=at)

    def appeal(self, text: str = EXAMINE, *, at: datetime) -> Entry:
        """The complainant appeals."""
        return appeals.appeal(complaint_id=self.pk, text=text, at=at)

    def decide(self, by: Standing, decision: AppealDecision = AppealDecision.ALLOWED, *, at: datetime) -> Entry:
        """The desk above decides."""
        points = POINTS if decision in {AppealDecision.ALLOWED, AppealDecision.PARTLY_ALLOWED} else []
        return appeals.decide(complaint_id=self.pk, by=by, decision=appeals.Decision(decision, REASONS, points), at=at)


def judge_over(case: Case) -> Standing:
    """An officer of the general desk of the body above, where appeals against the case's body are decided."""
    above = PublicBody.objects.get_parent(case.fresh().body)
    return factories.standing(factories.officer(desk=Desk.objects.get(body=above, kind=Desk.Kind.GENERAL)))


def taken(*, at: datetime, **changes: object) -> Life:
    """A case lodged and taken up by an officer."""
    case = factories.lodge(at=at, **changes)
    life = Life(case, factories.standing(factories.officer_for(case)), factories.standing(factories.supervisor_for(case)))
    casework.take(complaint_id=life.pk, by=life.officer, at=at)
    return life


def answered(*, at: datetime, promise: str = "", due: date | None = None, **changes: object) -> Life:
    """A case lodged, taken and answered at one moment."""
    life = taken(at=at, **changes)
    life.answer(at=at, promise=promise, due=due)
    return life
