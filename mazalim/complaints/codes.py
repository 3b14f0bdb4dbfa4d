"""Complaint codes: 80 random bits as 16 signs of Crockford's base 32, in four groups; kept only as a keyed hash."""

import base64
import secrets

from mazalim.common.crypto import keyed_hash, keyed_hashes
from mazalim.common.text import digits_to_latin

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # https://www.crockford.com/base32.html: no I, L, O, U
SIGNS, BYTES = 16, 10  # five bits a sign
_AS_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)  # RFC 4648, 6, has the same five bits under other signs
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A fresh code in its written form, such as XK7M-4QPT-9WRD-2H6N."""
    return written(base64.b32encode(secrets.token_bytes(BYTES)).decode().translate(_AS_CROCKFORD))


def read_code(typed: str) -> str:
    """The 16 signs of what somebody typed or pasted; empty where it is no code.

    Any case, spaces and hyphens, O for 0, I and L for 1 are all understood.
    """
    signs = "".join(sign for sign in digits_to_latin(typed).upper() if sign.isalnum()).translate(_READ_AS)
    return signs if len(signs) == SIGNS and all(sign in ALPHABET for sign in signs) else ""


def written(signs: str) -> str:
    """Four groups of four."""
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def code_hash(signs: str) -> bytes:
    """What the database holds in place of a new code."""
    return keyed_hash(signs, of="complaint_code")


def code_hashes(signs: str) -> tuple[bytes, ...]:
    """What the database may hold in place of a code: the keys by which codes are hashed change, and a code that is in somebody's hands does not."""
    return keyed_hashes(signs, of="complaint_code")
