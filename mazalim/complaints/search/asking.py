"""Ask the index: newest first, never ranked, in windows that widen until the page is full."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mazalim.complaints.models import Complaint
from mazalim.complaints.search.scope import MONTH, QUARTER, YEAR, held_by, months_back
from mazalim.complaints.search.tables import Condition, Term, table_of
from mazalim.complaints.search.words import folded, sounds
from mazalim.directory.queries import bodies_surely_named

MOST_TERMS = 12
SHORTEST_PREFIX = 3  # letters; shorter words are sought whole


@dataclass(frozen=True)
class Question:
    """What was typed into the search field: words that must all be there, or the name of bodies."""

    terms: tuple[Term, ...]
    bodies: tuple[int, ...] = ()

    def within(self, scope: tuple[str, ...]) -> Condition:
        """The condition for whoever holds these signs."""
        return Condition(scope, self.terms, tuple(held_by(pk) for pk in self.bodies))


def question_in(typed: str, *, among_bodies: bool = False) -> Question | None:
    """The question in what was typed; None where there is no word in it. `among_bodies`: the name of a body finds what that body holds."""
    words = list(dict.fromkeys(folded(typed)))[:MOST_TERMS]
    if not words:
        return None
    terms = tuple(Term(word, len(word) >= SHORTEST_PREFIX, next(sounds(word), "")) for word in words)
    return Question(terms, tuple(row.pk for row in bodies_surely_named(typed)) if among_bodies else ())


Ordered = Callable[[QuerySet[Complaint]], QuerySet[Complaint]]


def found_among(rows: QuerySet[Complaint], question: Question, scope: tuple[str, ...]) -> QuerySet[Complaint]:
    """Those of the rows, which begin with `complaints_shown_to`, that the index finds."""
    return rows.filter(pk__in=table_of(connection).matching(question.within(scope))) if scope else rows.none()


def newest_found(
    rows: QuerySet[Complaint],
    question: Question,
    scope: tuple[str, ...],
    *,
    at: datetime,
    most: int,
    ordered: Ordered,
    is_back: bool = False,
    is_rare: bool = False,
) -> RawSQL:
    """The keys of the first `most` rows found, for `pk__in`: a window of the index is read only where those before it had too few.

    `ordered` sorts by the moment of lodging, the newest first; with `is_back` the oldest first, for the way back through the pages. With
    `is_rare` all months are one window: of words that hardly any case holds, the months are most of the work.
    """
    windows = [question.within(scope)] if is_rare else _windows(question.within(scope), at)
    parts = [ordered(rows.filter(pk__in=table_of(connection).matching(window))).values("pk") for window in windows]
    sql, values = _one_after_another(parts[::-1] if is_back else parts, most)
    return RawSQL(sql, values)  # noqa: S611  # nosec B611 - the SQL is Django's own, its values are parameters


def newest_seen(
    rows: QuerySet[Complaint], question: Question, scope: tuple[str, ...], *, at: datetime, most: int, is_rare: bool = False
) -> list[tuple[int, str, int | None, int]]:
    """Of the newest `most` rows found the key, the state, the officer and the round; as `newest_found`. One query."""
    windows = [question.within(scope)] if is_rare else _windows(question.within(scope), at)
    found = [rows.filter(pk__in=table_of(connection).matching(window)).order_by("-lodged_at", "-pk") for window in windows]
    sql, values = _one_after_another([part.values("pk", "state", "officer_id", "round", "lodged_at") for part in found], most)
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, values)
        seen = sorted(cursor.fetchall(), key=lambda row: (row[4], row[0]), reverse=True)
    return [(row[0], row[1], row[2], row[3]) for row in seen]


def _one_after_another(parts: Sequence[QuerySet[Complaint, Any]], most: int) -> tuple[str, list[Any]]:
    said, values = [], list[Any]()
    for part in parts:
        sql, given = part[:most].query.get_compiler(connection=connection).as_sql()
        said.append(f"SELECT * FROM ({sql}) AS found")  # noqa: S608  # nosec B608 - the SQL is Django's own, its values are parameters
        values += given
    return f"{' UNION ALL '.join(said)} LIMIT {most}", values


def _windows(whole: Condition, at: datetime) -> list[Condition]:
    month, quarter, year = (months_back(at, span) for span in (MONTH, QUARTER, YEAR))
    return [
        replace(whole, months=month),
        replace(whole, months=quarter[len(month) :]),
        replace(whole, months=year[len(quarter) :]),
        replace(whole, but_months=year),
    ]


def found_at_once(newest: QuerySet[Complaint], question: Question) -> QuerySet[Complaint] | None:
    """Those of some hundred rows, given in their order and cut off, that hold the words: the quick way to the newest cases with a common word.

    None where the database has no such way, or the index is as quick.
    """
    holding = table_of(connection).holding(question.within(()))
    if holding is None:
        return None
    order = newest.query.order_by
    return Complaint.objects.filter(holding, pk__in=newest.values("pk")).order_by(*order)
