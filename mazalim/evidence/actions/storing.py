"""Store a file and destroy one."""

import os
import uuid
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction

from mazalim.common.crypto import encrypt, wrap_key
from mazalim.common.text import one_line
from mazalim.evidence.actions.copying import keep_copies
from mazalim.evidence.actions.objects import put, take_away, take_away_when_committed
from mazalim.evidence.copies.drawing import CannotDraw, Drawn, draw
from mazalim.evidence.kinds import Checked, WrongKind, checked
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import file_place, fingerprint_place, has_scanner, key_place, name_place
from mazalim.evidence.sealing import BLOCK_BYTES
from mazalim.work.actions import enqueue
from mazalim.work.models import Lane

MOST_NAME = 150
# Pictures up to this size are copied while their sender waits (some 50 ms); larger ones by the worker.
DRAWN_AT_ONCE = 2_000_000  # pixels


class TooLarge(Exception):
    """The file is larger than the profile allows, or empty."""


def clean_name(name: str) -> str:
    """The last part of a file's name, without control and direction signs, at most 150 characters with its extension kept."""
    bare = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    bare = "".join(
        sign for sign in bare if sign.isprintable() and sign not in '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"'
    ).strip(". ")
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[: MOST_NAME - len(extension) - 1]}{dot}{extension}"[:MOST_NAME] if dot else bare[:MOST_NAME]


@transaction.atomic
def store(*, name: str, file: BinaryIO, most_bytes: int, at: datetime) -> StoredFile:
    """Check, seal and keep a file that somebody sent; it is served once it was examined. Raises TooLarge, WrongKind or CannotKeep."""
    name = clean_name(name)
    if not 0 < _size_of(file) <= most_bytes:
        raise TooLarge
    found = checked(name, file)
    if has_scanner() or found.pixels > DRAWN_AT_ONCE:
        row = _keep(name=name, file=file, media_type=found.media_type, state=StoredFile.State.WAITING, at=at)
        enqueue("evidence.examine", {"file": str(row.id)}, at=at, lane=Lane.LONG)
        return row
    drawn = _drawn(file, found) if found.pixels else None
    return _keep(name=name, file=file, media_type=found.media_type, state=StoredFile.State.UNSCANNED, drawn=drawn, at=at)


def _drawn(file: BinaryIO, found: Checked) -> Drawn:
    try:
        return draw(file, found.form)
    except CannotDraw as error:
        raise WrongKind from error
    finally:
        file.seek(0)


def _size_of(file: BinaryIO) -> int:
    """In bytes; leaves the file at its start."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)
    return size


def _fingerprint(file: BinaryIO) -> bytes:
    """SHA-256; leaves the file at its start."""
    found = sha256()
    while block := file.read(BLOCK_BYTES):
        found.update(block)
    file.seek(0)
    return found.digest()


@transaction.atomic
def keep(*, name: str, file: BinaryIO, media_type: str, at: datetime) -> StoredFile:
    """Seal and keep a file that the product made itself, and that needs no scanner. Raises CannotKeep."""
    return _keep(name=name, file=file, media_type=media_type, state=StoredFile.State.OWN, at=at)


def _keep(*, name: str, file: BinaryIO, media_type: str, state: StoredFile.State, at: datetime, drawn: Drawn | None = None) -> StoredFile:
    """The objects are written first and looked at, the row after them."""
    size = _size_of(file)
    ident, key = uuid.uuid4(), os.urandom(32)
    key_id, wrapped = wrap_key(key, place=key_place(ident))
    row = StoredFile(id=ident, key_id=key_id, wrapped_key=wrapped, media_type=media_type, size=size, stored_at=at, state=state)
    row.sealed_name = encrypt(key, name.encode(), place=name_place(ident))
    row.sealed_fingerprint = encrypt(key, _fingerprint(file), place=fingerprint_place(ident))
    try:
        put(row.path, file, size=size, key=key, place=file_place(ident))
        if drawn is not None:
            keep_copies(row, drawn, key=key)
        row.save(force_insert=True)
    except BaseException:
        take_away(row.paths)
        raise
    return row


def destroy(*, file: StoredFile) -> None:
    """Delete the row, and with it the key; the objects, which nobody can read any more, once that is sure."""
    paths = file.paths
    file.delete()
    take_away_when_committed(paths, at=file.stored_at)  # any moment that has passed: a job that is needed is due at once
