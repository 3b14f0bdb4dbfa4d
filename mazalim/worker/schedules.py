"""One table: what is done again and again, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mazalim.accounts.actions.sessions import forget_old_sessions
from mazalim.administration.retention.actions import tell_of_due
from mazalim.country.queries import calendar
from mazalim.evidence.actions import look_after_waiting
from mazalim.figures.actions import catch_up
from mazalim.figures.tasks import ask_for_recount
from mazalim.journey.casework.actions import correct_deadlines, expire_proposals, forget_bulk_acts, send_digests, sweep
from mazalim.journey.intake.actions import erase_old
from mazalim.journey.replies.actions import remind_owners, sweep_commitments
from mazalim.journey.routing.actions import learn
from mazalim.journey.workbench.actions import forget_exports
from mazalim.proof.seals.actions import seal
from mazalim.verification.actions import forget_old as forget_codes
from mazalim.work.actions import forget_old as forget_work


def _sweep(at: datetime) -> int:
    return sweep(at=at)


@dataclass(frozen=True)
class Schedule:
    """A function that takes `at` and returns how much it did."""

    name: str
    every: timedelta
    do: Callable[[datetime], int]
    hour: int | None = None  # of the country's clock, where it is done once a day
    is_shared: bool = False  # all workers do it side by side, each row by whoever locks it first

    def first_at(self, at: datetime) -> datetime:
        """When it is due that has never been done: now, or at its hour."""
        return at if self.hour is None else self.next_after(at)

    def next_after(self, at: datetime) -> datetime:
        """When it is due again that was begun at `at`."""
        if self.hour is None:
            return at + self.every
        local = at.astimezone(calendar().zone)
        next_at = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return (next_at if next_at > local else next_at + timedelta(days=1)).astimezone(UTC)


SCHEDULES: tuple[Schedule, ...] = (
    Schedule("figures.advance", timedelta(seconds=10), lambda at: catch_up(at=at)),
    # Before the sweep: what a new holiday moves has not fallen due.
    Schedule("casework.correct_deadlines", timedelta(seconds=30), lambda at: correct_deadlines(at=at)),
    Schedule("casework.sweep", timedelta(seconds=60), _sweep, is_shared=True),
    Schedule("replies.sweep_commitments", timedelta(minutes=10), lambda at: sweep_commitments(at=at)),
    Schedule("replies.remind_owners", timedelta(minutes=30), lambda at: remind_owners(at=at)),
    Schedule("casework.expire_proposals", timedelta(minutes=10), lambda at: expire_proposals(at=at)),
    Schedule("casework.forget_bulk_acts", timedelta(hours=1), lambda at: forget_bulk_acts(at=at)),
    Schedule("casework.send_digests", timedelta(minutes=30), lambda at: send_digests(at=at)),
    Schedule("routing.learn", timedelta(minutes=1), lambda at: learn(at=at)),
    Schedule("evidence.look_after_waiting", timedelta(seconds=15), lambda at: look_after_waiting(at=at)),
    Schedule("intake.erase_old", timedelta(minutes=10), lambda at: erase_old(at=at)),
    Schedule("workbench.forget_exports", timedelta(minutes=10), lambda at: forget_exports(at=at)),
    Schedule("accounts.forget_old_sessions", timedelta(hours=1), lambda at: forget_old_sessions(at=at)),
    Schedule("administration.tell_of_due", timedelta(hours=6), lambda at: tell_of_due(at=at)),
    Schedule("verification.forget_old", timedelta(minutes=10), lambda at: forget_codes(at=at)),
    Schedule("proof.seal", timedelta(hours=1), lambda at: seal(at=at)),
    Schedule("figures.recount", timedelta(days=1), lambda at: ask_for_recount(at=at), hour=2),
    Schedule("work.forget_old", timedelta(hours=1), lambda at: forget_work(at=at)),
)
