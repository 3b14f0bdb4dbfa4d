"""Count every entry again, beside the figures in use, and put the new ones in their place."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mazalim.complaints.horizon import fence
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.figures.actions.adding import Tally
from mazalim.figures.actions.advancing import locked_mark
from mazalim.figures.actions.reading import lives
from mazalim.figures.models import Figure, Total, Watermark
from mazalim.figures.rules import CountryDays, Life

CASES_AT_ONCE = 2_000
ROWS_IN_MEMORY = 200_000
ROWS_DELETED_AT_ONCE = 20_000


def recompute(*, at: datetime) -> int:
    """Count all entries into a new edition of the figures and put it in the place of the old one; returns how many were read.

    Pages read the old edition and the worker goes on counting into it until the very end: what it counts meanwhile stands above the fence
    and is counted again into the new one. To be called outside of a transaction: it commits as it goes, and begins anew after a crash.
    """
    mark = Watermark.objects.filter(pk=Watermark.THE_ONE).first() or _first_mark(at)
    edition = mark.edition + 1
    _delete_all_but(mark.edition)
    end = fence()
    tally, days, read = Tally(), CountryDays(calendar()), 0
    entries = Entry.objects.filter(id__lte=end.floor)
    last = entries.aggregate(last=Max("complaint_id"))["last"] or 0
    for start in range(0, last + 1, CASES_AT_ONCE):
        for leaves in lives(entries.filter(complaint_id__gt=start, complaint_id__lte=start + CASES_AT_ONCE)):
            life = Life(days)
            for _, _, kind, moment, payload in leaves:
                tally.add(life.turn(kind, moment, payload))
            read += len(leaves)
        if len(tally) >= ROWS_IN_MEMORY:
            _write(tally, edition)
    _write(tally, edition)
    with transaction.atomic():
        mark = locked_mark(at=at)
        mark.edition, mark.stamp, mark.counted_at = edition, uuid.uuid4(), max(at, mark.counted_at)
        mark.floor, mark.written_in, mark.entry = end.floor, end.written_in, end.entry
        mark.save()
    _delete_all_but(edition)
    return read


@transaction.atomic
def _first_mark(at: datetime) -> Watermark:
    return locked_mark(at=at)


@transaction.atomic
def _write(tally: Tally, edition: int) -> None:
    tally.write(edition)


def _delete_all_but(edition: int) -> None:
    """Delete the rows of other editions, so many in a transaction: on SQLite nobody else may write meanwhile."""
    for model in (Figure, Total):
        others = model._default_manager.exclude(edition=edition)
        while keys := list(others.values_list("pk", flat=True)[:ROWS_DELETED_AT_ONCE]):
            model._default_manager.filter(pk__in=keys).delete()
