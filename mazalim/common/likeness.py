"""Finding texts that are nearly the same among millions: MinHash over pairs of words, cut into bands (Broder 1997; Leskovec et al., ch. 3).

Two texts share a band with a chance that grows steeply with their likeness. Of twelve bands of three rows, two texts with seven tenths of
their pairs of words in common share two or more in 19 of 20 cases; with three tenths in common, in one of 25.
"""

from hashlib import blake2b
from itertools import pairwise

BANDS, ROWS = 12, 3
ALIKE = 2  # so many bands in common make two texts nearly the same
LEAST_WORDS = 8  # a shorter text says too little to be compared
_PRIME = (1 << 61) - 1


def _number(text: str, *, bits: int = 64) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=bits // 8).digest())


_MIXES = tuple((_number(f"a{row}") % _PRIME or 1, _number(f"b{row}") % _PRIME) for row in range(BANDS * ROWS))


def bands_of(text: str) -> list[int]:
    """The bands of an already normalised text as signed 64-bit numbers, each other than all bands of another place; none for a short text."""
    words = text.split()
    if len(words) < LEAST_WORDS:
        return []
    pairs = [_number(f"{one} {following}") for one, following in {*pairwise(words)}]
    least = [min((a * pair + b) % _PRIME for pair in pairs) for a, b in _MIXES]
    return [_number(f"{band}:{least[band * ROWS : (band + 1) * ROWS]}") - (1 << 63) for band in range(BANDS)]
