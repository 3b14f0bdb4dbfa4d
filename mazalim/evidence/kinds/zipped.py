"""Documents that are ZIP archives: neither bombs nor carriers of programs."""

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from mazalim.evidence.kinds.refusal import WrongKind

MOST_UNZIPPED = 100 * 1024 * 1024  # bytes of all entries, of the archives in it too
MOST_ENTRIES = 4000
MOST_DIRECTORY = 1024 * 1024  # bytes of the central directory, which the parser reads whole
MOST_RATIO = 150  # of what is larger than RATIO_FROM: text with markup shrinks to a twentieth, a bomb to a thousandth
RATIO_FROM = 8 * 1024 * 1024
MOST_INNER = 8 * 1024 * 1024  # bytes of a document inside a document
_INNER = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "odf", "odc"})
_RUNS = frozenset(
    "app bat bin class cmd com cpl dll docm dotm exe hta htm html iso jar js jse lnk mht msi pif potm ppam ppsm pptm ps1 reg scr sct sh svg swf vbe vbs "
    "vhd wsf wsh xhtml xlam xlsm xltm xll zip rar 7z gz bz2 xz tar cab arj".split()
)
_HARMLESS_BIN = ("printersettings", "oleobject")  # what office programs themselves put there
_BROKEN = (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, OverflowError, RuntimeError, ValueError, struct.error, zlib.error)


def check_document(file: BinaryIO, wanted: str) -> None:
    """Raises WrongKind for an archive without an entry that begins with `wanted`, and for one that is not safe to open."""
    try:
        _check(file, wanted, left=MOST_UNZIPPED, depth=0)
    except _BROKEN as error:
        raise WrongKind from error


def _check(file: BinaryIO, wanted: str, *, left: int, depth: int) -> int:
    """The archive read to its end; returns how many bytes of `left` remain."""
    whole = _size_and_directory(file)
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or not any(entry.filename.startswith(wanted) for entry in entries):
            raise WrongKind
        _check_sizes(entries, whole, left)
        for entry in entries:
            _check_name(entry.filename)
        for entry in entries:
            left = _read_through(archive, entry, left=left, depth=depth)
    return left


def _size_and_directory(file: BinaryIO) -> int:
    """The archive's size; its directory is measured before the parser reads it."""
    if file.read(4) != b"PK\x03\x04":
        raise WrongKind  # something stands before the archive
    whole = file.seek(0, io.SEEK_END)
    file.seek(max(0, whole - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22 or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise WrongKind  # no end, or the end of an archive of gigabytes
    length, comment = struct.unpack("<L4xH", tail[at + 12 : at + 22])
    if length > MOST_DIRECTORY or at + 22 + comment != len(tail):
        raise WrongKind  # too many entries, or something stands behind the archive
    file.seek(0)
    return whole


def _check_sizes(entries: list[zipfile.ZipInfo], whole: int, left: int) -> None:
    unzipped, zipped, end = sum(one.file_size for one in entries), sum(one.compress_size for one in entries), 0
    if unzipped > left or zipped > whole or (unzipped > RATIO_FROM and unzipped > MOST_RATIO * max(zipped, 1)):
        raise WrongKind
    for one in sorted(entries, key=lambda one: one.header_offset):
        if one.header_offset < end or one.flag_bits & 0x1:
            raise WrongKind  # entries that lie over one another unpack to far more than there is; nobody can scan what is encrypted
        end = one.header_offset + 30 + one.compress_size


def _check_name(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/").lower())
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        raise WrongKind
    if path.parts and path.parts[0] in {"basic", "scripts"}:
        raise WrongKind  # macros of OpenDocument
    extension = path.suffix.lstrip(".")
    if (
        extension in _RUNS
        and not (extension == "bin" and path.name.startswith(_HARMLESS_BIN))
        and not (extension == "svg" and "media" in path.parts)
    ):
        raise WrongKind  # macros of Office (vbaProject.bin), programs, archives


def _read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, left: int, depth: int) -> int:
    """Unzip an entry block by block: an entry that is longer than it says does not have the digest that it says, and is refused."""
    is_inner = PurePosixPath(entry.filename.lower()).suffix.lstrip(".") in _INNER
    kept = io.BytesIO()
    with archive.open(entry) as stream:
        head = block = stream.read(65_536)
        while block:
            left -= len(block)
            if left < 0:
                raise WrongKind
            if is_inner:
                kept.write(block)
                if kept.tell() > MOST_INNER:
                    raise WrongKind
            block = stream.read(65_536)
    if head.startswith(b"PK\x03\x04"):
        if depth or not is_inner:
            raise WrongKind
        left = _check(kept, "", left=left, depth=depth + 1) if not kept.seek(0) else left
    return left
