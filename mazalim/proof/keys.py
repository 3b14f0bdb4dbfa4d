"""The two keys that sign: one for receipts, which the web processes hold, one for seals, which the worker alone needs.

The public keys come from files, never from the database: who can write the database must not be able to add a key of their own.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mazalim.common.signing import is_signed, key_id, make_signing_key, public_pem, read_public_keys, read_signing_key

RECEIPT_KEY, SEAL_KEY, PUBLIC_KEYS = "MAZALIM_RECEIPT_KEY_FILE", "MAZALIM_SEAL_KEY_FILE", "MAZALIM_PUBLIC_KEYS_FILE"


@dataclass(frozen=True)
class PublicKey:
    """A key with which receipts or seals were signed. It stays published after it is retired."""

    id: str  # SHA-256 of the SubjectPublicKeyInfo, hexadecimal
    pem: str
    key: Ed25519PublicKey


def sign_receipt(message: bytes) -> tuple[str, bytes]:
    """The id of the receipt key and its signature (64 bytes); raises ImproperlyConfigured where the key cannot be read."""
    return _sign(RECEIPT_KEY, message)


def sign_seal(message: bytes) -> tuple[str, bytes]:
    """The id of the seal key and its signature (64 bytes); raises ImproperlyConfigured where the key cannot be read."""
    return _sign(SEAL_KEY, message)


def receipt_key_id() -> str:
    """The id of the key that signs receipts now, which a receipt names in what is signed."""
    return key_id(_private(RECEIPT_KEY).public_key())


def seal_key_id() -> str:
    """The id of the key that signs seals now."""
    return key_id(_private(SEAL_KEY).public_key())


def public_keys() -> list[PublicKey]:
    """Every published key: those of the file of public keys, and those of the private keys that this process may read."""
    keys = read_public_keys(Path(getattr(settings, PUBLIC_KEYS)), setting=PUBLIC_KEYS)
    for setting in (RECEIPT_KEY, SEAL_KEY):
        try:
            keys.append(_private(setting).public_key())
        except ImproperlyConfigured:
            continue  # the web processes need not read the key of seals, nor the worker the key of receipts
    found = {key_id(key): key for key in keys}
    return [PublicKey(id=name, pem=public_pem(key), key=key) for name, key in found.items()]


def verify(key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether the published key of this id has signed exactly these bytes; False for an unknown key."""
    return any(is_signed(known.key, message, signature) for known in public_keys() if known.id == key_id)


def _sign(setting: str, message: bytes) -> tuple[str, bytes]:
    key = _private(setting)
    return key_id(key.public_key()), key.sign(message)


def _private(setting: str) -> Ed25519PrivateKey:
    path = Path(getattr(settings, setting))
    if settings.MAZALIM_KEY_FILE_IS_MADE and not path.exists():
        make_signing_key(path)
    return read_signing_key(path, setting=setting)
