"""Sealing (AES-256-GCM with associated data), blind indexes and keyed hashes (HMAC-SHA-256), over the key ring."""

import base64
import hmac
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mazalim.common.keys import key_ring, name_of_key

# Hashes that are checked against every code key of the ring, so that a new key serves at once. All others are looked up by equality and cannot be
# made anew (the secret is in somebody's hands): they are made with the first code key that the installation had, which stays in the ring.
ROTATED = frozenset({"complaint_code", "draft_token", "verification_code"})
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random nonces of 96 bits, one key for far fewer than 2**32 messages


class CannotUnseal(Exception):
    """The sealed bytes were changed, moved to another place, or sealed with a key that is gone."""


def encrypt(key: bytes, clear: bytes, *, place: str) -> bytes:
    """Nonce followed by ciphertext and tag; `place` (table, column, row) is authenticated, so swapped ciphertexts do not open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, place.encode())


def encrypt_all(key: bytes, clear: Mapping[str, bytes]) -> dict[str, bytes]:
    """As `encrypt`, for what belongs to one key, by its place: the cipher is set up once."""
    cipher, random = AESGCM(key), os.urandom(NONCE_BYTES * len(clear))
    nonces = (random[at : at + NONCE_BYTES] for at in range(0, len(random), NONCE_BYTES))
    return {
        place: nonce + cipher.encrypt(nonce, value, place.encode()) for nonce, (place, value) in zip(nonces, clear.items(), strict=True)
    }


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
    """What `seal` was given, with the current transit key or one before it; raises CannotUnseal."""
    keys = key_ring().all_for("transit")
    for key in keys[:-1]:
        try:
            return json.loads(decrypt(key, bytes(sealed), place=place).decode("utf-8", "surrogatepass"))
        except CannotUnseal:
            continue
    return json.loads(decrypt(keys[-1], bytes(sealed), place=place).decode("utf-8", "surrogatepass"))


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


def wrapping_key_name() -> str:
    """The id of the key that wraps data keys now."""
    return key_ring().current


def _index(key: bytes, value: str, of: str) -> bytes:
    return hmac.digest(key, f"{of}\0{value}".encode("utf-8", "surrogatepass"), sha256)


def blind_indexes(value: str, *, of: str) -> tuple[bytes, ...]:
    """32 bytes that find a normalised value (`of`: email, phone, identity_number) again without telling it.

    One for each index key of the ring, the current one first: while the key is being rotated, a row may hold either.
    """
    return tuple(_index(key, value, of) for key in key_ring().all_for("index"))


def blind_index(value: str, *, of: str) -> bytes:
    """The one of `blind_indexes` that is written now."""
    return _index(key_ring().index, value, of)


def index_all(values: Mapping[str, str]) -> tuple[str, dict[str, bytes | None]]:
    """The name of the current index key, and what a row is to hold for each value by its kind; None for what is empty."""
    key = key_ring().index
    return name_of_key(key), {of: _index(key, value, of) if value else None for of, value in values.items()}


def index_key_name() -> str:
    """The name of the index key that rows are written with now."""
    return name_of_key(key_ring().index)


def is_index_key_rotating() -> bool:
    """Whether rows may hold indexes of more than one key."""
    return len(key_ring().all_for("index")) > 1


def keyed_hash(value: str, *, of: str) -> bytes:
    """32 bytes kept in place of a secret (`of`: complaint_code, verification_code, token, service_key)."""
    ring = key_ring()
    return _index(ring.code if of in ROTATED else ring.lasting, value, of)


def keyed_hashes(value: str, *, of: str) -> tuple[bytes, ...]:
    """What may be kept in place of a secret: one hash for each code key of the ring, the current one first."""
    return tuple(_index(key, value, of) for key in key_ring().all_for("code"))


def is_kept_as(kept: bytes | memoryview, value: str, *, of: str) -> bool:
    """Whether a kept hash is that of a secret, under whichever code key it was made; takes the same time for a wrong one."""
    found = [hmac.compare_digest(bytes(kept), one) for one in keyed_hashes(value, of=of)]
    return any(found)


def contact_mark(address: str, *, of: str) -> str:
    """What stands for a normalised contact (`of`: email, phone) in rows that live for minutes, such as what a verification code is bound to."""
    return keyed_hash(f"{of}\0{address}", of="contact").hex()
