"""Which characters our typefaces can draw, read from their own tables; the rest must not reach an accessible PDF."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Drawn by nobody, but needed: joiners of Arabic script, and marks and isolates of direction, which end with their paragraph or element.
_SILENT = frozenset("\n\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")  # would turn the words of others round


def _characters(font: bytes) -> set[int]:
    """The characters of a TrueType file, from the format 4 and 12 subtables of its `cmap`."""
    tables = struct.unpack_from(">H", font, 4)[0]
    start = next(offset for tag, _, offset, _ in (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(tables)) if tag == b"cmap")
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * n)[2]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 4:
            segments = struct.unpack_from(">H", font, at + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", font, at + 14)
            starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
            for first, last in zip(starts, ends, strict=True):
                found |= set(range(first, last + 1))
        elif form == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found |= set(range(first, last + 1))
    return found - {0xFFFF}


@cache
def _known() -> frozenset[str]:
    codes: set[int] = set()
    for path in FONTS.glob("*Regular.ttf"):
        codes |= _characters(path.read_bytes())
    return frozenset(map(chr, codes)) - _OVERRIDES | _SILENT


def drawable(text: str) -> str:
    """The text as our typefaces can draw it: composed, without control characters, a sign of its own in place of what has no glyph."""
    known = _known()
    if known.issuperset(text):
        return text
    return "".join(_drawn(sign, known) for sign in unicodedata.normalize("NFC", text))


def _drawn(sign: str, known: frozenset[str]) -> str:
    if sign in known:
        return sign
    category = unicodedata.category(sign)
    if category in {"Mn", "Me", "Cc", "Cf", "Cs"}:  # marks heaped on letters, controls, overrides of direction
        return " " if sign == "\t" else ""
    return " " if category == "Zs" else UNKNOWN
