"""Bring a new edition to where the one in use stands, and say where the two differ: what a nightly recount has to mend."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from mazalim.complaints.horizon import Position, TransactionsBeganAnew, settled_after
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.figures.actions import advancing
from mazalim.figures.actions.adding import Tally
from mazalim.figures.models import Figure, Total, Watermark
from mazalim.figures.rules import COUNTED_KINDS, CountryDays

log = logging.getLogger("mazalim.figures")
SHOWN = 5


@dataclass(frozen=True)
class Recount:
    """What a recount has read and found."""

    read: int
    differing: int | None  # rows that were other than the entries say, and are right now; None where there was nothing to compare with


def settle(*, edition: int, end: Position, at: datetime) -> int | None:
    """Count into the new edition, made of everything up to `end`, what the one in use has counted beyond, and compare the two; None where the
    one in use was counted in another database cluster, or nothing was.

    To be called in the transaction that puts the new edition in use, with the mark locked: nobody counts meanwhile.
    """
    mark = Watermark.objects.get(pk=Watermark.THE_ONE)
    if (mark.floor, mark.written_in, mark.entry) == (0, 0, 0):
        return None
    try:
        while settled_after(advancing.position_of(mark)).filter(id__lte=end.floor).exists():
            advancing.advance_locked(at=at, most=advancing.MOST_ENTRIES)
            mark.refresh_from_db()
        _follow(mark, edition, end)
    except TransactionsBeganAnew:
        return None
    Watermark.objects.filter(pk=mark.pk).update(floor=end.floor)
    return sum(_differing(model, mark.edition, edition) for model in (Figure, Total))


def _follow(mark: Watermark, edition: int, end: Position) -> None:
    """Up to the mark and not beyond: what has settled since then is counted by the next advance, once."""
    counted = Q(written_in__lt=mark.written_in) | Q(written_in=mark.written_in or None, id__lte=mark.entry)
    beyond = Entry.objects.filter(counted, id__gt=max(end.floor, mark.floor), kind__in=COUNTED_KINDS)
    wanted: dict[int, set[int]] = defaultdict(set)
    for complaint_id, number in beyond.values_list("complaint_id", "number"):
        wanted[complaint_id].add(number)
    tally, days, cases = Tally(), CountryDays(calendar()), list(wanted)
    for start in range(0, len(cases), advancing.CASES_AT_ONCE):
        advancing.count({pk: wanted[pk] for pk in cases[start : start + advancing.CASES_AT_ONCE]}, days, tally)
    tally.write(edition)


def _differing(model: type[Figure] | type[Total], kept: int, counted: int) -> int:
    """How many rows one edition has otherwise than the other; the first few go to the log, which they may: they are public figures."""
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(name) for name in (*(name for name in model.KEY if name != "edition"), "count"))
    rows = f"SELECT {names} FROM {quoted(model._meta.db_table)} WHERE edition = %s"  # noqa: S608  # nosec B608 - names of our own columns
    found = 0
    with connection.cursor() as cursor:
        for one, other, said in ((kept, counted, "kept"), (counted, kept, "counted")):
            cursor.execute(f"{rows} EXCEPT {rows}", [one, other])
            while lines := cursor.fetchmany(1000):
                for line in lines[: max(0, SHOWN - found)]:
                    log.error("A %s differs: %s as %s.", model._meta.model_name, said, _spelled(line))
                found += len(lines)
    return found


def _spelled(line: tuple[Any, ...]) -> str:
    return ", ".join(map(str, line))
