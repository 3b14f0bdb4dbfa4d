"""The clock of the demo country: every life is a generator that says when it goes on, and all go on in the order of time."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import note_opening
from mazalim.complaints.models import Complaint
from mazalim.demo.country.cast import Cast
from mazalim.demo.country.chance import Chance
from mazalim.demo.country.lodging import Case, Counter
from mazalim.demo.country.plans import Plan
from mazalim.demo.country.words import Words
from mazalim.journey.casework.actions import expire_proposals, sweep
from mazalim.journey.replies.actions import sweep_commitments
from mazalim.proof.seals.actions import seal

Life = Iterator[datetime]
SEALED_NIGHTLY = timedelta(days=45)


@dataclass
class World:
    """Everything that a life needs. `at` is the moment that is being lived, `now` the moment at which the story ends."""

    now: datetime
    at: datetime
    chance: Chance
    words: Words
    cast: Cast
    counter: Counter
    lodged: list[Case] = field(default_factory=list)
    _waiting: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _number: int = 0

    def begin(self, life: Life) -> None:
        """Let a life begin."""
        self._go_on(life)

    def run(self) -> None:
        """Live until now. What would come later never happens."""
        while self._waiting:
            self.at, _, life = heapq.heappop(self._waiting)
            self._go_on(life)

    def _go_on(self, life: Life) -> None:
        wakes_at = next(life, None)
        if wakes_at is not None and wakes_at < self.now:
            self._number += 1  # lives that wake at the same moment go on in the order in which they lay down
            heapq.heappush(self._waiting, (max(wakes_at, self.at), self._number, life))

    def says(self, plan: Plan, what: str, share: float) -> bool:
        """Whether something happens in a life: surely where the plan says so, by chance elsewhere, never where the plan ends before."""
        if what in plan.must:
            return True
        return not plan.stop and self.chance.happens(share)

    def before_now(self) -> datetime:
        """A moment of the last working day before now, for what waits for a decision."""
        day = (self.now - timedelta(hours=3)).astimezone(self.chance.days.zone).date()
        while not self.chance.days.is_working_day(day):
            day -= timedelta(days=1)
        moment = datetime.combine(day, time(9), self.chance.days.zone) + timedelta(minutes=self.chance.between(0, 300))
        return max(min(moment, self.now - timedelta(minutes=self.chance.between(5, 50))), self.at)

    def opened(self, case: Case, by: Standing) -> Complaint:
        """The case as an officer opens it before acting; the first view of a day is noted, as on the page."""
        complaint = case.fresh()
        note_opening(complaint=complaint, standing=by, at=self.at)
        return complaint

    def holder(self, complaint: Complaint) -> Standing | None:
        """Whoever works on the case: its officer, else somebody of its desk who did not draft the reply that is doubted."""
        if complaint.officer_id is not None:
            return self.cast.standings[complaint.officer_id]
        return self.cast.officer_at(complaint.desk_id, but=complaint.drafter_id)

    def second_person(self, case: Case, *, but: int) -> Standing | None:
        """Who agrees to what an officer proposed on the case."""
        complaint = case.fresh()
        return self.cast.second_person(body_id=complaint.body_id, desk_id=complaint.desk_id, is_guarded=complaint.is_guarded, but=but)


def nights(world: World) -> Life:
    """What the worker does by itself, once a night."""
    while True:
        tomorrow = world.at.astimezone(world.chance.days.zone).date() + timedelta(days=1)
        yield datetime.combine(tomorrow, time(0, 5), world.chance.days.zone)
        sweep(at=world.at)
        expire_proposals(at=world.at)
        if world.now - world.at < SEALED_NIGHTLY:
            seal(at=world.at)  # the first seals what came before
        sweep_commitments(at=world.at)
