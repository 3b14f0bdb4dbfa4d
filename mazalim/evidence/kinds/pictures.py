"""Pictures: looked at by their headers before anything is decoded."""

from typing import BinaryIO

from PIL import Image

from mazalim.evidence.kinds.refusal import TooManyPixels, WrongKind

MOST_SIDE = 16_383  # pixels; what WebP allows too
MOST_PIXELS = 50_000_000
# What the decoder would hold at once. Baseline JPEGs are decoded smaller than they are; others whole, in four bytes a pixel, or one of grey.
MOST_DECODED = 48 * 1024 * 1024  # bytes
_ONE_BYTE = frozenset({"1", "L"})
_PROGRESSIVE = ("progressive", "progression")


def pixels_of(file: BinaryIO, form: str) -> int:
    """How many pixels a picture has that is whole and not too large; `form` is JPEG, PNG or WEBP. Raises WrongKind."""
    if form == "WEBP":
        _measure_webp(file.read(30))
        file.seek(0)
    try:
        with Image.open(file, formats=[form]) as picture:
            pixels = _measured(*picture.size)
            is_drawn_small = form == "JPEG" and not any(picture.info.get(word) for word in _PROGRESSIVE)
            if not is_drawn_small and pixels * (1 if picture.mode in _ONE_BYTE else 4) > MOST_DECODED:
                raise TooManyPixels
            picture.verify()
            return pixels
    except WrongKind:
        raise
    except Exception as error:  # Pillow stumbles over broken files in many ways, and none of them is a fault of ours
        raise WrongKind from error


def _measured(width: int, height: int) -> int:
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE and width * height <= MOST_PIXELS):
        raise TooManyPixels
    return width * height


def _measure_webp(head: bytes) -> None:
    """Pillow's decoder sets aside room for the whole canvas as soon as it opens a WebP, so its size is read here first (RFC 9649)."""
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        raise WrongKind
    chunk = head[12:16]
    if chunk == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    elif chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    if _measured(width, height) * 8 > MOST_DECODED:  # its decoder holds every picture twice
        raise TooManyPixels
