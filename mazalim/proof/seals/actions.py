"""Seal the entries that came since the last time, each exactly once, and close the day that is over."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from mazalim.common.clock import day_of
from mazalim.complaints.horizon import Position, TransactionsBeganAnew, fence, settled_after
from mazalim.complaints.models import Entry
from mazalim.country.queries import calendar
from mazalim.proof.keys import seal_key_id, sign_seal
from mazalim.proof.log import leaf_hash, root_of
from mazalim.proof.models import BLOCK, Seal, SealedBlock, SealedEntry, SealMark
from mazalim.proof.seals.copies import keep_copy
from mazalim.proof.seals.queries import block_roots, digests_from, log_leaves, newest_seal
from mazalim.proof.seals.rules import NOTHING_BEFORE, seal_hash, signed_bytes

log = logging.getLogger("mazalim.proof")
MOST_ENTRIES = 20_000  # in one seal, so that on SQLite nobody waits long for the writer
ROWS_AT_ONCE = 2_000


class _New(NamedTuple):
    entry: int
    written_in: int | None
    digest: bytes


def seal(*, at: datetime, most: int = MOST_ENTRIES) -> int:
    """Close the day that is over and seal every settled entry; returns how many entries were sealed.

    To be called outside of a transaction: each seal is committed by itself. Raises ImproperlyConfigured where the key of seals cannot be read.
    """
    sealed = 0
    _close_day(at=at)
    try:
        while step := _seal_settled(at=at, most=most):
            sealed += step
    except TransactionsBeganAnew:
        # The database was moved to another cluster: what is sealed is known by its rows, whatever the mark says.
        end = fence()
        while step := _seal_below(end.floor, at=at, most=most):
            sealed += step
        _move_mark(end)
    return sealed


def position_of(mark: SealMark) -> Position:
    """How far the entries have been sealed."""
    return Position(mark.floor, mark.written_in, mark.entry)


def _locked_mark() -> SealMark:
    """The mark, locked until the transaction ends: one process seals at a time."""
    SealMark.objects.get_or_create(pk=SealMark.THE_ONE)
    return SealMark.objects.select_for_update().get(pk=SealMark.THE_ONE)


def _close_day(*, at: datetime) -> None:
    today = day_of(at, calendar().zone)
    if (last := newest_seal()) is None or last.closes_day or last.date >= today:
        return
    with transaction.atomic():
        _locked_mark()
        last = newest_seal()
        if last is not None and not last.closes_day and last.date < today:
            _make(last, day=last.date, size=last.to_entry, root=bytes(last.day_root), closes_day=True, at=at)


def _seal_settled(*, at: datetime, most: int) -> int:
    mark = SealMark.objects.filter(pk=SealMark.THE_ONE).first() or SealMark()
    if not settled_after(position_of(mark)).exists():
        return 0  # without a transaction that writes: on SQLite everybody would wait for it
    with transaction.atomic():
        mark = _locked_mark()
        new = _read(settled_after(position_of(mark)), most)
        if not _seal(new, at=at):
            return 0
        mark.entry, mark.written_in = new[-1].entry, new[-1].written_in or 0
        mark.save()
    return len(new)


@transaction.atomic
def _seal_below(floor: int, *, at: datetime, most: int) -> int:
    _locked_mark()
    new = _read(Entry.objects.filter(id__lte=floor).order_by("id"), most)
    return len(new) if _seal(new, at=at) else 0


@transaction.atomic
def _move_mark(end: Position) -> None:
    mark = _locked_mark()
    mark.floor, mark.written_in, mark.entry = end.floor, end.written_in, end.entry
    mark.save()


def _read(entries: QuerySet[Entry], most: int) -> list[_New]:
    rows = entries.filter(sealed__isnull=True).values_list("id", "written_in", "digest")[:most]
    return [_New(entry, written_in, bytes(digest)) for entry, written_in, digest in rows]


def _seal(new: Sequence[_New], *, at: datetime) -> bool:
    """Add leaves to the tree of today and sign its root; False where there is nothing to add or today cannot take more."""
    last, today = newest_seal(), day_of(at, calendar().zone)
    if not new:
        return False
    if last is not None and (last.date > today or (last.date == today and last.closes_day)):
        log.error("The last seal is of %s and the clock says %s: nothing is sealed until that day is over.", last.date, today)
        return False
    size = last.to_entry if last is not None and last.date == today else 0
    root = _grow(today, size, [row.digest for row in new])
    rows = [SealedEntry(entry_id=row.entry, date=today, index=size + i, digest=row.digest) for i, row in enumerate(new)]
    SealedEntry.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    _make(last, day=today, size=size + len(new), root=root, closes_day=False, at=at, began=size)
    return True


def _grow(day: date, size: int, digests: Sequence[bytes]) -> bytes:
    """The root of the day's tree with more leaves; blocks that have become whole are kept."""
    whole = size // BLOCK
    tail = [leaf_hash(digest) for digest in (*digests_from(day, whole * BLOCK), *digests)]
    blocks = [root_of(tail[start : start + BLOCK]) for start in range(0, len(tail), BLOCK)]
    roots = [*block_roots(day, whole), *blocks]
    SealedBlock.objects.bulk_create(
        [SealedBlock(date=day, index=whole + i, root=blocks[i]) for i in range(len(tail) // BLOCK)], batch_size=ROWS_AT_ONCE
    )
    return root_of(roots)


def _make(last: Seal | None, *, day: date, size: int, root: bytes, closes_day: bool, at: datetime, began: int | None = None) -> Seal:
    """Sign and save the next seal. A seal that closes the day makes the root of its tree the next leaf of the log."""
    leaves = [*log_leaves(), *([leaf_hash(root)] if closes_day else [])]
    made = Seal(
        number=last.number + 1 if last else 1,
        date=day,
        from_entry=size if began is None else began,
        to_entry=size,
        day_root=root,
        closes_day=closes_day,
        log_size=len(leaves),
        log_root=root_of(leaves),
        previous_seal_hash=seal_hash(last) if last else NOTHING_BEFORE,
        made_at=at,
        key_id=seal_key_id(),
    )
    _, made.signature = sign_seal(signed_bytes(made))
    made.save(force_insert=True)
    transaction.on_commit(keep_copy)
    return made
