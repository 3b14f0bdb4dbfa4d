"""Altered copies of a genuine receipt, each with a name that says what was done to it. None of them may be taken for genuine."""

import copy
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.verify_receipt import canonical

ORDER = (
    2**252 + 27742317777372353535851937790883648493
)  # of the group of Ed25519: S and S + ORDER are the same signature to a careless verifier
Document = dict[str, Any]


def forgeries(genuine: Document) -> Iterator[tuple[str, bytes]]:
    """Name and file of each forgery of a receipt; a hundred and more where it holds a proof."""
    for name, change in (*_of_values(genuine), *_of_signatures(genuine), *_of_keys(), *_of_proof(genuine)):
        altered = copy.deepcopy(genuine)
        change(altered)
        yield name, json.dumps(altered, ensure_ascii=False).encode()
    yield from _of_text(json.dumps(genuine, ensure_ascii=False).encode())


Change = tuple[str, Callable[[Document], object]]


def _other(value: Any) -> Any:
    """A value of the same sort that is not the same."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value and set(value) <= set("0123456789abcdef"):
        return _flipped(value, 0)
    return f"{value}x" if isinstance(value, str) else [value]


def _flipped(digits: str, byte: int) -> str:
    """Hexadecimal digits with one bit of one byte turned."""
    changed = bytearray.fromhex(digits)
    changed[byte] ^= 1
    return changed.hex()


def _set(path: tuple[str, ...], value: Any) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        inside: Any = document
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value

    return change


def _without(path: tuple[str, ...]) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        inside: Any = document
        for step in path[:-1]:
            inside = inside[step]
        del inside[path[-1]]

    return change


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    else:
        yield path, value


def _of_values(genuine: Document) -> Iterator[Change]:
    for path, value in _leaves(genuine["receipt"], ("receipt",)):
        name = ".".join(path)
        yield f"{name} changed", _set(path, _other(value))
        yield f"{name} removed", _without(path)
        yield f"{name} null", _set(path, None)
    receipt = genuine["receipt"]
    yield "a value added", _set(("receipt", "decided"), "upheld")
    yield "a name of the body added", _set(("receipt", "body", "names", "xx"), "Another office")
    yield "a member added beside the receipt", _set(("note",), "paid")
    yield "a number as text", _set(("receipt", "enclosures", "count"), str(receipt["enclosures"]["count"]))
    yield "the version as true", _set(("receipt", "v"), True)
    yield "the version with a fraction", _set(("receipt", "v"), 1.0)
    yield (
        "digest and text_hash exchanged",
        lambda document: document["receipt"].update(digest=receipt["text_hash"], text_hash=receipt["digest"]),
    )
    yield "a later hour", _set(("receipt", "lodged_at"), receipt["lodged_at"].replace("T", " "))
    yield "the receipt as a list", _set(("receipt",), list(receipt.items()))


def _of_signatures(genuine: Document) -> Iterator[Change]:
    signature = genuine["signature"]
    for byte in (0, 1, 15, 16, 30, 31):
        yield f"bit of R, byte {byte}", _set(("signature",), _flipped(signature, byte))
    for byte in (32, 33, 47, 48, 62, 63):
        yield f"bit of S, byte {byte}", _set(("signature",), _flipped(signature, byte))
    s = int.from_bytes(bytes.fromhex(signature[64:]), "little")
    yield "S plus the order of the group", _set(("signature",), signature[:64] + ((s + ORDER) % 2**256).to_bytes(32, "little").hex())
    yield "S negated", _set(("signature",), signature[:64] + (ORDER - s).to_bytes(32, "little").hex())
    yield "R and S exchanged", _set(("signature",), signature[64:] + signature[:64])
    yield "all zeros", _set(("signature",), "0" * 128)
    yield "all ones", _set(("signature",), "f" * 128)
    yield "the neutral point", _set(("signature",), "01" + "00" * 63)
    yield "in capitals", _set(("signature",), signature.upper())
    yield "a byte less", _set(("signature",), signature[:-2])
    yield "a byte more", _set(("signature",), signature + "00")
    yield "no text", _set(("signature",), None)
    yield "no signature", _without(("signature",))


def _of_keys() -> Iterator[Change]:
    """Somebody signs with a key of their own, under its name or under ours."""
    stranger = Ed25519PrivateKey.generate()
    own = sha256(stranger.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def signed(document: Document, key: str) -> None:
        document["receipt"] |= {"case": "2026-9999999", "key": key}
        document["signature"] = stranger.sign(canonical(document["receipt"])).hex()

    yield "signed by a stranger under their own name", lambda document: signed(document, own)
    yield "signed by a stranger under our name", lambda document: signed(document, document["receipt"]["key"])

    def sealed(document: Document, key: str) -> None:
        seal = document.get("proof", {}).get("seal", {})
        seal |= {"key_id": key or seal.get("key_id"), "number": 1}
        seal["signature"] = stranger.sign(canonical({name: value for name, value in seal.items() if name != "signature"})).hex()
        document.setdefault("proof", {"seal": seal})

    yield "sealed by a stranger under their own name", lambda document: sealed(document, own)
    yield "sealed by a stranger under our name", lambda document: sealed(document, "")

    def seal_as_receipt(document: Document) -> None:
        seal = dict(document.get("proof", {}).get("seal", {"signature": "0" * 128}))
        document["signature"] = seal.pop("signature")
        document["receipt"] = seal | {"key": seal.get("key_id", "")}

    yield "a seal in place of the receipt", seal_as_receipt


def _of_proof(genuine: Document) -> Iterator[Change]:
    proof = genuine.get("proof")
    if proof is None:
        return
    for name in ("index", "day_size", "log_index", "log_size"):
        value = proof[name]
        yield f"proof.{name} one more", _set(("proof", name), 0 if value is None else value + 1)
        yield f"proof.{name} negative", _set(("proof", name), -1)
        yield f"proof.{name} as text", _set(("proof", name), str(value))
        yield f"proof.{name} removed", _without(("proof", name))
    yield "proof.date changed", _set(("proof", "date"), "1999-12-31")
    yield "proof.log_index the other way", _set(("proof", "log_index"), 0 if proof["log_index"] is None else None)
    for name in ("day_path", "log_path"):
        path = proof[name]
        yield f"proof.{name} with a node more", _set(("proof", name), [*path, "00" * 32])
        yield f"proof.{name} with a node before", _set(("proof", name), ["00" * 32, *path])
        yield f"proof.{name} with a number in it", _set(("proof", name), [*path, 7])
        yield f"proof.{name} endless", _set(("proof", name), ["00" * 32] * 1000)
        for place, node in enumerate(path):
            yield f"proof.{name}[{place}] changed", _set(("proof", name, place), _flipped(node, 31))  # type: ignore[arg-type]
            yield f"proof.{name}[{place}] removed", _set(("proof", name), path[:place] + path[place + 1 :])
        if len(set(path)) > 1:
            yield f"proof.{name} turned round", _set(("proof", name), path[::-1])
            yield f"proof.{name}, two nodes exchanged", _set(("proof", name), [path[1], path[0], *path[2:]])
    if proof["day_path"] != proof["log_path"]:
        yield "the two paths exchanged", lambda document: document["proof"].update(day_path=proof["log_path"], log_path=proof["day_path"])
    for path_of, value in _leaves(proof["seal"], ("proof", "seal")):
        yield f"{'.'.join(path_of)} changed", _set(path_of, _other(value))
        yield f"{'.'.join(path_of)} removed", _without(path_of)
    yield "a value added to the seal", _set(("proof", "seal", "note"), 1)
    yield "no seal", _set(("proof", "seal"), None)
    yield "no proof in its place", _set(("proof",), None)
    yield "the receipt's signature in the seal", _set(("proof", "seal", "signature"), genuine["signature"])


def _of_text(text: bytes) -> Iterator[tuple[str, bytes]]:
    for part in (1, 2, 3, 5, 7, 9):
        yield f"cut off after {part} tenths", text[: len(text) * part // 10]
    yield "without its last sign", text[:-1]
    yield "empty", b""
    yield "twice", text + text
    yield "the receipt written twice inside", text.replace(b'{"receipt":', b'{"receipt": {"v": 1, "key": ""}, "receipt":', 1)
    yield "a member written twice", text.replace(b'"case":', b'"case": "2026-9999999", "case":', 1)
    yield "not a number", text.replace(b'"v": 1', b'"v": NaN', 1)
    yield "no UTF-8", text.replace(b'"case"', b'"c\xffse"', 1)
    yield "a thousand brackets", b"[" * 1000
    yield "a hundred thousand brackets", b'{"receipt":' + b"[" * 30_000
    yield "a list around it", b"[" + text + b"]"
    yield "too large", text + b" " * 70_000
    yield "a QR code of nothing", b"MZ1."
    yield "a QR code of noise", b"https://example.org/#MZ1.AAAA____"
