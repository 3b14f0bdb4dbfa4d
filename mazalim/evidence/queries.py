"""Read stored files. Whoever calls these has decided already that the reader may."""

import uuid
from collections.abc import Iterator

from django.core.files.storage import default_storage

from mazalim.common.crypto import decrypt, unwrap_key
from mazalim.evidence.models import StoredFile
from mazalim.evidence.sealing import clear_blocks


def key_place(ident: uuid.UUID) -> str:
    """The associated data of the wrapped data key."""
    return f"evidence.storedfile.wrapped_key.{ident}"


def name_place(ident: uuid.UUID) -> str:
    """The associated data of the sealed name."""
    return f"evidence.storedfile.sealed_name.{ident}"


def file_place(ident: uuid.UUID) -> str:
    """The associated data of each block."""
    return f"evidence.storedfile.contents.{ident}"


def _key(file: StoredFile) -> bytes:
    return unwrap_key(file.key_id, bytes(file.wrapped_key), place=key_place(file.id))


def name_of(file: StoredFile) -> str:
    """The name under which the file was sent. Raises CannotUnseal."""
    return decrypt(_key(file), bytes(file.sealed_name), place=name_place(file.id)).decode()


def contents_of(file: StoredFile) -> Iterator[bytes]:
    """The file in clear, block by block. Raises CannotUnseal in the middle where somebody changed it."""
    with default_storage.open(file.path) as sealed:
        yield from clear_blocks(sealed, key=_key(file), place=file_place(file.id))
