#!/usr/bin/env python3
"""Checks a receipt of a complaints service that runs Mazalim, without that service and without its code.

    python3 verify_receipt.py RECEIPT.json --key KEY.pem [--seal SEAL.json] [--words WORDS.json [--enclosure FILE ...]]

Prints one sentence. Exit 0: genuine. 1: not genuine. 2: it cannot be read, or what was given does not suffice to judge.

This one file is the whole program. It needs Python 3.9 or newer and the package `cryptography` (`pip install cryptography`); it opens no
network connection and writes nothing. docs/security/verify-a-receipt.md explains each step for people who are no programmers.

RECEIPT.json  the receipt as its holder downloaded it, or the text of its QR code
KEY.pem       the public keys of the service (/seals/key.pem); best a copy that was taken earlier, or that somebody else has kept
SEAL.json     a seal from another source than the receipt: the service's page, a newspaper, somebody's mirror. It must be the very seal to which the
              receipt leads
WORDS.json    the words that were lodged, as the complainant downloaded them; nobody else has this file
FILE          a file that is said to have been enclosed, exactly as it was sent
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

GENUINE, NOT_GENUINE, UNREADABLE = 0, 1, 2
MOST_BYTES = 65_536  # no receipt is as long as this
MOST_BYTES_OF_WORDS = 4_000_000
MOST_NODES = 64  # of a path: a tree with more leaves than 2 ** 64 does not exist
SHORT = "MZ1."  # begins what a QR code holds: base64url of the deflated receipt and signature
SALT, HASH, SIGNATURE = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}")
PROOF = {"date", "index", "day_size", "day_path", "log_index", "log_size", "log_path", "seal"}


class Outcome(NamedTuple):
    """What is printed, and the exit code."""

    code: int
    sentence: str


class Unreadable(Exception):
    """What was given is no receipt, no key, no seal, or does not suffice; the message says why."""


class NotGenuine(Exception):
    """Something does not fit; the message says what."""


def check(
    receipt: bytes, keys: bytes, seal: "bytes | None" = None, words: "bytes | None" = None, enclosures: Sequence[bytes] = ()
) -> Outcome:
    """Judge a receipt by the contents of the files; never raises."""
    try:
        return Outcome(GENUINE, _judge(receipt, keys, seal, words, enclosures))
    except NotGenuine as error:
        return Outcome(NOT_GENUINE, f"NOT GENUINE: {error}")
    except Unreadable as error:
        return Outcome(UNREADABLE, f"CANNOT BE JUDGED: {error}")
    except RecursionError:
        return Outcome(UNREADABLE, "CANNOT BE JUDGED: what was given is nested deeper than any receipt.")


def _judge(given: bytes, pem: bytes, seal: "bytes | None", words: "bytes | None", enclosures: Sequence[bytes]) -> str:
    document, known = read_receipt(given), read_keys(pem)
    receipt = document["receipt"]
    _check_signed(receipt, receipt["key"], document["signature"], known, what="receipt", kind="receipt")
    # From here on every value of the receipt is what the service signed.
    sentence = (
        f"GENUINE: case {receipt['case']}, lodged {receipt['lodged_at']} with {receipt['body']['code']}, signed by {receipt['service']}"
    )
    proof = document.get("proof")
    if proof is None:
        if seal is not None:
            raise Unreadable(
                "the receipt is genuine, but it leads to no seal: it was downloaded before it was sealed. Ask its holder to download it again."
            )
        sentence += "; it holds no seal yet"
    else:
        if proof["seal"]["key_id"] == receipt["key"]:
            raise NotGenuine("the seal was signed with the key of receipts, which never signs seals.")
        check_proof(proof, receipt["digest"], known)
        if seal is not None:
            _check_same_seal(proof["seal"], read_seal(seal), known)
        sentence += f"; sealed {proof['seal']['made_at']} in seal {proof['seal']['number']}"
        sentence += ", which is the seal given" if seal is not None else ""
    if words is not None:
        sentence += _check_words(read_words(words), receipt, enclosures)
    elif enclosures:
        raise Unreadable("the receipt is genuine; to compare an enclosure the file of words is needed too.")
    return sentence + "."


# --- Signatures ---------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """RFC 8785 for objects, lists, strings, whole numbers, true, false and null: sorted keys, no spaces, UTF-8."""
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "surrogatepass")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _check_signed(
    signed: "dict[str, Any]", key: str, signature: str, known: "dict[str, Ed25519PublicKey]", *, what: str, kind: str
) -> None:
    """The signature covers the canonical form of everything in the object, so no value in it can differ."""
    if key not in known:
        raise NotGenuine(f"the {what} was signed with a key that is not among the public keys given ({key[:16]}...).")
    try:
        known[key].verify(bytes.fromhex(signature), canonical(signed))
    except InvalidSignature:
        raise NotGenuine(f"the signature of the {what} does not fit: something in it was changed, or somebody else signed it.") from None
    if signed.get("kind") != kind or signed.get("v") != 1:
        raise NotGenuine(f"what was signed is no {what} of this sort.")


# --- The way from the receipt to the seal (RFC 9162, 2.1) ---------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_reached(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> "bytes | None":
    """The root to which a path leads from leaf `index` of a tree of `size` leaves; None where the path is no path of such a tree."""
    if not 0 <= index < size:
        return None
    number, last, reached = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if number % 2 == 1 or number == last:
            reached = node_hash(beside, reached)
            while number % 2 == 0 and number != 0:
                number, last = number // 2, last // 2
        else:
            reached = node_hash(reached, beside)
        number, last = number // 2, last // 2
    return reached if last == 0 else None


def check_proof(proof: "dict[str, Any]", digest: str, known: "dict[str, Ed25519PublicKey]") -> None:
    """The seal is signed; the receipt's digest is a leaf of its day; the closed day is the last leaf of the log. Raises NotGenuine."""
    seal = proof["seal"]
    signed = {name: value for name, value in seal.items() if name != "signature"}
    _check_signed(signed, seal["key_id"], seal["signature"], known, what="seal", kind="seal")
    root = bytes.fromhex(seal["day_root"])
    day = [bytes.fromhex(node) for node in proof["day_path"]]
    fits_day = proof["date"] == seal["date"] and proof["day_size"] == seal["to_entry"]
    if not fits_day or root_reached(leaf_hash(bytes.fromhex(digest)), proof["index"], proof["day_size"], day) != root:
        raise NotGenuine("the way from the receipt to the seal does not fit.")
    log = [bytes.fromhex(node) for node in proof["log_path"]]
    if seal["closes_day"]:
        fits_log = proof["log_size"] == seal["log_size"] and proof["log_index"] == seal["log_size"] - 1
        fits_log = fits_log and root_reached(leaf_hash(root), proof["log_index"], proof["log_size"], log) == bytes.fromhex(seal["log_root"])
    else:  # the day was not over: it has no place in the log yet
        fits_log = proof["log_size"] == seal["log_size"] and proof["log_index"] is None and not log
    if not fits_log:
        raise NotGenuine("the way from the day to the whole log does not fit.")


def _check_same_seal(own: "dict[str, Any]", other: "dict[str, Any]", known: "dict[str, Ed25519PublicKey]") -> None:
    """The seal from elsewhere is signed, and is the one to which the receipt leads."""
    signed = {name: value for name, value in other.items() if name != "signature"}
    _check_signed(signed, other["key_id"], other["signature"], known, what="seal given", kind="seal")
    if other["number"] != own["number"]:
        raise Unreadable(
            f"the receipt leads to seal {own['number']} of {own['date']}, and the seal given is number {other['number']} of {other['date']}."
        )
    if other != own:
        raise NotGenuine("the seal in the receipt and the seal given have the same number and are not the same: the service signed two.")


# --- The words ----------------------------------------------------------------------------------


def _check_words(words: "dict[str, Any]", receipt: "dict[str, Any]", enclosures: Sequence[bytes]) -> str:
    """SHA-256(salt || text), and SHA-256(salt || SHA-256 of each file), are what the receipt says; what was found, in words."""
    text = words["text"].encode("utf-8", "surrogatepass")
    if words["case"] != receipt["case"]:
        raise NotGenuine(f"the words given are of case {words['case']!r} and not of this one.")
    if hashlib.sha256(bytes.fromhex(words["salt"]) + text).hexdigest() != receipt["text_hash"]:
        raise NotGenuine("the receipt is genuine, but the words given are not those that were lodged.")
    found, said = "; the words given are those that were lodged", receipt["enclosures"]
    if "" in words["enclosures"]:  # the service has shredded a file, and its fingerprint with it
        if enclosures:
            raise Unreadable("the receipt is genuine, but the file of words does not hold the fingerprint of every enclosure.")
        return found
    salt = bytes.fromhex(words["salt"]) if said["count"] else b""
    listed = [bytes.fromhex(digits) for digits in words["enclosures"]]
    if len(listed) != said["count"] or hashlib.sha256(salt + b"".join(listed)).hexdigest() != said["hash"]:
        raise NotGenuine("the receipt is genuine, but the enclosures listed with the words are not those that were lodged.")
    for place, enclosure in enumerate(enclosures, 1):
        if hashlib.sha256(enclosure).digest() not in listed:
            raise NotGenuine(f"the receipt is genuine, but file {place} of those given was not enclosed as it is.")
    return found + ("; every file given was enclosed" if enclosures else "")


# --- Reading ------------------------------------------------------------------------------------


def read_receipt(given: bytes) -> "dict[str, Any]":
    """Receipt, signature and, where it is there, proof, each of the right shape. Raises Unreadable."""
    text = _text(given, MOST_BYTES, "the receipt")
    if not text.startswith("{") and SHORT in text:
        text = _laid_out("".join(text.partition(SHORT)[2].split()))
    document = _object(text, "the receipt")
    if not {"receipt", "signature"} <= set(document) <= {"receipt", "signature", "proof"}:
        raise Unreadable("this is no receipt: it must hold a receipt and its signature, and nothing else but a proof.")
    receipt = document["receipt"]
    if not isinstance(receipt, dict) or not _matches(HASH, receipt.get("key")):
        raise Unreadable("this is no receipt: it does not say with which key it was signed.")
    if type(receipt.get("v")) is not int or receipt["v"] != 1:
        raise Unreadable("this receipt is of another version than this program knows (1).")
    if not _matches(SIGNATURE, document["signature"]):
        raise Unreadable("the signature is not written as 128 hexadecimal digits.")
    if "proof" in document and not _is_proof(document["proof"]):
        raise Unreadable("the proof in the receipt is not complete.")
    return document


def read_seal(given: bytes) -> "dict[str, Any]":
    """A published seal. Raises Unreadable."""
    seal = _object(_text(given, MOST_BYTES, "the seal"), "the seal")
    if not _matches(SIGNATURE, seal.get("signature")) or not _matches(HASH, seal.get("key_id")) or type(seal.get("number")) is not int:
        raise Unreadable("the seal given is no seal.")
    return seal


def read_words(given: bytes) -> "dict[str, Any]":
    """What the complainant downloaded beside the receipt. Raises Unreadable."""
    words = _object(_text(given, MOST_BYTES_OF_WORDS, "the file of words"), "the file of words")
    texts = [words.get(name) for name in ("case", "salt", "text")]
    if set(words) != {"case", "salt", "text", "enclosures"} or not all(isinstance(text, str) for text in texts):
        raise Unreadable("the file of words must hold case, salt, text and enclosures.")
    files = words["enclosures"]
    if not isinstance(files, list) or not all(one == "" or _matches(HASH, one) for one in files):
        raise Unreadable("the fingerprints of the enclosures are not written in hexadecimal digits.")
    if not _matches(SALT, words["salt"]):  # a longer one could swallow the beginning of the text
        raise Unreadable("the salt in the file of words is not written as 32 hexadecimal digits.")
    return words


def read_keys(pem: bytes) -> "dict[str, Ed25519PublicKey]":
    """Every Ed25519 key of a PEM file by its id, the SHA-256 of its SubjectPublicKeyInfo. Raises Unreadable."""
    found = {}
    for part in re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", pem, re.DOTALL):
        try:
            key = load_pem_public_key(part)
        except ValueError:
            raise Unreadable("the file of public keys cannot be read.") from None
        if isinstance(key, Ed25519PublicKey):
            found[hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()] = key
    if not found:
        raise Unreadable("the file of public keys holds no Ed25519 key in PEM.")
    return found


def _is_proof(proof: Any) -> bool:
    if not isinstance(proof, dict) or set(proof) != PROOF or not isinstance(proof["seal"], dict):
        return False
    counts = [proof["index"], proof["day_size"], proof["log_size"], *([] if proof["log_index"] is None else [proof["log_index"]])]
    paths = [proof["day_path"], proof["log_path"]]
    return (
        all(type(count) is int and 0 <= count < 2**MOST_NODES for count in counts)
        and all(isinstance(path, list) and len(path) <= MOST_NODES for path in paths)
        and all(_matches(HASH, node) for path in paths for node in path)
        and _matches(HASH, proof["seal"].get("key_id"))
        and _matches(SIGNATURE, proof["seal"].get("signature"))
    )


def _matches(pattern: "re.Pattern[str]", value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _text(given: bytes, most: int, what: str) -> str:
    if len(given) > most:
        raise Unreadable(f"{what} is too large.")
    try:
        return given.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Unreadable(f"{what} is no text.") from None


def _object(text: str, what: str) -> "dict[str, Any]":
    """JSON without anything that two programs might read differently: no member twice, no fractions."""
    try:
        found = json.loads(text, object_pairs_hook=_without_doubles, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable(f"{what} is not whole, or no JSON.") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{what} is no JSON object.")
    return found


def _without_doubles(pairs: "list[tuple[str, Any]]") -> "dict[str, Any]":
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _laid_out(short: str) -> str:
    """The JSON of the short form in a QR code."""
    try:
        packed = base64.b64decode(short + "=" * (-len(short) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15)
        text = unpacker.decompress(packed, MOST_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("cut off")
        return text.decode()
    except (ValueError, zlib.error):
        raise Unreadable("the text of the QR code is not whole.") from None


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Read the files, print the sentence, return the exit code."""
    parser = argparse.ArgumentParser(description="Checks a receipt of a complaints service.", epilog="Exit 0 genuine, 1 not, 2 unreadable.")
    parser.add_argument("receipt", type=Path, help="the receipt as its holder downloaded it")
    parser.add_argument("--key", type=Path, required=True, help="the public keys of the service, in PEM")
    parser.add_argument("--seal", type=Path, help="a seal from another source, to which the receipt must lead")
    parser.add_argument("--words", type=Path, help="the words that were lodged, as the complainant downloaded them")
    parser.add_argument("--enclosure", type=Path, action="append", default=[], help="a file that is said to have been enclosed")
    given = parser.parse_args(arguments)
    try:
        files = [path.read_bytes() if path else None for path in (given.receipt, given.key, given.seal, given.words)]
        enclosures = [path.read_bytes() for path in given.enclosure]
    except OSError as error:
        print(f"CANNOT BE JUDGED: {error.filename} cannot be read ({error.strerror}).")
        return UNREADABLE
    outcome = check(files[0] or b"", files[1] or b"", files[2], files[3], enclosures)
    print(outcome.sentence)
    return outcome.code


if __name__ == "__main__":
    sys.exit(main())
