"""Keep the index as the case file stands: one statement where words or scope changed, none where they did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from mazalim.complaints.models import Complaint, EntryText
from mazalim.complaints.search.scope import month_of, scope_of_case
from mazalim.complaints.search.tables import TABLE, VERSION, Line, key_of, table_of
from mazalim.complaints.search.words import Words, together, words_of_leaf, words_of_number

BATCH = 200


def _line(complaint: Complaint, words: Words) -> Line:
    return Line(complaint.pk, month_of(complaint.lodged_at), scope_of_case(complaint), words.words, words.names)


def _whole(complaint: Complaint, leaves: Sequence[tuple[str, str]]) -> Line:
    return _line(complaint, together([words_of_number(complaint.case_number), *(words_of_leaf(kind, text) for kind, text in leaves)]))


def enter(complaint: Complaint, leaves: Sequence[tuple[str, str]]) -> None:
    """Enter a new case with the kinds and texts of its leaves, in the caller's transaction."""
    table_of(connection).put(connection, [_whole(complaint, leaves)])


def follow(complaint: Complaint, *, scope_before: tuple[str, ...], kind: str, text: str) -> None:
    """Add the words of a new leaf and say anew who may find the case, in the caller's transaction."""
    if text or scope_before != scope_of_case(complaint):
        table_of(connection).add(connection, _line(complaint, words_of_leaf(kind, text) if text else Words()))


def forget(complaint_id: int) -> None:
    """Take a case out of the index: its words go with the words of its leaves."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE {key_of(connection)} = %s", [complaint_id])


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is come: cases entered so far, of how many at its beginning, and the key of the last."""

    done: int
    total: int
    last: int


def _wanting(*, is_all: bool) -> str:
    """Cases that are not in the index, or as another version entered them; or every case."""
    if is_all:
        return "FROM complaints_complaint c WHERE c.id > %s"
    return (
        f"FROM complaints_complaint c LEFT JOIN {TABLE} s ON s.{key_of(connection)} = c.id "
        f"WHERE c.id > %s AND (s.version IS NULL OR s.version <> {VERSION})"
    )


def rebuild(*, is_all: bool = False, after: int = 0) -> Iterator[Progress]:
    """Enter what is missing or old, in batches of a transaction each, and say after each how far it is; to stop and begin again costs nothing.

    `is_all` enters every case anew, from the one after the key `after`.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) {_wanting(is_all=is_all)}", [after])
        total = cursor.fetchone()[0]
    done, last = 0, after
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT c.id {_wanting(is_all=is_all)} ORDER BY c.id LIMIT {BATCH}", [last])
                keys = [row[0] for row in cursor.fetchall()]
            if not keys:
                return
            # Locked as every move locks them: a leaf turned meanwhile must not be overwritten by what was read before it.
            cases = {case.pk: case for case in Complaint.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
            leaves: dict[int, list[tuple[str, str]]] = {pk: [] for pk in cases}
            texts = EntryText.objects.filter(entry__complaint__in=cases).order_by("entry__complaint_id", "entry__number")
            for pk, kind, text in texts.values_list("entry__complaint_id", "entry__kind", "text"):
                leaves[pk].append((kind, text))
            table_of(connection).put(connection, [_whole(case, leaves[pk]) for pk, case in cases.items()])
        done, last = done + len(keys), keys[-1]
        yield Progress(done, max(total, done), last)
