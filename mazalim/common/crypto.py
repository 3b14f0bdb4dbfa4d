"""Sealing (AES-256-GCM with associated data), blind indexes and keyed hashes (HMAC-SHA-256), over the key ring."""

import base64
import hmac
import json
import os
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mazalim.common.keys import key_ring

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random nonces of 96 bits, one key for far fewer than 2**32 messages


class CannotUnseal(Exception):
    """The sealed bytes were changed, moved to another place, or sealed with a key that is gone."""


def encrypt(key: bytes, clear: bytes, *, place: str) -> bytes:
    """Nonce followed by ciphertext and tag; `place` (table, column, row) is authenticated, so swapped ciphertexts do not open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, place.encode())


def decrypt(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """The clear bytes; raises CannotUnseal."""
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:]), place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal from error


def seal(value: Any, *, place: str) -> bytes:
    """A JSON value sealed under the transit key, for rows that live for minutes or days."""
    return encrypt(key_ring().transit, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), place=place)


def unseal(sealed: bytes | memoryview, *, place: str) -> Any:
    """What `seal` was given; raises CannotUnseal."""
    return json.loads(decrypt(key_ring().transit, bytes(sealed), place=place).decode("utf-8", "surrogatepass"))


def seal_as_text(value: Any, *, place: str) -> str:
    """As `seal`, in signs that may stand in a header, an address or a session."""
    return base64.urlsafe_b64encode(seal(value, place=place)).decode().rstrip("=")


def unseal_text(text: str, *, place: str) -> Any:
    """What `seal_as_text` was given; raises CannotUnseal, for every other text too."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise CannotUnseal from error
    return unseal(sealed, place=place)


def wrap_key(key: bytes, *, place: str) -> tuple[str, bytes]:
    """The id of the current key-encryption key, and the data key wrapped by it."""
    ring = key_ring()
    return ring.current, encrypt(ring.wrapping[ring.current], key, place=place)


def unwrap_key(key_id: str, wrapped: bytes, *, place: str) -> bytes:
    """The data key; raises CannotUnseal where the wrapping key is gone or the row was changed."""
    try:
        return decrypt(key_ring().wrapping[key_id], wrapped, place=place)
    except KeyError as error:
        raise CannotUnseal from error


def blind_index(value: str, *, of: str) -> bytes:
    """32 bytes that find a normalised value (`of`: email, phone, identity_number) again without telling it."""
    return hmac.digest(key_ring().index, f"{of}\0{value}".encode("utf-8", "surrogatepass"), sha256)


def keyed_hash(value: str, *, of: str) -> bytes:
    """32 bytes kept in place of a secret (`of`: complaint_code, verification_code, token, service_key)."""
    return hmac.digest(key_ring().code, f"{of}\0{value}".encode("utf-8", "surrogatepass"), sha256)
