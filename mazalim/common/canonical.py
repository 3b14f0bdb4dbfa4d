"""Canonical JSON (RFC 8785) of the values that entries hold: no fractions, because their spelling is where libraries differ."""

import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value of objects, lists, strings, whole numbers, booleans and null.

    Raises ValueError for a fraction. Keys are sorted by UTF-16 code units, RFC 8785, 3.2.3.
    """
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "surrogatepass")


def _sorted(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("Canonical form holds no fractions.")
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))}
    if isinstance(value, list | tuple):
        return [_sorted(item) for item in value]
    return value
