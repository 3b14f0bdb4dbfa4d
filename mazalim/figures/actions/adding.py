"""Add what was counted to the rows, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models

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
        totals = [(key, count) for key, count in _totals(figures).items() if count]
        self.figures = {}
        _add(Figure, ((edition, date.fromordinal(day), *place, measure, bucket, count) for (day, place, measure, bucket), count in figures))
        _add(Total, ((edition, date.fromordinal(key[0]), *key[1:], count) for key, count in totals))
        for model in (Figure, Total):
            model._default_manager.filter(edition=edition, count=0).delete()
        return len(figures) + len(totals)


def _totals(figures: Sequence[tuple[FigureKey, int]]) -> dict[TotalKey, int]:
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


def _add(model: type[models.Model], rows: Iterator[tuple[Any, ...]]) -> None:
    """INSERT ... ON CONFLICT, in the spelling that both databases share: Django's own can only replace, not add."""
    meta = model._meta
    names = ", ".join(connection.ops.quote_name(name) for name in (*model.KEY, "count"))  # type: ignore[attr-defined]
    keys = ", ".join(connection.ops.quote_name(name) for name in model.KEY)  # type: ignore[attr-defined]
    table = connection.ops.quote_name(meta.db_table)
    ready = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            line = f"({', '.join(['%s'] * len(batch[0]))})"
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {', '.join([line] * len(batch))} "  # noqa: S608 - names of our own columns
                f"ON CONFLICT ({keys}) DO UPDATE SET count = {table}.count + excluded.count",
                [ready(value) if isinstance(value, date) else value for row in batch for value in row],
            )
