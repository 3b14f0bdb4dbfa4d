"""Count every entry again, beside the figures in use, and put the new ones in their place."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Max, Model

from mazalim.complaints.horizon import fence
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.figures.actions.advancing import locked_mark
from mazalim.figures.actions.filling import Filling
from mazalim.figures.actions.reading import lives
from mazalim.figures.actions.settling import Recount, settle
from mazalim.figures.models import Figure, Total, Watermark
from mazalim.figures.rules import CountryDays, Life
from mazalim.work import turns

log = logging.getLogger("mazalim.figures")
TURN = "figures.recount.under_way"
CASES_AT_ONCE = 2_000
ROWS_DELETED_AT_ONCE = 20_000


class AlreadyCounting(Exception):
    """Somebody recounts at this very moment: two would delete each other's rows."""


def recompute(*, at: datetime) -> int:
    """Count all entries again; returns how many were read. See `recount`."""
    return recount(at=at).read


def recount(*, at: datetime, still_there: Callable[[], None] = lambda: None) -> Recount:
    """Count all entries into a new edition of the figures, say where it differs from the one in use, and put it in its place.

    Pages read the old edition and the worker goes on counting into it until the very end: what it counts meanwhile stands above the fence
    and is counted again into the new one. To be called outside of a transaction: it commits as it goes, and begins anew after a crash.

    :param still_there: called between two batches of cases, for whoever holds a lease meanwhile.
    :raises AlreadyCounting: another recount is under way, or one was killed less than 90 seconds ago, or another has begun meanwhile.
    """
    holder, began = f"recount-{uuid.uuid4()}", monotonic()
    if turns.take(name=TURN, worker=holder, at=at, first_at=at) is not None:
        raise AlreadyCounting

    def go_on() -> None:
        if not turns.hold(worker=holder, at=at + timedelta(seconds=monotonic() - began)):
            raise AlreadyCounting  # this process stood still for so long that somebody else has begun
        still_there()

    try:
        return _recount(at, go_on)
    finally:
        turns.end(name=TURN, worker=holder, next_at=at)


def _recount(at: datetime, go_on: Callable[[], None]) -> Recount:
    mark = Watermark.objects.filter(pk=Watermark.THE_ONE).first() or _first_mark(at)
    edition = mark.edition + 1
    _delete_all_but(mark.edition)
    end = fence()
    filling, days, read, newest = Filling(edition), CountryDays(calendar()), 0, 0
    entries = Entry.objects.filter(id__lte=end.floor)
    last = entries.aggregate(last=Max("complaint_id"))["last"] or 0
    for start in range(0, last + 1, CASES_AT_ONCE):
        for leaves in lives(entries.filter(complaint_id__gt=start, complaint_id__lte=start + CASES_AT_ONCE)):
            life = Life(days)
            for _, _, kind, moment, payload in leaves:
                filling.add(life.turn(kind, moment, payload))
            read += len(leaves)
            newest = life.lodged_day
        filling.put(newest)
        go_on()
    filling.finish()
    with transaction.atomic():
        go_on()
        locked_mark(at=at)
        differing = settle(edition=edition, end=end, at=at)
        mark = locked_mark(at=at)
        if differing is None:
            mark.floor, mark.written_in, mark.entry = end.floor, end.written_in, end.entry
        mark.edition, mark.stamp, mark.counted_at = edition, uuid.uuid4(), max(at, mark.counted_at)
        mark.save()
    if differing:
        log.error("%d rows of the figures were other than the entries say; they are right now.", differing)
    _delete_all_but(edition)
    return Recount(read, differing)


@transaction.atomic
def _first_mark(at: datetime) -> Watermark:
    return locked_mark(at=at)


def _delete_all_but(edition: int) -> None:
    """Delete the rows of other editions, so many in a transaction: on SQLite nobody else may write meanwhile."""
    models: tuple[type[Model], ...] = (Figure, Total)
    for model in models:
        others = model._default_manager.exclude(edition=edition).values("pk")
        while model._default_manager.filter(pk__in=others[:ROWS_DELETED_AT_ONCE]).delete()[0]:
            pass
