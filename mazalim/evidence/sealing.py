"""Sealing a stream in blocks, so that a film of 20 MB never stands in memory whole.

Each block is AES-256-GCM with a nonce of its own; the associated data holds the file, the block's number and whether it is the last,
so blocks cannot be swapped, dropped or cut off at the end (the STREAM construction, Hoang et al. 2015).
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from mazalim.common.crypto import CannotUnseal, decrypt, encrypt


class Readable(Protocol):
    """Whatever gives bytes piece by piece."""

    def read(self, size: int, /) -> bytes: ...


BLOCK_BYTES = 65_536
SEALED_BYTES = BLOCK_BYTES + 12 + 16  # nonce and tag


def sealed_size(size: int) -> int:
    """How many bytes the sealed stream of `size` clear ones has."""
    return size + max(1, -(-size // BLOCK_BYTES)) * (SEALED_BYTES - BLOCK_BYTES)


def sealed_blocks(clear: BinaryIO, *, key: bytes, place: str) -> Iterator[bytes]:
    """The sealed stream, block by block."""
    number, block = 0, clear.read(BLOCK_BYTES)
    while True:
        following = clear.read(BLOCK_BYTES)
        yield encrypt(key, block, place=f"{place}.{number}.{'more' if following else 'last'}")
        if not following:
            return
        number, block = number + 1, following


def clear_blocks(sealed: Readable, *, key: bytes, place: str) -> Iterator[bytes]:
    """The clear stream, block by block; raises CannotUnseal at the first block that was changed, moved or lost."""
    number, block = 0, sealed.read(SEALED_BYTES)
    if not block:
        raise CannotUnseal
    while True:
        following = sealed.read(SEALED_BYTES)
        yield decrypt(key, block, place=f"{place}.{number}.{'more' if following else 'last'}")
        if not following:
            return
        number, block = number + 1, following
