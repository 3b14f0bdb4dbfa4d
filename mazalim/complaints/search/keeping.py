"""Keep the index as the case file stands: one statement where words or scope changed, none where they did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from mazalim.complaints.models import Complaint, EntryText
from mazalim.complaints.search.scope import month_of, scope_of_case
from mazalim.complaints.search.tables import Line, table_of
from mazalim.complaints.search.words import Words, together, words_of_leaf, words_of_number

BATCH = 200


def _line(complaint: Complaint, words: Words) -> Line:
    return Line(complaint.pk, month_of(complaint.lodged_at), scope_of_case(complaint), words.words, words.names)


def line_of(complaint: Complaint, leaves: Sequence[tuple[str, str]]) -> Line:
    """What the index holds of a case with leaves of these kinds and texts."""
    return _line(complaint, together([words_of_number(complaint.case_number), *(words_of_leaf(kind, text) for kind, text in leaves)]))


def enter(complaint: Complaint, leaves: Sequence[tuple[str, str]]) -> None:
    """Enter a new case with the kinds and texts of its leaves, in the caller's transaction."""
    table_of(connection).put([line_of(complaint, leaves)])


def enter_new(lines: Sequence[Line]) -> None:
    """Enter many cases that the index does not hold yet, in the caller's transaction."""
    table_of(connection).load(lines)


def follow(complaint: Complaint, *, scope_before: tuple[str, ...], kind: str, text: str) -> None:
    """Add the words of a new leaf and say anew who may find the case, in the caller's transaction."""
    if text or scope_before != scope_of_case(complaint):
        table_of(connection).add(_line(complaint, words_of_leaf(kind, text) if text else Words()))


def forget(complaint_id: int) -> None:
    """Take a case out of the index: its words go with the words of its leaves."""
    table_of(connection).drop(complaint_id)


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is come: cases entered so far, and the key of the last."""

    done: int
    last: int


def rebuild(*, is_all: bool = False, after: int = 0) -> Iterator[Progress]:
    """Enter what is missing or old, in batches of a transaction each, and say after each how far it is; to stop and begin again costs nothing.

    `is_all` enters every case anew, from the one after the key `after`.
    """
    table, done, last = table_of(connection), 0, after
    while True:
        with transaction.atomic():
            # Locked as every move locks them: a leaf turned meanwhile must not be overwritten by what was read before it.
            cases = Complaint.objects.select_for_update().order_by("pk")
            batch = cases.filter(pk__gt=last)[:BATCH] if is_all else cases.filter(pk__in=table.wanting(after=last, most=BATCH))
            leaves: dict[int, list[tuple[str, str]]] = {case.pk: [] for case in batch}
            if not leaves:
                return
            texts = EntryText.objects.filter(entry__complaint__in=leaves).order_by("entry__complaint_id", "entry__number")
            for pk, kind, text in texts.values_list("entry__complaint_id", "entry__kind", "text"):
                leaves[pk].append((kind, text))
            table.put([line_of(case, leaves[case.pk]) for case in batch])
        done, last = done + len(leaves), max(leaves)
        yield Progress(done, last)
