"""Canonical JSON (RFC 8785) of the values that entries hold: no fractions, because their spelling is where libraries differ."""

import json
from collections.abc import Iterable
from typing import Any

_AS_IT_STANDS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_BY_CODE_POINT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value of objects, lists, strings, whole numbers, booleans and null.

    Raises ValueError for a fraction. Keys are sorted by UTF-16 code units, RFC 8785, 3.2.3.
    """
    # Of keys in ASCII, as all of ours are, the library's order by code points is the same, and costs a fifth.
    text = _BY_CODE_POINT.encode(value) if _has_ascii_keys(value) else _AS_IT_STANDS.encode(_sorted(value))
    return text.encode("utf-8", "surrogatepass")


_FLAT = frozenset({str, int, bool, type(None)})


def _has_ascii_keys(value: Any) -> bool:
    """Whether every key in a value is ASCII, however deep. Raises ValueError for a fraction before the first that is not."""
    if isinstance(value, dict):
        if not "".join(value).isascii():
            return False
        inner: Iterable[Any] = value.values()
    elif isinstance(value, list | tuple):
        inner = value
    else:
        _refuse_fraction(value)
        return True
    for one in inner:  # noqa: SIM110 - a generator costs half as much again
        if type(one) not in _FLAT and not _has_ascii_keys(one):
            return False
    return True


def _refuse_fraction(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("Canonical form holds no fractions.")


def _sorted(value: Any) -> Any:
    _refuse_fraction(value)
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value
