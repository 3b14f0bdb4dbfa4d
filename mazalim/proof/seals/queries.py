"""What has been sealed, and the proof that one entry is among it. Seals hold nothing of a case: everybody may read them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mazalim.complaints.models import Entry
from mazalim.proof.log import consistency_path, inclusion_path, leaf_hash, root_of
from mazalim.proof.models import BLOCK, Seal, SealedBlock, SealedEntry
from mazalim.web.paging import Cursor, Page, page_of

DAYS = 14  # on one page


@dataclass(frozen=True)
class Inclusion:
    """The way from an entry's digest up to what a seal has signed."""

    day: date
    index: int  # of the leaf in the tree of its day
    day_size: int
    day_path: tuple[bytes, ...]
    log_index: int | None  # of the day in the log; None while the day is not closed
    log_size: int
    log_path: tuple[bytes, ...]
    seal: Seal  # the seal that closes the day, the newest of a day that is not over, or the later one that was asked for

    def as_json(self) -> dict[str, Any]:
        """The same in JSON, hashes in hexadecimal digits."""
        return {
            "date": self.day.isoformat(),
            "index": self.index,
            "day_size": self.day_size,
            "day_path": [node.hex() for node in self.day_path],
            "log_index": self.log_index,
            "log_size": self.log_size,
            "log_path": [node.hex() for node in self.log_path],
        }


@dataclass(frozen=True)
class Consistency:
    """The proof that the log of `first` days is the beginning of the log of `second` days."""

    first: int
    first_root: bytes
    second: int
    second_root: bytes
    path: tuple[bytes, ...]


class NoSuchLog(Exception):
    """The log never had, or does not have yet, that many days, or the first of the two is not the smaller."""


def newest_seal() -> Seal | None:
    """The last seal made, None where nothing has been sealed."""
    return Seal.objects.order_by("-number").first()


def seal_of(day: date) -> Seal | None:
    """The seal that closes a day, or the newest of a day that is not over."""
    return Seal.objects.filter(date=day).order_by("-number").first()


def seal_numbered(number: int) -> Seal | None:
    """One seal, None where there is none of that number."""
    return Seal.objects.filter(number=number).first()


def seals_after(number: int, *, most: int) -> list[Seal]:
    """Seals, the oldest first, from above a number on."""
    return list(Seal.objects.filter(number__gt=number).order_by("number")[:most])


def closed_days(cursor: Cursor | None) -> Page[Seal]:
    """A page of the seals that close a day, the newest first."""
    return page_of(Seal.objects.filter(closes_day=True), by="date", cursor=cursor, size=DAYS, is_newest_first=True)


def seals_before(number: int | None, *, most: int) -> list[Seal]:
    """Seals, the newest first, from below a number on."""
    seals = Seal.objects.order_by("-number")
    return list((seals if number is None else seals.filter(number__lt=number))[:most])


def log_leaves(size: int | None = None) -> list[bytes]:
    """The hashes of the log's leaves: one for the root of each closed day, in the order of the days."""
    roots = Seal.objects.filter(closes_day=True).order_by("log_size").values_list("day_root", flat=True)
    return [leaf_hash(bytes(root)) for root in (roots if size is None else roots[:size])]


def digests_from(day: date, start: int, end: int | None = None) -> list[bytes]:
    """What was sealed on a day from the leaf `start` on, up to and without `end`."""
    leaves = SealedEntry.objects.filter(date=day, index__gte=start).order_by("index")
    if end is not None:
        leaves = leaves.filter(index__lt=end)
    return [bytes(digest) for digest in leaves.values_list("digest", flat=True)]


def block_roots(day: date, count: int) -> list[bytes]:
    """The nodes over the first `count` whole blocks of a day."""
    rows = SealedBlock.objects.filter(date=day, index__lt=count).order_by("index").values_list("root", flat=True)
    return [bytes(root) for root in rows]


def inclusion_of(entry: Entry | int, *, seal: Seal | None = None) -> Inclusion | None:
    """The proof that an entry (or the entry of that key) is sealed; None while it is not.

    Without `seal` the proof leads to the seal of the entry's own day and, once that day is closed, never changes again. With `seal` it leads
    into the log of that later seal, or nowhere (None) where the log did not have the day yet.
    """
    leaf = SealedEntry.objects.filter(pk=entry if isinstance(entry, int) else entry.pk).first()
    own = seal_of(leaf.date) if leaf else None
    if leaf is None or own is None:
        return None
    into = seal or own
    log_index = own.log_size - 1 if own.closes_day else None
    if into != own and (log_index is None or log_index >= into.log_size):
        return None
    log_path = inclusion_path(log_leaves(into.log_size), log_index) if log_index is not None else []
    return Inclusion(
        day=leaf.date,
        index=leaf.index,
        day_size=own.to_entry,
        day_path=tuple(_day_path(leaf.date, leaf.index, own.to_entry)),
        log_index=log_index,
        log_size=into.log_size,
        log_path=tuple(log_path),
        seal=into,
    )


def _day_path(day: date, index: int, size: int) -> list[bytes]:
    block, whole = index // BLOCK, size // BLOCK
    roots, rest = block_roots(day, whole), [leaf_hash(digest) for digest in digests_from(day, whole * BLOCK, size)]
    if rest:
        roots.append(root_of(rest))
    if block < whole:
        rest = [leaf_hash(digest) for digest in digests_from(day, block * BLOCK, (block + 1) * BLOCK)]
    return [*inclusion_path(rest, index % BLOCK), *inclusion_path(roots, block)]


def consistency(first: int, second: int) -> Consistency:
    """That the log of `first` days is the beginning of that of `second` days; raises NoSuchLog."""
    leaves = log_leaves(second)
    if not 0 < first <= second == len(leaves):
        raise NoSuchLog
    return Consistency(first, root_of(leaves[:first]), second, root_of(leaves), tuple(consistency_path(leaves, first)))
