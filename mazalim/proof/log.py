"""Merkle trees as RFC 9162, section 2.1, defines them: roots, the proof that a leaf is in a tree, the proof that one tree continues another.

Pure functions over bytes. A tree is given by the hashes of its leaves; `leaf_hash` makes them, with 0x00 before what is hashed, and inner
nodes have 0x01, so that a node can never be taken for a leaf.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree over leaf hashes; what is left over at the end of a level rises unchanged, which is the RFC's tree."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The nodes that lead from the leaf at `index` to the root, from below; raises IndexError where there is no such leaf."""
    if not 0 <= index < len(hashes):
        raise IndexError(index)
    path, level = [], list(hashes)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(level[beside])
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level, index = paired, index // 2
    return path


def consistency_path(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """The nodes by which the tree over the first `first` leaves is seen to be the beginning of the whole; RFC 9162, 2.1.4.1.

    Empty where both are the same tree; raises IndexError for a first tree that is empty or larger.
    """
    if not 0 < first <= len(hashes):
        raise IndexError(first)
    return _subproof(first, hashes, is_known=True)


def _subproof(first: int, hashes: Sequence[bytes], *, is_known: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if is_known else [root_of(hashes)]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)  # the greatest power of two that is smaller
    if first <= split:
        return [*_subproof(first, hashes[:split], is_known=is_known), root_of(hashes[split:])]
    return [*_subproof(first - split, hashes[split:], is_known=False), root_of(hashes[:split])]


def is_included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` (its hash) is the leaf number `index` of the tree of `size` leaves with that root; RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    number, last, reached = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            reached = node_hash(beside, reached)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            reached = node_hash(reached, beside)
        number, last = number >> 1, last >> 1
    return last == 0 and reached == root


def is_consistent(*, first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `first` leaves is the beginning of the tree of `second` leaves; RFC 9162, 2.1.4.2.

    An empty tree is the beginning of every tree and has no proof.
    """
    if first > second or first < 0:
        return False
    if first == 0:
        return first_root == EMPTY_ROOT and not path
    if first == second:
        return first_root == second_root and not path
    nodes = list(path) if first & (first - 1) else [first_root, *path]
    if not nodes:
        return False
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    before = after = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            before, after = node_hash(node, before), node_hash(node, after)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            after = node_hash(after, node)
        number, last = number >> 1, last >> 1
    return last == 0 and before == first_root and after == second_root
