"""Sealed objects in the storage: written, looked at, removed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from mazalim.evidence.sealing import sealed_blocks, sealed_size
from mazalim.work.actions import enqueue


class CannotKeep(OSError):
    """The storage does not answer, or kept less than it was given: nothing was taken."""


class _Blocks(File[bytes]):
    """A stream of sealed blocks as Django's storage wants to have it."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__(None, "sealed")
        self.blocks = blocks

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The blocks."""
        return self.blocks

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        """Always written piece by piece."""
        return True


def put(path: str, clear: BinaryIO, *, size: int, key: bytes, place: str) -> None:
    """Seal `size` bytes of `clear` into the storage, and see that they are there. Raises CannotKeep."""
    try:
        written = default_storage.save(path, _Blocks(sealed_blocks(clear, key=key, place=place)))
        kept = default_storage.size(written)
    except OSError as error:
        raise CannotKeep("The storage does not answer.") from error
    if written != path or kept != sealed_size(size):
        take_away([written])
        raise CannotKeep("The storage kept something else than it was given.")


def take_away(paths: Iterable[str]) -> list[str]:
    """Delete objects; returns those that could not be deleted now."""
    left = []
    for path in paths:
        try:
            default_storage.delete(path)
        except OSError:
            left.append(path)
    return left


def take_away_when_committed(paths: Iterable[str], *, at: datetime) -> None:
    """Delete objects once the caller's transaction is sure; where the storage does not answer then, a job of the moment `at` tries again."""
    wanted = list(paths)

    def remove() -> None:
        if left := take_away(wanted):
            enqueue("evidence.take_away", {"paths": left}, at=at)

    transaction.on_commit(remove)
