"""Read a table from end to end without holding it in memory."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def in_batches(rows: QuerySet[Row], *, by: str = "pk", size: int = 1000) -> Iterator[Row]:
    """Every row in the order of `by`, `size` of them in memory at a time.

    In the place of `QuerySet.iterator()`, which on PostgreSQL needs a cursor on the server: behind a pooler in transaction mode the next rows would be
    asked of another session, and with such cursors off everything is loaded at once. What is written meanwhile beyond the last row read is seen.

    :param by: a field without equal values and without NULL; a plain name.
    """
    field = rows.model._meta.pk.attname if by == "pk" else by
    ordered, last = rows.order_by(field), None
    while True:
        batch = list((ordered if last is None else ordered.filter(**{f"{field}__gt": last}))[:size])
        yield from batch
        if len(batch) < size:
            return
        last = getattr(batch[-1], field)


def keys_in_batches(rows: QuerySet[Any], *, size: int = 5000) -> Iterator[Any]:
    """The primary keys of every row, in their order, `size` of them in memory at a time."""
    ordered, last = rows.order_by("pk").values_list("pk", flat=True), None
    while True:
        batch = list((ordered if last is None else ordered.filter(pk__gt=last))[:size])
        yield from batch
        if len(batch) < size:
            return
        last = batch[-1]
