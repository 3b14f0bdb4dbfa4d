"""Every seal: its signature, the one before it, the tree of its day, the log; and the copies outside the database."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Q

from mazalim.common.database.rows import in_batches
from mazalim.common.signing import is_signed
from mazalim.complaints.models import Entry
from mazalim.proof.checking.findings import Finding, Findings, ignore
from mazalim.proof.keys import public_keys, receipt_key_id
from mazalim.proof.log import EMPTY_ROOT, leaf_hash, node_hash
from mazalim.proof.models import BLOCK, Seal, SealedBlock, SealedEntry
from mazalim.proof.seals.copies import seals_in
from mazalim.proof.seals.rules import NOTHING_BEFORE, published_form, seal_hash, signed_bytes

ROWS_AT_ONCE = 20_000
_Leaf = tuple[date, int, bytes]


class Tree:
    """A tree to which leaves are added: holds the whole subtrees on its right edge, as many as its size has binary ones."""

    def __init__(self) -> None:
        self.size = 0
        self.blocks: list[bytes] = []  # the nodes over whole blocks
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        self.size += 1
        reached, size, leaves = leaf, self.size, 1
        while True:
            if leaves == BLOCK:
                self.blocks.append(reached)
            if size & 1:
                break
            reached, size, leaves = node_hash(self._edge.pop(), reached), size >> 1, leaves << 1
        self._edge.append(reached)

    @property
    def root(self) -> bytes:
        """The root as it stands."""
        if not self._edge:
            return EMPTY_ROOT
        reached = self._edge[-1]
        for whole in reversed(self._edge[:-1]):
            reached = node_hash(whole, reached)
        return reached


class Seals:
    """Follows the seals from the first to the newest, and every sealed leaf with them."""

    def __init__(self, findings: Findings, progress: Callable[[int], None] = ignore) -> None:
        self.findings, self.progress = findings, progress
        self.count = self.leaves = self.days = 0
        self.newest: Seal | None = None
        self._published: dict[int, dict[str, Any]] = {}
        self._keys = {known.id: known.key for known in public_keys()}
        with suppress(ImproperlyConfigured):  # who need not read the key of receipts cannot name it
            self._keys.pop(receipt_key_id(), None)  # the web processes hold it, and must not be able to seal

    def check(self) -> None:
        """Read every seal and every leaf."""
        log, tree, last = Tree(), Tree(), None
        leaves = _Peeking(self._read_leaves())
        try:
            for seal in in_batches(Seal.objects.all(), by="number", size=500):
                if last is None or last.date != seal.date:
                    self._end_of_day(last, tree)
                    tree = Tree()
                self._follow(last, seal)
                self._grow(seal, tree, leaves)
                if seal.closes_day:
                    log.add(leaf_hash(bytes(seal.day_root)))
                if (seal.log_size, bytes(seal.log_root)) != (log.size, log.root):
                    self._add("the log is not made of the days that are closed", seal.number)
                self.count += 1
                last = seal
        except (ValueError, TypeError) as error:
            self._add(f"a seal cannot be read ({type(error).__name__})", (last.number if last else 0) + 1)
        self._end_of_day(last, tree)
        self.newest, self.days = last, log.size
        for day, index, _ in leaves:
            self.findings.add(Finding(f"leaf {index} of {day} is covered by no seal"))
            break
        for _ in leaves:
            pass  # only to count them

    def find_gone(self, sealed_entries: int) -> None:
        """Name sealed entries that are not there any more; `sealed_entries` is how many are there."""
        if sealed_entries == self.leaves:
            return
        gone = SealedEntry.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("pk")))).order_by("date", "index")
        for key, day, index in gone.values_list("entry_id", "date", "index")[:ROWS_AT_ONCE]:
            self.findings.add(Finding(f"leaf {index} of {day} was the entry with the key {key}, which is not there any more"))

    def compare(self, path: Path) -> int:
        """Compare with a copy of the seals outside the database; returns how many it holds. Raises NotSeals or OSError."""
        held = 0
        for published in seals_in(path):
            held += 1
            known = self._published.get(published["number"])
            if known is None:
                self._add(f"it stands in {path.name} and not in the database", published["number"])
            elif known != published:
                self._add(f"{path.name} holds another seal of this number", published["number"])
        return held

    def _add(self, what: str, seal: int) -> None:
        self.findings.add(Finding(what, seal_number=seal))

    def _follow(self, last: Seal | None, seal: Seal) -> None:
        """What one seal says of itself and of the one before."""
        self._published[seal.number] = published_form(seal)
        key = self._keys.get(seal.key_id)
        if key is None:
            self._add("it names a key that does not sign seals here", seal.number)
        elif not is_signed(key, signed_bytes(seal), bytes(seal.signature)):
            self._add("its signature is not genuine", seal.number)
        if seal.number != (last.number + 1 if last else 1):
            self._add(f"the seal before it is missing: after {last.number if last else 'the beginning'} comes {seal.number}", seal.number)
        elif bytes(seal.previous_seal_hash) != (seal_hash(last) if last else NOTHING_BEFORE):
            self._add("it does not name the seal before it", seal.number)
        same_day = last is not None and last.date == seal.date
        if last is not None and (last.date > seal.date or (last.closes_day if same_day else not last.closes_day)):
            self._add("it does not follow the day of the seal before it", seal.number)
        before = last.to_entry if last is not None and same_day else 0
        if seal.from_entry != (seal.to_entry if seal.closes_day else before) or (seal.closes_day and seal.to_entry != before):
            self._add("it does not begin where the seal before it ended", seal.number)

    def _grow(self, seal: Seal, tree: Tree, leaves: "_Peeking") -> None:
        """Add the leaves that the seal covers, and compare the root."""
        began = tree.size
        while (leaf := leaves.next) is not None and leaf[0] < seal.date:
            self._add(f"leaf {leaf[1]} of {leaf[0]} is covered by no seal", seal.number)
            leaves.take()
        while (leaf := leaves.next) is not None and leaf[0] == seal.date and tree.size < seal.to_entry:
            leaves.take()
            if leaf[1] != tree.size:
                self._add(f"leaf {tree.size} of {leaf[0]} is missing; the next one there is {leaf[1]}", seal.number)
            tree.add(leaf_hash(leaf[2]))
        if tree.size != seal.to_entry:
            self._add(f"the day has {tree.size} leaves and not {seal.to_entry}", seal.number)
        elif tree.root != bytes(seal.day_root):
            self._add(f"one of the leaves {began} to {tree.size - 1} of {seal.date} is not what was sealed, or was moved", seal.number)

    def _end_of_day(self, last: Seal | None, tree: Tree) -> None:
        """The nodes that were kept of a day are those of its tree."""
        if last is None:
            return
        kept = [bytes(root) for root in SealedBlock.objects.filter(date=last.date).order_by("index").values_list("root", flat=True)]
        if kept != tree.blocks:
            self._add(f"the blocks kept of {last.date} are not those of its leaves", last.number)

    def _read_leaves(self) -> Iterator[_Leaf]:
        day, index = date.min, -1
        while True:
            later = SealedEntry.objects.filter(Q(date=day, index__gt=index) | Q(date__gt=day), date__gte=day).order_by("date", "index")
            rows = list(later.values_list("date", "index", "digest")[:ROWS_AT_ONCE])
            for day, index, digest in rows:
                self.leaves += 1
                yield day, index, bytes(digest)
            self.progress(self.leaves)
            if len(rows) < ROWS_AT_ONCE:
                return


class _Peeking:
    """An iterator whose next item can be looked at before it is taken."""

    def __init__(self, leaves: Iterator[_Leaf]) -> None:
        self._leaves = leaves
        self.next: _Leaf | None = next(leaves, None)

    def take(self) -> None:
        """Go on to the next."""
        self.next = next(self._leaves, None)

    def __iter__(self) -> Iterator[_Leaf]:
        while self.next is not None:
            yield self.next
            self.take()
