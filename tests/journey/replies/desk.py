"""One case with an officer who took it, a colleague, and the supervisor; everything happens at noon of one day."""

from datetime import date

from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.journey.replies import actions
from mazalim.journey.replies.rules import Quality
from tests import factories
from tests.factories import NOON, standing

POINTS = [
    {"number": 1, "outcome": "upheld", "redress": "repaired", "reason": "The hole was filled on Monday."},
    {"number": 2, "outcome": "not_upheld", "redress": "explained", "reason": "A barrier is not needed now that the hole is filled."},
]
PROMISE = {"text": "We come back and check the filling.", "due_date": date(2026, 11, 22)}


class Desk:
    """One case with an officer who took it, a colleague, and the supervisor."""

    def __init__(self, **changes):
        self.case = factories.lodge(**changes)
        self.officer = standing(factories.officer_for(self.case))
        self.colleague = standing(factories.officer_for(self.case))
        self.supervisor = standing(factories.supervisor_for(self.case))
        complaint = self.case.fresh()
        move(complaint, Move.TAKE, by=actor_officer(self.officer), at=NOON)

    @property
    def pk(self):
        return self.case.complaint.pk

    def write(self, *, by=None, version=0, points=POINTS, commitments=(), summary="Your complaint is well founded."):
        return actions.save_draft(
            complaint_id=self.pk, by=by or self.officer, version=version, summary=summary, points=points, commitments=commitments, at=NOON
        )

    def answer(self, **kwargs):
        draft = self.write(**kwargs)
        actions.hand_in(complaint_id=self.pk, by=self.officer, version=draft.version, at=NOON)
        return actions.approve(complaint_id=self.pk, by=self.supervisor, checked=Quality, at=NOON)
