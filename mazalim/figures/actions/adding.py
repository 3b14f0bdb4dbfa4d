"""Add what was counted to the rows, in the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from django.db import connection

from mazalim.figures.models import EVERY, NOW, STOCKS, Figure, Total
from mazalim.figures.rules import Change, Place

ROWS_AT_ONCE = 500
_STOCKS = frozenset(measure.value for measure in STOCKS)

FigureKey = tuple[int, Place, str, int]  # day, place, measure, bucket
TotalKey = tuple[int, int, int, str, str, int]  # month, body, category, kind, measure, bucket


class Tally:
    """Changes added up in memory until they are written; what cancels out is never written."""

    def __init__(self) -> None:
        self.figures: dict[FigureKey, int] = {}

    def __len__(self) -> int:
        return len(self.figures)

    def add(self, changes: Iterable[Change]) -> None:
        """Take note of changes."""
        figures = self.figures
        for day, place, measure, bucket, count in changes:
            key = (day, place, measure, bucket)
            figures[key] = figures.get(key, 0) + count

    def write(self, edition: int) -> int:
        """Add everything to the rows of an edition, forget it, and return how many rows were touched."""
        figures = [(key, count) for key, count in self.figures.items() if count]
        totals = [(key, count) for key, count in totals_of(figures).items() if count]
        self.figures = {}
        # In the order of the keys, so that neighbours are written together.
        figures.sort(key=lambda item: (item[0][1].body, item[0][0]))
        totals.sort()
        ready = connection.ops.adapt_datefield_value
        days = {day: ready(date.fromordinal(day)) for day in {key[0] for key, _ in figures} | {key[0] for key, _ in totals}}
        add_rows(Figure, [(edition, days[day], *place, measure, bucket, count) for (day, place, measure, bucket), count in figures])
        add_rows(Total, [(edition, days[key[0]], *key[1:], count) for key, count in totals])
        for model in (Figure, Total):
            model._default_manager.filter(edition=edition, count=0).delete()
        return len(figures) + len(totals)


def totals_of(figures: Sequence[tuple[FigureKey, int]]) -> dict[TotalKey, int]:
    """The totals that these figures make up."""
    totals: dict[TotalKey, int] = {}
    months: dict[int, int] = {}
    now = NOW.toordinal()
    for (day, place, measure, bucket), count in figures:
        if measure in _STOCKS:
            month = now
        elif (found := months.get(day)) is not None:
            month = found
        else:
            month = months[day] = date.fromordinal(day).replace(day=1).toordinal()
        for body in (EVERY, place.body):
            for category in (EVERY, place.category):
                key = (month, body, category, place.kind, measure, bucket)
                totals[key] = totals.get(key, 0) + count
    return totals


def add_rows(model: type[Figure] | type[Total], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add counts to the rows of their keys (the model's KEY and the count), in the caller's transaction.

    INSERT ... ON CONFLICT, in the spelling that both databases share: Django's own can only replace, not add.
    """
    quoted = connection.ops.quote_name
    table, keys = quoted(model._meta.db_table), ", ".join(map(quoted, model.KEY))
    line = f"({', '.join(['%s'] * (len(model.KEY) + 1))})"

    def statement(lines: int) -> str:
        return (
            f"INSERT INTO {table} ({keys}, count) VALUES {', '.join([line] * lines)} "  # noqa: S608  # nosec B608 - names of our own columns
            f"ON CONFLICT ({keys}) DO UPDATE SET count = {table}.count + excluded.count"
        )

    whole = len(rows) - len(rows) % ROWS_AT_ONCE
    with connection.cursor() as cursor:
        if whole:
            batches = (rows[start : start + ROWS_AT_ONCE] for start in range(0, whole, ROWS_AT_ONCE))
            cursor.executemany(statement(ROWS_AT_ONCE), [list(chain.from_iterable(batch)) for batch in batches])
        if rest := rows[whole:]:
            cursor.execute(statement(len(rest)), list(chain.from_iterable(rest)))
