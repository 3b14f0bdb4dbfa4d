"""The canonical form of an entry from the values of its row, spelled without building a model: a million of them have to be read in a minute.

What it writes is byte for byte `canonical(entry.canonical_fields(...))`; a test holds the two together.
"""

import json
from collections.abc import Callable
from datetime import datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from mazalim.common.canonical import canonical
from mazalim.common.clock import stamp


class Unreadable(Exception):
    """The row holds what the product never writes; the message says what."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Python reads the last of two equal keys, SQLite's own functions the first: one row would say two things.
        raise Unreadable("the payload names something twice")
    return found


def _no_fractions(text: str) -> Any:
    raise Unreadable(f"the payload holds the fraction {text[:20]}")


_decode = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_float=_no_fractions, parse_constant=_no_fractions).decode
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def read_payload(text: str) -> Any:
    """The value of a payload; raises Unreadable."""
    try:
        return _decode(text)
    except ValueError as error:
        raise Unreadable("the payload is not JSON") from error


def spelled_payload(value: Any) -> str:
    """RFC 8785. The quick way sorts keys by code points, which is the same order as long as they are ASCII."""
    text = _encode(value)
    return text if text.isascii() else canonical(value).decode("utf-8", "surrogatepass")


def spelled_moment(at: Any) -> str:
    """The stamp of a moment, or of the text in which SQLite keeps it."""
    if isinstance(at, datetime):
        return stamp(at)
    day, _, time = str(at).partition(" ")
    seconds, _, fraction = time.partition(".")
    return f"{day}T{seconds}.{fraction or '000000'}Z"


def spelled_entry(
    case_number: str, number: int, kind: str, author: str, officer: int | None, visibility: str, at: Any, payload: Any, text_hash: bytes
) -> bytes:
    """The canonical form, version 1, with its keys in their order."""
    text: Callable[[Any], str] = _encode
    spelled = (
        f'{{"at":"{spelled_moment(at)}","author":{quoted(author)},"case":{quoted(case_number)},"kind":{quoted(kind)},"number":{text(number)},'
        f'"officer":{text(officer)},"payload":{spelled_payload(payload)},"text_hash":"{text_hash.hex()}","v":1,"visibility":{quoted(visibility)}}}'
    )
    return spelled.encode("utf-8", "surrogatepass")
