"""Count every entry again in memory, and say where the rows in use differ. Writes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.figures.actions.adding import Tally, totals_of
from mazalim.figures.actions.advancing import position_of
from mazalim.figures.actions.reading import lives
from mazalim.figures.models import Figure, Total, Watermark
from mazalim.figures.rules import CountryDays, Life

CASES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Difference:
    """A row that a recount would write otherwise."""

    table: str  # figure or total
    key: tuple[Any, ...]  # day or month first, then as the model's KEY without its edition
    kept: int
    counted: int


def differences(*, most: int = 100) -> list[Difference] | None:
    """Where the figures are not what the entries up to the mark say; None before anything was counted.

    To be called in a transaction that sees one moment. Holds all figures in memory at once.
    """
    mark = Watermark.objects.filter(pk=Watermark.THE_ONE).first()
    if mark is None:
        return None
    position = position_of(mark)
    counted = Q(id__lte=position.floor) | Q(written_in__lt=position.written_in)
    # SQLite has no transaction ids: there the entries come in the order of their keys.
    counted |= Q(written_in=position.written_in or None, id__lte=position.entry)
    tally, days, entries = Tally(), CountryDays(calendar()), Entry.objects.filter(counted)
    last = Entry.objects.aggregate(last=Max("complaint_id"))["last"] or 0
    start = 0
    while start < last:
        # By the cases that are there: a key far away from the others must not cost an hour of empty steps.
        cases = Entry.objects.filter(complaint_id__gt=start).order_by("complaint_id").values_list("complaint_id", flat=True).distinct()
        end = max(cases[:CASES_AT_ONCE])
        for leaves in lives(entries.filter(complaint_id__gt=start, complaint_id__lte=end)):
            life = Life(days)
            for _, _, kind, moment, payload in leaves:
                tally.add(life.turn(kind, moment, payload))
        start = end
    figures = {key: count for key, count in tally.figures.items() if count}
    totals = {key: count for key, count in totals_of(list(figures.items())).items() if count}
    wanted_figures = {(day, *place, measure, bucket): count for (day, place, measure, bucket), count in figures.items()}
    return [*_compare(Figure, mark.edition, wanted_figures, most), *_compare(Total, mark.edition, dict(totals), most)]


def _compare(model: type[Figure] | type[Total], edition: int, wanted: dict[tuple[Any, ...], int], most: int) -> list[Difference]:
    names = [name for name in model.KEY if name != "edition"]
    found: list[Difference] = []
    for day, *rest, count in model._default_manager.filter(edition=edition).values_list(*names, "count").iterator(chunk_size=5_000):
        counted = wanted.pop((day.toordinal(), *rest), 0)
        if counted != count and len(found) < most:
            found.append(Difference(model._meta.model_name or "", (day, *rest), count, counted))
    for key, counted in list(wanted.items())[: most - len(found)]:
        found.append(Difference(model._meta.model_name or "", (date.fromordinal(key[0]), *key[1:]), 0, counted))
    return found
