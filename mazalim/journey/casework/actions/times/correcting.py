"""Deadlines follow the calendar: where a public holiday is added or taken away later, each open case whose dates change is corrected.

A clock keeps the dates that its entries gave, so nothing moves silently. What would be different by the calendar of today is written as an
entry, once: a second run finds nothing to do. What has passed already stays as it was.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from mazalim.common.clock import day_of
from mazalim.complaints.actions import locked
from mazalim.complaints.deadlines import DECISION, Clock, clocks_from, correct
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.calendar import Calendar
from mazalim.country.queries import SECONDS_KEPT, calendar
from mazalim.journey.casework.models import CalendarApplied
from mazalim.work.actions import enqueue

log = logging.getLogger("mazalim.casework")
# Every process has read the new calendar by then, so no case that is lodged meanwhile still counts by the old one.
WAIT = timedelta(seconds=2 * SECONDS_KEPT)


def correct_deadlines(*, at: datetime, most: int = 500) -> int:
    """Correct the open cases, `most` in a batch, where the calendar has changed since they were last looked at; returns how many were.

    Where it is cut short, the next run goes on after the last batch.
    """
    applied, days = _applied(at), calendar()
    if applied.is_done or at < applied.seen_at + WAIT:
        return 0
    done = 0
    while batch := list(_open_cases().filter(pk__gt=applied.after).order_by("pk").values_list("pk", flat=True)[:most]):
        for complaint_id in batch:
            try:
                done += correct_deadline(complaint_id=complaint_id, days=days, at=at)
            except Exception:  # whatever is wrong with one case, the others must not wait for it
                log.exception("the deadline of complaint %s could not be corrected", complaint_id)
                enqueue("casework.correct_deadline", {"complaint": complaint_id}, at=at)
        applied.after = batch[-1]
        applied.save(update_fields=["after"])
    applied.is_done = True
    applied.save(update_fields=["is_done"])
    return done


def _open_cases() -> Any:
    return Complaint.objects.filter(state__in=OPEN_STATES)


def _applied(at: datetime) -> CalendarApplied:
    """The calendar that is being, or was, applied; begun anew where another one is in force. The first one there ever was needs no correction."""
    days = calendar()
    content = [days.zone.key, sorted(days.weekend), [day.isoformat() for day in sorted(days.holidays)]]
    digest = sha256(repr(content).encode()).hexdigest()
    applied, is_first = CalendarApplied.objects.get_or_create(pk=1, defaults={"digest": digest, "seen_at": at, "is_done": True})
    if applied.digest != digest and not is_first:
        applied.digest, applied.seen_at, applied.after, applied.is_done = digest, at, 0, False
        applied.save()
    return applied


@transaction.atomic
def correct_deadline(*, complaint_id: int, days: Calendar, at: datetime) -> int:
    """Correct one open case where its dates would be others by this calendar; returns 1 where they are, else 0."""
    complaint = locked(complaint_id)
    if not complaint.is_open:
        return 0
    entries = list(complaint.entries.order_by("number").only("complaint", "at", "payload"))
    clocks, anew = clocks_from(entries, days), clocks_from(entries, days, as_of_now=True)
    notes, old, new = corrections(clocks, anew, days, at)
    if not notes:
        return 0
    payload: dict[str, Any] = {}
    if old != new:
        payload = {"old": old, "new": new}
    move(complaint, Move.CORRECT_DEADLINE if payload else Move.CORRECT_DUTY, by=actor_system(), clocks=notes, payload=payload, at=at)
    return 1


def corrections(
    clocks: Mapping[str, Clock], anew: Mapping[str, Clock], days: Calendar, at: datetime
) -> tuple[list[dict[str, Any]], str, str]:
    """The notes that bring clocks to what they would be by the calendar of today, and the date of the reply before and after, as ISO texts.

    A deadline that has passed is not touched, and one that comes sooner never lies before today: nobody becomes late by a change of the calendar.
    """
    today, notes = day_of(at, days.zone), []
    old = new = ""
    for name, clock in clocks.items():
        if clock.stopped_at is not None or clock.due_date < today or name not in anew:
            continue
        wanted, ceiling = anew[name].due_date, anew[name].ceiling
        due = max(wanted, min(clock.due_date, days.next_working_day(today))) if wanted < clock.due_date else wanted
        if ceiling is not None and clock.ceiling is not None and clock.ceiling < today:
            ceiling = clock.ceiling
        if due == clock.due_date and ceiling == clock.ceiling:
            continue
        notes.append(correct(name, due, ceiling=ceiling))
        if name == DECISION:
            old, new = clock.due_date.isoformat(), due.isoformat()
    return notes, old, new
