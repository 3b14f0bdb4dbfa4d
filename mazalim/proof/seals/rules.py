"""What a seal says, byte for byte. docs/security/proof.md describes the same to whoever writes a verifier."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mazalim.common.canonical import canonical
from mazalim.common.clock import stamp
from mazalim.proof.models import Seal

VERSION = 1
NOTHING_BEFORE = sha256(b"").digest()  # the previous seal's hash in the first seal


def signed_form(seal: Seal) -> dict[str, Any]:
    """Every field but the signature. Its canonical form is what the key signs and what the next seal names by its hash."""
    return {
        "kind": "seal",
        "v": VERSION,
        "number": seal.number,
        "date": seal.date.isoformat(),
        "from_entry": seal.from_entry,
        "to_entry": seal.to_entry,
        "day_root": bytes(seal.day_root).hex(),
        "closes_day": seal.closes_day,
        "log_size": seal.log_size,
        "log_root": bytes(seal.log_root).hex(),
        "previous_seal_hash": bytes(seal.previous_seal_hash).hex(),
        "made_at": stamp(seal.made_at),
        "key_id": seal.key_id,
    }


def signed_bytes(seal: Seal) -> bytes:
    """What is signed: RFC 8785's spelling of the form."""
    return canonical(signed_form(seal))


def seal_hash(seal: Seal) -> bytes:
    """By which the next seal names this one."""
    return sha256(signed_bytes(seal)).digest()


def published_form(seal: Seal) -> dict[str, Any]:
    """The seal as it is given out: what is signed, and the signature."""
    return signed_form(seal) | {"signature": bytes(seal.signature).hex()}


def signed_part(published: Mapping[str, Any]) -> bytes:
    """What a published seal says was signed; raises ValueError for what cannot be a seal."""
    if not isinstance(published, Mapping):
        raise ValueError("A seal is a JSON object.")
    return canonical({key: value for key, value in published.items() if key != "signature"})
