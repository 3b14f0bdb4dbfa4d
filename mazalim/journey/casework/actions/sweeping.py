"""The deadline sweep: does what time alone brings to a complaint. Safe to run as often as one likes, and after any pause."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from mazalim.common.database.kept import rows_of
from mazalim.complaints import deadlines
from mazalim.complaints.conflict import is_body_clean, is_centre_clean
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint
from mazalim.country.queries import calendar
from mazalim.journey.casework.actions.placing import body_above

log = logging.getLogger("mazalim.casework")


@dataclass(frozen=True)
class Step:
    """What one step does: the move, and what it changes on the cover. `is_kept`: it stays in `steps_done`, once a round."""

    move: Move
    cover: Callable[[Complaint], dict[str, Any]] = lambda _: {}
    is_kept: bool = True


def _open_to_body_above(complaint: Complaint) -> dict[str, Any]:
    # Above a guarded case stands the official's own line, and above a root body nobody: there the central desk stands in.
    above = None if complaint.is_guarded else body_above(complaint.body_id)
    if above is None or not is_body_clean(complaint, above):
        return _open_to_centre(complaint)
    return {"opened_to_body_id": above}


def _open_to_centre(complaint: Complaint) -> dict[str, Any]:
    # Where a central officer is accused the case stays closed to the central desk, however late it is.
    return {"is_opened_to_centre": True} if is_centre_clean(complaint) else {}


STEPS: dict[str, Step] = {
    deadlines.SCREENING_DUE: Step(Move.MISS_DUTY),
    deadlines.ACCEPTANCE_DUE: Step(Move.MISS_DUTY),
    deadlines.WARNED: Step(Move.WARN),
    deadlines.FELL_DUE: Step(Move.FALL_DUE),
    deadlines.BODY_ABOVE: Step(Move.ESCALATE, _open_to_body_above),
    deadlines.CENTRAL_DESK: Step(Move.ESCALATE, _open_to_centre),
    deadlines.CEILING: Step(Move.CERTIFY_SILENCE),
    deadlines.APPEAL_WARNED: Step(Move.WARN),
    deadlines.APPEAL_DUE: Step(Move.MISS_APPEAL),
    deadlines.APPEAL_TO_CENTRE: Step(Move.ESCALATE_APPEAL, _open_to_centre),
    deadlines.ANSWER_REMINDER: Step(Move.REMIND),
    deadlines.ANSWER_TIME_OUT: Step(Move.TIME_OUT, is_kept=False),  # the next question times out as well
    deadlines.CLOSE_BY_SILENCE: Step(Move.CLOSE_BY_SILENCE, is_kept=False),
}


def sweep(*, at: datetime, most: int = 500) -> int:
    """Do every step that time has brought, the earliest complaint first, and return how many steps that were.

    `most` complaints are looked up at once; each is moved in a transaction of its own, so that a fault in one holds up no other.
    """
    done = 0
    last: tuple[datetime, int] | None = None
    while batch := _due(at=at, after=last, most=most):
        for complaint_id, _ in batch:
            try:
                done += _catch_up(complaint_id=complaint_id, at=at)
            except Exception:  # whatever is wrong with one case, the others must not wait for it
                log.exception("complaint %s could not be swept", complaint_id)
        last = (batch[-1][1], batch[-1][0])
    return done


def _due(*, at: datetime, after: tuple[datetime, int] | None, most: int) -> list[tuple[int, datetime]]:
    due = Complaint.objects.filter(next_step_at__lte=at)
    if after is not None:  # a complaint that could not be moved is left for the next sweep
        moment, pk = after
        due = due.filter(Q(next_step_at__gt=moment) | Q(next_step_at=moment, pk__gt=pk))
    rows = due.order_by("next_step_at", "pk").values_list("pk", "next_step_at")[:most]
    return [(pk, moment) for pk, moment in rows if moment is not None]


@transaction.atomic
def _catch_up(*, complaint_id: int, at: datetime) -> int:
    """Every step of one complaint up to now, in the order of their moments; none where somebody else has it locked."""
    found = rows_of(Complaint, "swept", _locked, complaint_id, at)
    if not found:
        return 0
    complaint, days, done = found[0], calendar(), 0
    running = deadlines.clocks_from(deadlines.noted_on(complaint), days)
    while complaint.next_step_at is not None and complaint.next_step_at <= at:  # every move sets it anew
        ahead = deadlines.steps_ahead(complaint, running, days)
        if not ahead or ahead[0][0] > at:  # a public holiday was added since the moment was written down
            Complaint.objects.filter(pk=complaint.pk).update(next_step_at=ahead[0][0] if ahead else None)
            break
        name = ahead[0][1]
        step = STEPS[name]
        cover = step.cover(complaint)
        if step.is_kept:
            cover["steps_done"] = [*complaint.steps_done, name]
        move(complaint, step.move, by=actor_system(), cover=cover, payload={"step": name}, at=at, running=running)
        done += 1
    return done


def _locked(complaint_id: int, at: datetime) -> QuerySet[Complaint]:
    rows = Complaint.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    return rows.filter(pk=complaint_id, next_step_at__lte=at)
