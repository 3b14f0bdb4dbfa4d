"""Read stored files. Whoever calls these has decided already that the reader may."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from mazalim.common.crypto import decrypt, unwrap_key
from mazalim.evidence import scanner
from mazalim.evidence.models import StoredFile
from mazalim.evidence.sealing import Readable, clear_blocks


class NotServed(Exception):
    """The file waits to be examined, or was refused."""


@dataclass(frozen=True)
class Reading:
    """What a reader is given of a file: its name, and its contents block by block."""

    name: str
    media_type: str
    size: int  # bytes
    blocks: Iterator[bytes]


def key_place(ident: uuid.UUID) -> str:
    """The associated data of the wrapped data key."""
    return f"evidence.storedfile.wrapped_key.{ident}"


def name_place(ident: uuid.UUID) -> str:
    """The associated data of the sealed name."""
    return f"evidence.storedfile.sealed_name.{ident}"


def fingerprint_place(ident: uuid.UUID) -> str:
    """The associated data of the sealed fingerprint."""
    return f"evidence.storedfile.sealed_fingerprint.{ident}"


def file_place(ident: uuid.UUID, part: str = "contents") -> str:
    """The associated data of each block; `part` is contents, copy or thumbnail, so that none can be laid in the place of another."""
    return f"evidence.storedfile.{part}.{ident}"


def data_key(file: StoredFile) -> bytes:
    """The key of one file. Raises CannotUnseal."""
    return unwrap_key(file.key_id, bytes(file.wrapped_key), place=key_place(file.id))


def name_of(file: StoredFile) -> str:
    """The name under which the file was sent; empty once it is shredded. Raises CannotUnseal."""
    if file.is_shredded:
        return ""
    return decrypt(data_key(file), bytes(file.sealed_name), place=name_place(file.id)).decode()


def fingerprint_of(file: StoredFile) -> bytes:
    """SHA-256 of the file as it was sent; empty once it is shredded. Raises CannotUnseal."""
    if file.is_shredded or not file.sealed_fingerprint:
        return b""
    return decrypt(data_key(file), bytes(file.sealed_fingerprint), place=fingerprint_place(file.id))


def contents_of(file: StoredFile) -> Iterator[bytes]:
    """The original in clear, block by block: for the scanner and for files that the product made, never for readers of what people sent.

    Raises CannotUnseal in the middle where somebody changed it, OSError where the storage does not answer.
    """
    with default_storage.open(file.path) as sealed:
        yield from clear_blocks(sealed, key=data_key(file), place=file_place(file.id))


def reading_of(file: StoredFile, *, is_small: bool = False) -> Reading:
    """What a reader is given: of an image the copy without metadata, or the small one. The storage is asked before this returns.

    Raises NotServed, CannotUnseal, or OSError where the storage does not answer; the blocks raise CannotUnseal where somebody changed them.
    """
    if not file.is_served or (is_small and file.thumbnail_size is None):
        raise NotServed
    part, path, size = "contents", file.path, file.size
    if is_small:
        part, path, size = "thumbnail", file.thumbnail_path, file.thumbnail_size or 0
    elif file.copy_size is not None:
        part, path, size = "copy", file.copy_path, file.copy_size
    key = data_key(file)
    sealed = default_storage.open(path)
    blocks = _closing(sealed, key=key, place=file_place(file.id, part))
    return Reading(name_of(file), file.media_type, size, blocks)


def _closing(sealed: Readable, *, key: bytes, place: str) -> Iterator[bytes]:
    try:
        yield from clear_blocks(sealed, key=key, place=place)
    finally:
        sealed.close()  # type: ignore[attr-defined]  # Django's File


def has_scanner() -> bool:
    """Whether a scanner is configured."""
    return bool(settings.MAZALIM_CLAMD_URL)


def scanner_answers() -> bool | None:
    """Whether the scanner is there; None where none is configured. Asks it."""
    return scanner.answers(settings.MAZALIM_CLAMD_URL) if has_scanner() else None


def waiting_since(moment: datetime) -> QuerySet[StoredFile]:
    """Files that were sent before `moment` and are not examined yet."""
    return StoredFile.objects.filter(state=StoredFile.State.WAITING, stored_at__lt=moment)
