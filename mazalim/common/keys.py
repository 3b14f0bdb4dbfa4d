"""The installation's key ring: one file, made on the first run of the embedded default and demanded everywhere else.

A process looks at the file's age whenever it needs a key, so that a rotation reaches the running web processes and workers without a restart.
`common/keyfile.py` changes the file.
"""

import base64
import json
import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
PURPOSES = ("index", "code", "transit")  # of the keys that wrap no other
log = logging.getLogger("mazalim.keys")


def name_of_key(key: bytes) -> str:
    """Sixteen signs by which a row remembers the key that made it; they tell nothing of the key."""
    return sha256(b"mazalim key\0" + key).hexdigest()[:16]


@dataclass(frozen=True)
class KeyRing:
    """Keys of 32 bytes, each for one purpose, so that the loss of one does not open the others."""

    current: str
    wrapping: dict[str, bytes]  # key id -> key-encryption key; several while a rotation runs
    index: bytes  # blind indexes of e-mail, phone and identity number
    code: bytes  # complaint codes and verification codes
    transit: bytes  # short-lived sealed rows: drafts, recipients in jobs, answers kept for a retry
    others: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)  # purpose -> keys that are read with, never written with
    first_code: bytes = b""  # the code key that the installation began with, where it was replaced

    def all_for(self, purpose: str) -> tuple[bytes, ...]:
        """Every key that something may have been made with: the current one first, then the coming one and the former ones."""
        return (getattr(self, purpose), *self.others.get(purpose, ()))

    @property
    def lasting(self) -> bytes:
        """The code key that the installation began with: for hashes that can never be made anew."""
        return self.first_code or self.code


def new_key() -> str:
    """32 random bytes as they stand in the file."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def make_key_file(path: Path) -> None:
    """Write a new key ring, readable by its owner alone; leaves a file alone that is already there."""
    ring = {"current": "k1", "wrapping": {"k1": new_key()}} | {purpose: new_key() for purpose in PURPOSES}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(json.dumps(ring))
    try:
        os.link(draft, path)  # atomic: web and worker may start together, and the first one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def read_key_file(path: Path) -> KeyRing:
    """The key ring of the file; raises ImproperlyConfigured with a sentence where it cannot be used."""
    try:
        raw = json.loads(path.read_text())
        wrapping = {name: _key(value) for name, value in raw["wrapping"].items()}
        former_codes = [_key(one["key"]) for one in raw.get("former", []) if one["purpose"] == "code"]
        keys = {name: _key(raw[name]) for name in PURPOSES}
        ring = KeyRing(raw["current"], wrapping, **keys, others=_others(raw), first_code=(*former_codes, b"")[0])
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: there is no key file at {path}. Make one with `manage.py make_keys`.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: {path} is not a key file.") from error
    every = (*ring.wrapping.values(), *(key for purpose in PURPOSES for key in ring.all_for(purpose)))
    if ring.current not in ring.wrapping or any(len(key) != KEY_BYTES for key in every):
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: {path} lacks its current key, or a key is not 32 bytes long.")
    return ring


def _key(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _others(raw: Mapping[str, Any]) -> dict[str, tuple[bytes, ...]]:
    """The coming key and the former ones of each purpose."""
    coming, former = raw.get("coming", {}), raw.get("former", [])
    found = {}
    for purpose in PURPOSES:
        keys = [_key(coming[purpose])] if purpose in coming else []
        found[purpose] = (*keys, *(_key(one["key"]) for one in reversed(former) if one["purpose"] == purpose))
    return found


Age = tuple[int, int, int]
_read: dict[Path, tuple[Age, KeyRing]] = {}


_path = cache(Path)  # to take a path apart costs more than to look at the file


def key_ring() -> KeyRing:
    """The ring that this process uses. The file is read again once it was replaced; while it cannot be, the ring read before goes on serving."""
    path = _path(str(settings.MAZALIM_KEY_FILE))
    kept = _read.get(path)
    try:
        found = path.stat()
        age = (found.st_mtime_ns, found.st_ino, found.st_size)
        if kept is not None and kept[0] == age:
            return kept[1]
        ring = read_key_file(path)
    except (OSError, ImproperlyConfigured):
        if kept is not None:
            log.warning("the key file cannot be read; the keys read before are used")
            return kept[1]
        if settings.MAZALIM_KEY_FILE_IS_MADE and not path.exists():
            make_key_file(path)
            return key_ring()
        return read_key_file(path)  # says what is wrong
    _read[path] = (age, ring)
    return ring
