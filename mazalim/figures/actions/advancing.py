"""Count the entries that came since the last time, each exactly once."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from mazalim.complaints.horizon import Position, TransactionsBeganAnew, settled_after
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.figures.actions.adding import Tally
from mazalim.figures.actions.reading import lives
from mazalim.figures.models import Watermark
from mazalim.figures.rules import COUNTED_KINDS, CountryDays, Life

log = logging.getLogger("mazalim.figures")
MOST_ENTRIES = 5_000
MOST_BATCHES = 20  # 100,000 entries or a few seconds, then the worker's other schedules have their turn
CASES_AT_ONCE = 500
COUNTED_AT_LEAST_EVERY = timedelta(hours=1)  # that the pages do not seem to stand still where nobody complains


def catch_up(*, at: datetime) -> int:
    """Advance until nothing is left or the worker has other things to do; returns how many entries were read."""
    read = 0
    for _ in range(MOST_BATCHES):
        step = advance(at=at)
        read += step
        if step < MOST_ENTRIES:
            break
    return read


def advance(*, at: datetime, most: int = MOST_ENTRIES) -> int:
    """Count up to `most` new entries in one transaction with the mark that says so; returns how many were read."""
    mark = Watermark.objects.filter(pk=Watermark.THE_ONE).first()
    try:
        if mark is not None and at - mark.counted_at < COUNTED_AT_LEAST_EVERY and not settled_after(position_of(mark)).exists():
            return 0  # without a transaction that writes: on SQLite everybody would wait for it
        return advance_locked(at=at, most=most)
    except TransactionsBeganAnew:
        log.error("The figures were counted in another database cluster: run `manage.py recompute_figures`.")
        return 0


def position_of(mark: Watermark) -> Position:
    """How far the entries have been counted."""
    return Position(mark.floor, mark.written_in, mark.entry)


def locked_mark(*, at: datetime) -> Watermark:
    """The mark, locked until the caller's transaction ends: one reader counts at a time."""
    Watermark.objects.get_or_create(pk=Watermark.THE_ONE, defaults={"stamp": uuid.uuid4(), "counted_at": at})
    return Watermark.objects.select_for_update().get(pk=Watermark.THE_ONE)


@transaction.atomic
def advance_locked(*, at: datetime, most: int) -> int:
    """The same without a look first, behind the lock of the mark. Raises TransactionsBeganAnew."""
    mark = locked_mark(at=at)
    new = list(settled_after(position_of(mark)).values_list("id", "written_in", "complaint_id", "number", "kind")[:most])
    tally = Tally()
    wanted: dict[int, set[int]] = defaultdict(set)
    for _, _, complaint_id, number, kind in new:
        if kind in COUNTED_KINDS:
            wanted[complaint_id].add(number)
    days = CountryDays(calendar())
    cases = list(wanted)
    for start in range(0, len(cases), CASES_AT_ONCE):
        count({pk: wanted[pk] for pk in cases[start : start + CASES_AT_ONCE]}, days, tally)
    if tally.write(mark.edition):
        mark.stamp = uuid.uuid4()
    if new:
        mark.entry, mark.written_in = new[-1][0], new[-1][1] or 0
    mark.counted_at = max(at, mark.counted_at)
    mark.save()
    return len(new)


def count(wanted: Mapping[int, set[int]], days: CountryDays, tally: Tally) -> None:
    """Follow the cases from their first entry on; what stands before a new entry is read again, but not counted again."""
    for leaves in lives(Entry.objects.filter(complaint_id__in=list(wanted))):
        life = Life(days)
        numbers = wanted[leaves[0].complaint]
        last = max(numbers)
        for _, number, kind, at, payload in leaves:
            changes = life.turn(kind, at, payload)
            if number in numbers:
                tally.add(changes)
            if number >= last:
                break
