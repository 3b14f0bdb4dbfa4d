"""What a receipt looks like, how it is read from a file, a QR code or a paste, and which bytes are signed.

`tools/verify_receipt.py` does the same without this code; docs/security/verify-a-receipt.md is the description of both.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from mazalim.common.canonical import canonical
from mazalim.common.clock import stamp, unstamp
from mazalim.proof.log import is_included, leaf_hash

VERSION = 1
KIND = "receipt"  # is signed too, so that nothing else that we sign can pass for one
SHORT = "MZ1."  # begins the short form that a QR code holds
MOST_BYTES = 65_536  # of a receipt as it is given to us, and of the short form laid out
_SIGNATURE, _HASH = re.compile(r"[0-9a-f]{128}"), re.compile(r"[0-9a-f]{64}")
_PROOF = {"date", "index", "day_size", "day_path", "log_index", "log_size", "log_path", "seal"}
_LONGEST_PATH = 64  # a tree of more leaves than there are atoms to write them on

# Whether the published key of an id has signed these bytes.
Verify = Callable[[str, bytes, bytes], bool]


class Unreadable(Exception):
    """This is no receipt, or one of a version that is not known here."""


class NotGenuine(Exception):
    """Something in it does not fit; `why` is one of words.WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Said:
    """What a receipt says, after its signature was found good."""

    case_number: str
    lodged_at: datetime
    due_at: datetime  # by when an answer was promised on that day
    body_code: str
    body_names: Mapping[str, str]
    language: str
    enclosures: int  # how many files came with it
    enclosures_hash: str  # SHA-256(salt || fingerprint of each file)
    digest: str  # of the first leaf of the file
    text_hash: str  # SHA-256(salt || words)
    service: str
    key: str


@dataclass(frozen=True)
class Enclosed:
    """The files that came with a complaint."""

    count: int
    hash: bytes


def enclosed(salt: bytes, fingerprints: Sequence[bytes]) -> Enclosed:
    """Files by their SHA-256, in their order; the salt of the words keeps who knows a file from finding it in receipts."""
    return Enclosed(len(fingerprints), sha256(salt + b"".join(fingerprints)).digest())


def words_of(
    *, case_number: str, lodged_at: datetime, due_at: datetime, body: tuple[str, Mapping[str, str]], language: str,
    enclosures: Enclosed, digest: bytes,
    text_hash: bytes, service: str, key: str
) -> dict[str, Any]:  # fmt: skip
    """Every value of a receipt, all of them signed; `body` is code and names."""
    return {
        "kind": KIND,
        "v": VERSION,
        "service": service,
        "case": case_number,
        "lodged_at": stamp(lodged_at),
        "due_at": stamp(due_at),
        "language": language,
        "body": {"code": body[0], "names": dict(body[1])},
        "enclosures": {"count": enclosures.count, "hash": enclosures.hash.hex()},
        "digest": digest.hex(),
        "text_hash": text_hash.hex(),
        "key": key,
    }


def signed_bytes(signed: Mapping[str, Any]) -> bytes:
    """What a signature covers, of a receipt or of a seal. Raises Unreadable for values that neither holds."""
    try:
        return canonical(signed)
    except (ValueError, RecursionError) as error:
        raise Unreadable("parts") from error


def said_by(receipt: Mapping[str, Any]) -> Said:
    """The values of a receipt that we signed."""
    return Said(
        case_number=receipt["case"],
        lodged_at=unstamp(receipt["lodged_at"]),
        due_at=unstamp(receipt["due_at"]),
        body_code=receipt["body"]["code"],
        body_names=receipt["body"]["names"],
        language=receipt["language"],
        enclosures=receipt["enclosures"]["count"],
        enclosures_hash=receipt["enclosures"]["hash"],
        digest=receipt["digest"],
        text_hash=receipt["text_hash"],
        service=receipt["service"],
        key=receipt["key"],
    )


def short_form(document: Mapping[str, Any]) -> str:
    """Receipt and signature in few enough signs for a QR code, without the way to the seal."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(canonical({name: document[name] for name in ("receipt", "signature")})) + packer.flush()
    return SHORT + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read(given: str | bytes) -> dict[str, Any]:
    """The document in a file, a short form, or an address that ends in one. Raises Unreadable."""
    if len(given) > MOST_BYTES:
        raise Unreadable("size")
    try:
        text = (given.decode("utf-8-sig") if isinstance(given, bytes) else given.removeprefix("\ufeff")).strip()
        if not text.startswith("{") and SHORT in text:
            text = _laid_out(text.partition(SHORT)[2])
        document = json.loads(text, object_pairs_hook=_without_doubles, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError, zlib.error, binascii.Error) as error:
        raise Unreadable("json") from error
    return well_formed(document)


def well_formed(document: Any) -> dict[str, Any]:
    """A document with the parts of a receipt in their places, else Unreadable. What the parts say is judged by the signatures."""
    if not isinstance(document, dict) or not {"receipt", "signature"} <= set(document) <= {"receipt", "signature", "proof"}:
        raise Unreadable("parts")
    receipt, signature = document["receipt"], document["signature"]
    if not isinstance(receipt, dict) or type(receipt.get("v")) is not int or not isinstance(receipt.get("key"), str):
        raise Unreadable("parts")
    if receipt["v"] != VERSION:
        raise Unreadable("version")
    if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
        raise Unreadable("signature")
    if "proof" in document and not _is_proof(document["proof"]):
        raise Unreadable("parts")
    return document


def _is_proof(proof: Any) -> bool:
    if not isinstance(proof, dict) or set(proof) != _PROOF or not isinstance(proof["seal"], dict):
        return False
    counts = [proof[name] for name in ("index", "day_size", "log_size")] + ([] if proof["log_index"] is None else [proof["log_index"]])
    paths = [proof["day_path"], proof["log_path"]]
    return (
        all(type(count) is int and 0 <= count < 1 << _LONGEST_PATH for count in counts)
        and all(isinstance(path, list) and len(path) <= _LONGEST_PATH for path in paths)
        and all(isinstance(node, str) and _HASH.fullmatch(node) for path in paths for node in path)
        and isinstance(proof["seal"].get("key_id"), str)
        and _SIGNATURE.fullmatch(str(proof["seal"].get("signature"))) is not None
    )


def check_signature(document: Mapping[str, Any], *, verify: Verify, known: Container[str]) -> Said:
    """What a well-formed receipt says, once its signature is found to be that of a published key. Raises NotGenuine or Unreadable."""
    receipt = document["receipt"]
    message = signed_bytes(receipt)
    if receipt["key"] not in known:
        raise NotGenuine("key")
    if not verify(receipt["key"], message, bytes.fromhex(document["signature"])):
        raise NotGenuine("signature")
    if receipt.get("kind") != KIND:
        raise NotGenuine("signature")
    return said_by(receipt)


def check_proof(proof: Mapping[str, Any], *, digest: str, key: str, verify: Verify) -> None:
    """That the way in a receipt, itself signed with `key`, leads from its digest to a seal that is signed. Raises NotGenuine or Unreadable.

    Each number of the proof stands in the seal too, or decides which nodes lie on the way: none can be changed unnoticed.
    """
    seal = proof["seal"]
    message = signed_bytes({name: value for name, value in seal.items() if name != "signature"})
    if seal["key_id"] == key:  # the key that web processes hold signs receipts and never seals
        raise NotGenuine("seal")
    if not verify(seal["key_id"], message, bytes.fromhex(seal["signature"])) or seal.get("kind") != "seal":
        raise NotGenuine("seal")
    day = [bytes.fromhex(node) for node in proof["day_path"]]
    root = bytes.fromhex(seal["day_root"])
    if (proof["date"], proof["day_size"]) != (seal["date"], seal["to_entry"]):
        raise NotGenuine("day_path")
    if not is_included(leaf_hash(bytes.fromhex(digest)), index=proof["index"], size=proof["day_size"], path=day, root=root):
        raise NotGenuine("day_path")
    if proof["log_size"] != seal["log_size"] or (proof["log_index"] is not None) != seal["closes_day"]:
        raise NotGenuine("log_path")
    log = [bytes.fromhex(node) for node in proof["log_path"]]
    if not seal["closes_day"]:
        if log:
            raise NotGenuine("log_path")
        return
    log_root = bytes.fromhex(seal["log_root"])
    if proof["log_index"] != seal["log_size"] - 1:
        raise NotGenuine("log_path")
    if not is_included(leaf_hash(root), index=proof["log_index"], size=proof["log_size"], path=log, root=log_root):
        raise NotGenuine("log_path")


def _laid_out(short: str) -> str:
    # Spaces and line ends come in when a long line is copied from a mail.
    packed = base64.b64decode("".join(short.split()) + "=" * (-len("".join(short.split())) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj(-15)
    text = unpacker.decompress(packed, MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("Not a whole short form, or larger than any receipt.")
    return text.decode()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A member written twice could be read by two programs as two different receipts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A member is written twice.")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} stands in no receipt.")
