"""The chain of every case, from its first entry to its cover."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet

from mazalim.common.clock import unstamp
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, Entry
from mazalim.proof.checking.findings import Finding, Findings, ignore
from mazalim.proof.checking.spelling import Unreadable, read_payload, spelled_entry, spelled_moment
from mazalim.proof.models import SealMark

CASES_AT_ONCE = 1_000
NO_TEXT = sha256(b"").digest()


class _Row(NamedTuple):
    complaint: int
    number: int
    kind: str
    author: str
    officer: int | None
    visibility: str
    at: Any
    payload: str
    text_hash: bytes
    digest: bytes
    written_in: int | None
    entry: int
    salt: bytes | None
    text: str | None
    sealed: bytes | None


COLUMNS = (
    *("complaint_id", "number", "kind", "author", "officer_id", "visibility", "at", "payload", "text_hash", "digest"),
    *("written_in", "id", "words__salt", "words__text", "sealed__digest"),
)
COVER = [field.attname for field in Complaint._meta.concrete_fields]


class Chains:
    """Reads every entry once. Afterwards says how many there were, how many of them are sealed, and what does not fit."""

    def __init__(self, findings: Findings, progress: Callable[[int], None] = ignore) -> None:
        self.findings, self.progress = findings, progress
        self.cases = self.entries = self.sealed = 0
        self.oldest_unsealed: str | None = None
        mark = SealMark.objects.filter(pk=SealMark.THE_ONE).first() or SealMark()
        self._floor, self._passed = mark.floor, (mark.written_in, mark.entry)

    def check(self) -> None:
        """Read everything."""
        last = 0
        while covers := list(Complaint.objects.filter(pk__gt=last).order_by("pk").values(*COVER)[:CASES_AT_ONCE]):
            self._check(Q(complaint_id__gt=last, complaint_id__lte=covers[-1]["id"]), covers)
            last = covers[-1]["id"]
            self.progress(self.entries)
        self._check(Q(complaint_id__gt=last) | Q(complaint_id__lte=0), [])

    def _check(self, part: Q, covers: Sequence[dict[str, Any]]) -> None:
        entries = Entry.objects.filter(part).order_by("complaint_id", "number", "id").values_list(*COLUMNS)
        expected = {cover["id"]: cover for cover in covers}
        for complaint, rows in groupby(_read(entries), key=attrgetter("complaint")):
            self._case(expected.pop(complaint, None), list(rows))
        for cover in expected.values():
            self._add("the case has no entries", str(cover["case_number"]))

    def _add(self, what: str, case: str, number: int | None = None) -> None:
        self.findings.add(Finding(what, case_number=case, entry_number=number))

    def _case(self, cover: dict[str, Any] | None, rows: list[_Row]) -> None:
        """Follow one case to its end, and name the first leaf that does not fit."""
        self.cases += 1
        self.entries += len(rows)
        for row in rows:
            self._count(row, cover)
        if cover is None:
            self._add(f"entries belong to case {rows[0].complaint}, which is not there", "", rows[0].number)
            return
        case = str(cover["case_number"])
        previous, changed, disposed_to = b"", dict[str, Any](), _disposed_to(rows)
        for expected, row in enumerate(rows, 1):
            try:
                what = _fault(case, row, expected, previous, changed, may_lack_words=row.number < disposed_to)
            except Unreadable as error:
                what = str(error)
            except (TypeError, ValueError, AttributeError, RecursionError):
                what = "the row holds values of another kind than the product writes"
            if what:
                self._add(what, case, expected if row.number != expected else row.number)
                return
            previous = bytes(row.digest)
        try:
            what = _fault_of_cover(cover, len(rows), previous, rows[-1].at, changed)
        except (TypeError, ValueError, AttributeError):
            what = "the entries write on the cover what the product never writes"
        if what:
            self._add(what, case)

    def _count(self, row: _Row, cover: dict[str, Any] | None) -> None:
        if row.sealed is not None:
            self.sealed += 1
            return
        if row.entry <= self._floor or (row.written_in or 0, row.entry) <= self._passed:
            self._add("it was passed over when entries were sealed", str(cover["case_number"]) if cover else "", row.number)
        at = spelled_moment(row.at)
        if self.oldest_unsealed is None or at < self.oldest_unsealed:
            self.oldest_unsealed = at


def _fault(case: str, row: _Row, expected: int, previous: bytes, changed: dict[str, Any], *, may_lack_words: bool) -> str:
    """What is wrong with an entry, empty where nothing is; adds to `changed` what the entry writes on the cover."""
    if row.number != expected:
        return (
            f"it is missing; the next one there has number {row.number}" if row.number > expected else f"number {row.number} is there twice"
        )
    payload, text_hash, digest = read_payload(row.payload), bytes(row.text_hash), bytes(row.digest)
    form = spelled_entry(case, row.number, row.kind, row.author, row.officer, row.visibility, row.at, payload, text_hash)
    is_chained = sha256(previous + form).digest() == digest
    if row.sealed is not None and bytes(row.sealed) != digest:
        return "its digest is not the one that was sealed" + (", though the chain was made to fit" if is_chained else "")
    if not is_chained:
        return "its content (kind, author, time, payload or place in the case) is not what its digest says"
    if row.text is not None:
        salt = bytes(row.salt) if row.salt is not None else b""
        if sha256(salt + row.text.encode("utf-8", "surrogatepass")).digest() != text_hash:
            return "its words are not those that were written"
    elif text_hash != NO_TEXT and not may_lack_words:
        return "its words are gone, and no disposal says so"
    if "cover" in payload:
        changed.update(payload["cover"])
    return ""


def _disposed_to(rows: Sequence[_Row]) -> int:
    """The number of the last entry that disposes of words: those before it may be gone. Their hashes stay."""
    numbers = [0]
    for row in rows:
        if row.kind == Move.DISPOSE:
            with suppress(Unreadable, TypeError, AttributeError):
                if "texts" in read_payload(row.payload).get("parts", ()):
                    numbers.append(row.number)
    return max(numbers)


def _fault_of_cover(cover: dict[str, Any], entries: int, head: bytes, last_at: Any, changed: dict[str, Any]) -> str:
    if cover["entry_count"] != entries:
        return f"the cover counts {cover['entry_count']} entries and there are {entries}"
    if bytes(cover["head_digest"]) != head:
        return "the digest on the cover is not that of the last entry"
    if spelled_moment(cover["last_entry_at"]) != spelled_moment(last_at):
        return "the cover names another moment of the last entry"
    for name, value in changed.items():
        said = unstamp(value) if name.endswith("_at") and value else value
        if cover.get(name) != said and not _are_same_day(cover.get(name), said):
            return f"the cover says another {name} than the entries"
    return ""


def _are_same_day(stored: Any, said: Any) -> bool:
    """Dates stand in entries as text."""
    return hasattr(stored, "isoformat") and not isinstance(stored, datetime) and stored.isoformat() == said


def _read(entries: QuerySet[Any, Any]) -> Iterator[_Row]:
    """The rows past Django's conversions, as the figures read theirs; once more, letter by letter, where a text is not UTF-8."""
    try:
        rows = _fetched(entries)
    except DatabaseError:
        if connection.vendor != "sqlite":
            raise
        with _any_bytes_are_text():
            rows = _fetched(entries)
    return map(_Row._make, rows)


def _fetched(entries: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*entries.query.sql_with_params())
        return cursor.fetchall()


@contextmanager
def _any_bytes_are_text() -> Iterator[None]:
    database = connection.connection
    factory, database.text_factory = database.text_factory, lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        database.text_factory = factory
