"""Store a file and destroy one."""

import os
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from mazalim.common.crypto import encrypt, wrap_key
from mazalim.common.text import one_line
from mazalim.evidence.kinds import media_type_of
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import file_place, key_place, name_place
from mazalim.evidence.sealing import sealed_blocks

MOST_NAME = 150


class TooLarge(Exception):
    """The file is larger than the profile allows, or empty."""


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


def clean_name(name: str) -> str:
    """The last part of a file's name, without control and direction signs, at most 150 characters with its extension kept."""
    bare = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    bare = "".join(sign for sign in bare if sign.isprintable() and sign not in '‪‫‬‭‮⁦⁧⁨⁩"').strip(". ")
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[: MOST_NAME - len(extension) - 1]}{dot}{extension}" if dot else bare[:MOST_NAME]


@transaction.atomic
def store(*, name: str, file: BinaryIO, most_bytes: int, at: datetime) -> StoredFile:
    """Check, seal and keep a file that somebody sent. Raises TooLarge or WrongKind."""
    name = clean_name(name)
    if not 0 < _size_of(file) <= most_bytes:
        raise TooLarge
    return keep(name=name, file=file, media_type=media_type_of(name, file), at=at)


def _size_of(file: BinaryIO) -> int:
    """In bytes; leaves the file at its start."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)
    return size


@transaction.atomic
def keep(*, name: str, file: BinaryIO, media_type: str, at: datetime) -> StoredFile:
    """Seal and keep a file that was checked, or that the product made itself. The object is written first, its row after it."""
    size = _size_of(file)
    ident, key = uuid.uuid4(), os.urandom(32)
    key_id, wrapped = wrap_key(key, place=key_place(ident))
    row = StoredFile(id=ident, key_id=key_id, wrapped_key=wrapped, media_type=media_type, size=size, stored_at=at)
    row.sealed_name = encrypt(key, name.encode(), place=name_place(ident))
    written = default_storage.save(row.path, _Blocks(sealed_blocks(file, key=key, place=file_place(ident))))
    try:
        row.save(force_insert=True)
    except BaseException:
        default_storage.delete(written)
        raise
    return row


def destroy(*, file: StoredFile) -> None:
    """Delete the row, and the object once that is sure."""
    path = file.path
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(path))
