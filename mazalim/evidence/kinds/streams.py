"""PDF, text, sound and film: their first bytes, and the frame on which the rest hangs."""

import codecs
import io
import zipfile
import zlib
from typing import BinaryIO

from mazalim.evidence.kinds.refusal import WrongKind

HEAD = 4096
PIECE = 65_536
TAIL = 2048
_BRANDS = (
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4A ",
    b"M4B ",
    b"M4V ",
    b"3gp",
    b"dash",
    b"mmp4",
    b"MSNV",
    b"qt  ",
)


def check_pdf(file: BinaryIO) -> None:
    """From its first byte to its last lines a PDF, and not an archive as well. Raises WrongKind."""
    if not file.read(8).startswith(b"%PDF-"):
        raise WrongKind  # readers would look further on for a header, scanners would not
    whole = file.seek(0, io.SEEK_END)
    file.seek(max(0, whole - TAIL))
    if b"%%EOF" not in file.read() or zipfile.is_zipfile(file):
        raise WrongKind


def check_text(file: BinaryIO) -> None:
    """UTF-8 to the end, without control signs. Raises WrongKind."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            if b"\0" in piece or b"\x1b" in piece:
                raise WrongKind
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise WrongKind from error


def check_mp3(file: BinaryIO) -> None:
    """A frame of MPEG sound, at the start or behind the tag. Raises WrongKind."""
    head = file.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        size = 0
        for one in head[6:10]:
            if one & 0x80:
                raise WrongKind
            size = size << 7 | one
        file.seek(10 + size)
        head = file.read(HEAD).lstrip(b"\0")
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] & 0x06 == 0 or head[2] >> 4 == 0xF:
        raise WrongKind


def check_ogg(file: BinaryIO) -> None:
    """A first page whose digest is right. Raises WrongKind."""
    head = file.read(27)
    if len(head) < 27 or head[:5] != b"OggS\0" or not head[5] & 0x02:
        raise WrongKind
    table = file.read(head[26])
    body = file.read(sum(table))
    if len(table) != head[26] or len(body) != sum(table):
        raise WrongKind
    if _ogg_digest(head[:22] + b"\0\0\0\0" + head[26:] + table + body) != int.from_bytes(head[22:26], "little"):
        raise WrongKind


def _ogg_digest(page: bytes) -> int:
    """CRC-32 as RFC 3533 has it: the same polynomial as zlib's, but neither turned round nor inverted."""
    turned = bytes(int(f"{one:08b}"[::-1], 2) for one in page)
    # zlib starts from ones and inverts the end; begun with the inverse of nothing and inverted again it is the plain remainder.
    plain = zlib.crc32(turned, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{plain:032b}"[::-1], 2)


def check_mp4(file: BinaryIO) -> None:
    """Boxes from the first byte to the last (ISO/IEC 14496-12), the first of which names a brand. Raises WrongKind."""
    whole = file.seek(0, io.SEEK_END)
    at, number = 0, 0
    while at < whole:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8 or not all(0x20 <= one < 0x7F or one == 0xA9 for one in head[4:8]):
            raise WrongKind
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if number == 0 and (kind != b"ftyp" or not head[8:12].startswith(_BRANDS)):
            raise WrongKind
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        elif size == 0:
            size = whole - at  # the last one, to the end
        number += 1
        if size < 8 or at + size > whole or number > 20_000:
            raise WrongKind
        at += size
    if number < 2:
        raise WrongKind
