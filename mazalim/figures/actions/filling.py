"""Fill a new edition of the figures: rows are written once, when nothing more can come to them, and the totals are the database's own sums."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, DateField, Sum, Value, When
from django.db.models.functions import TruncMonth

from mazalim.figures.actions.adding import Tally, add_rows
from mazalim.figures.models import EVERY, NOW, STOCKS, Figure, Total
from mazalim.figures.rules import Change

ROWS_IN_MEMORY = 200_000
MOST_IN_MEMORY = 3 * ROWS_IN_MEMORY  # some two hundred megabytes
_THE_END = date.max.toordinal()
_COLUMNS = (*Figure.KEY, "count")


class Filling:
    """An edition that nobody reads yet, and what has been counted for it.

    Cases come in the order in which they were lodged, so that nothing is counted any more for days before the newest lodging: those rows are
    final, and are written without looking whether they are there. What comes for such a day all the same (cases that another system had, taken
    over out of order) is kept apart and added, which costs ten times as much.
    """

    def __init__(self, edition: int) -> None:
        self.edition = edition
        self._tally, self._late = Tally(), Tally()
        self._written_before = 0  # the ordinal of a day

    def add(self, changes: Iterable[Change]) -> None:
        """Take note of changes."""
        self._tally.add(changes)

    def put(self, newest_lodging: int) -> None:
        """Write what is final once there is much of it, in a transaction of its own; `newest_lodging` is the ordinal of a day."""
        if len(self._tally) >= ROWS_IN_MEMORY:
            self._write(newest_lodging)
        if len(self._tally) >= MOST_IN_MEMORY or len(self._late) >= MOST_IN_MEMORY:
            self._write(_THE_END)

    def finish(self) -> None:
        """Write the rest, and the totals."""
        self._write(_THE_END)
        with transaction.atomic():
            Figure.objects.filter(edition=self.edition, count=0).delete()
            _total_up(self.edition)

    def _write(self, before: int) -> None:
        ready, kept = [], {}
        for key, count in self._tally.figures.items():
            if key[0] < self._written_before:
                self._late.figures[key] = self._late.figures.get(key, 0) + count
            elif key[0] < before:
                if count:
                    ready.append((key, count))
            else:
                kept[key] = count
        ready.sort(key=lambda item: (item[0][1].body, item[0][0]))  # in the order of the index, so that neighbours are written together
        is_due = before == _THE_END or len(self._late) >= ROWS_IN_MEMORY
        late = [(key, count) for key, count in self._late.figures.items() if count] if is_due else []
        days = {day: date.fromordinal(day).isoformat() for day in {key[0] for key, _ in ready} | {key[0] for key, _ in late}}

        def rows_of(figures: list[Any]) -> list[tuple[Any, ...]]:
            return [(self.edition, days[day], *place, measure, bucket, count) for (day, place, measure, bucket), count in figures]

        with transaction.atomic():
            _insert(rows_of(ready))
            add_rows(Figure, rows_of(late))
        self._tally.figures = kept
        if is_due:
            self._late = Tally()
        self._written_before = max(before, self._written_before)


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows that are not there yet: COPY on PostgreSQL, plain INSERTs on SQLite. All values are numbers, days and codes, which need no escaping."""
    if not rows:
        return
    table, columns = Figure._meta.db_table, ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("".join(["\t".join(map(str, row)) + "\n" for row in rows]))
        else:
            marks = ", ".join(["%s"] * len(_COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608  # nosec B608 - names of our own columns


def _total_up(edition: int) -> None:
    """Months by body and category from the figures; then all bodies, all categories, and both, from those."""
    month = Case(
        When(measure__in=[measure.value for measure in STOCKS], then=Value(NOW, DateField())),
        default=TruncMonth("day"),
        output_field=DateField(),
    )
    names = ("month", "body", "category", "kind", "measure", "bucket")
    sums = Figure.objects.filter(edition=edition).annotate(month=month).values(*names).annotate(number=Sum("count")).exclude(number=0)
    sql, params = sums.order_by().query.get_compiler(connection=connection).as_sql()
    table = Total._meta.db_table
    # nosec B608 - the SQL is Django's own and the names are those of our columns; all values are parameters
    into = f"INSERT INTO {table} ({', '.join(names)}, count, edition)"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} SELECT found.*, %s FROM ({sql}) AS found", [edition, *params])  # noqa: S608  # nosec B608
        for body, category in ((str(EVERY), "category"), ("body", str(EVERY)), (str(EVERY), str(EVERY))):
            kept = [name for name in (body, category) if not name.isdecimal()]
            grouped = ", ".join(["month", *kept, "kind", "measure", "bucket"])
            cursor.execute(
                f"{into} SELECT month, {body}, {category}, kind, measure, bucket, SUM(count), edition FROM {table} "  # noqa: S608  # nosec B608
                f"WHERE edition = %s AND body > {EVERY} AND category > {EVERY} GROUP BY edition, {grouped} HAVING SUM(count) <> 0",
                [edition],
            )
