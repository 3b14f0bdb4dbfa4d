"""The installation's key ring: one file, made on the first run of the embedded default and demanded everywhere else."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class KeyRing:
    """Keys of 32 bytes, each for one purpose, so that the loss of one does not open the others."""

    current: str
    wrapping: dict[str, bytes]  # key id -> key-encryption key; several while a rotation runs
    index: bytes  # blind indexes of e-mail, phone and identity number
    code: bytes  # complaint codes and verification codes
    transit: bytes  # short-lived sealed rows: drafts, recipients in jobs, answers kept for a retry


def make_key_file(path: Path) -> None:
    """Write a new key ring, readable by its owner alone; leaves a file alone that is already there."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    ring = {"current": "k1", "wrapping": {"k1": key()}, "index": key(), "code": key(), "transit": key()}
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


@lru_cache(maxsize=4)
def read_key_file(path: Path) -> KeyRing:
    """The key ring of the file; raises ImproperlyConfigured with a sentence where it cannot be used."""
    try:
        raw = json.loads(path.read_text())
        wrapping = {name: base64.b64decode(value, validate=True) for name, value in raw["wrapping"].items()}
        ring = KeyRing(raw["current"], wrapping, *(base64.b64decode(raw[name], validate=True) for name in ("index", "code", "transit")))
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: there is no key file at {path}. Make one with `manage.py make_keys`.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: {path} is not a key file.") from error
    if ring.current not in ring.wrapping or any(len(key) != 32 for key in (*ring.wrapping.values(), ring.index, ring.code, ring.transit)):
        raise ImproperlyConfigured(f"MAZALIM_KEY_FILE: {path} lacks its current key, or a key is not 32 bytes long.")
    return ring


def key_ring() -> KeyRing:
    """The ring that this process uses."""
    path = Path(settings.MAZALIM_KEY_FILE)
    if settings.MAZALIM_KEY_FILE_IS_MADE and not path.exists():
        make_key_file(path)
    return read_key_file(path)
