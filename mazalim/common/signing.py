"""Ed25519 keys in PEM files: one file for each key that signs, and one file with every public key, those no longer in use too."""

import os
import re
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.core.exceptions import ImproperlyConfigured

_ONE_PUBLIC_KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\n?", re.DOTALL)


def key_id(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal digits."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def public_pem(key: Ed25519PublicKey) -> str:
    """The key as anybody's tools read it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def make_signing_key(path: Path) -> None:
    """Write a new private key, readable by its owner alone; leaves a file alone that is already there."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(pem)
    try:
        os.link(draft, path)  # atomic: web and worker may start together, and the first one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@lru_cache(maxsize=8)
def read_signing_key(path: Path, *, setting: str) -> Ed25519PrivateKey:
    """The private key of a file; raises ImproperlyConfigured with a sentence that names the setting."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{setting}: the key file {path} cannot be read ({error.strerror}). Make one with `manage.py make_keys`."
        ) from error
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{setting}: {path} is not a key file.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{setting}: {path} holds a key of another kind than Ed25519.")
    return key


def read_public_keys(path: Path, *, setting: str) -> list[Ed25519PublicKey]:
    """Every public key of a file, in its order; none where there is no file. Raises ImproperlyConfigured where it cannot be read."""
    try:
        found = [load_pem_public_key(pem) for pem in _ONE_PUBLIC_KEY.findall(path.read_bytes())]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{setting}: {path} cannot be read as public keys.") from error
    keys = [key for key in found if isinstance(key, Ed25519PublicKey)]
    if len(keys) != len(found):
        raise ImproperlyConfigured(f"{setting}: {path} holds a key of another kind than Ed25519.")
    return keys


def publish(path: Path, key: Ed25519PublicKey) -> None:
    """Add a public key to the file that holds them all, once."""
    if key_id(key) not in {key_id(known) for known in read_public_keys(path, setting="MAZALIM_PUBLIC_KEYS_FILE")}:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(public_pem(key))


def is_signed(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether the signature of exactly these bytes was made by this key."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
