"""Which files are accepted: the extension, the first bytes and a parser must agree."""

import io
import struct
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from PIL import Image

# Extension -> the media type under which the file is served again.
ACCEPTED = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain; charset=utf-8",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
}
_IMAGES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_ZIPPED = {"docx": "word/", "xlsx": "xl/", "odt": "content.xml", "ods": "content.xml"}
_MOST_PIXELS = 50_000_000
_MOST_UNZIPPED = 200 * 1024 * 1024
HEAD_BYTES = 4096


class WrongKind(Exception):
    """The file is not of an accepted kind, or is not what its name says."""


def extension_of(name: str) -> str:
    """The lower-case extension without its dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def media_type_of(name: str, file: BinaryIO) -> str:
    """The media type of a file whose extension and contents agree; leaves the file at its start. Raises WrongKind."""
    extension = extension_of(name)
    if extension not in ACCEPTED:
        raise WrongKind
    try:
        _check(extension, file)
    finally:
        file.seek(0)
    return ACCEPTED[extension]


def _check(extension: str, file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if extension in _IMAGES:
        _check_image(_IMAGES[extension], file)
    elif extension in _ZIPPED:
        _check_zip(_ZIPPED[extension], file)
    elif extension == "txt":
        _check_text(head)
    elif extension == "pdf":
        if not head.startswith(b"%PDF-"):
            raise WrongKind
    elif extension == "mp3":
        if not (head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)):
            raise WrongKind
    elif extension == "ogg":
        if not head.startswith(b"OggS"):
            raise WrongKind
    elif head[4:8] != b"ftyp" or not any("mp4" in found.extension or "m4" in found.extension for found in _guesses(head)):
        raise WrongKind


def _guesses(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(head)
    except puremagic.PureError:
        return []


def _check_image(form: str, file: BinaryIO) -> None:
    try:
        with Image.open(file, formats=[form]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise WrongKind
            image.verify()
    except WrongKind:
        raise
    except Exception as error:  # Pillow stumbles over broken files in many ways, and none of them is a fault of ours
        raise WrongKind from error


def _check_zip(wanted: str, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.infolist()
            if sum(entry.file_size for entry in names) > _MOST_UNZIPPED or not any(entry.filename.startswith(wanted) for entry in names):
                raise WrongKind
    except (zipfile.BadZipFile, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError, struct.error) as error:
        raise WrongKind from error


def _check_text(head: bytes) -> None:
    if b"\0" in head:
        raise WrongKind
    try:
        io.TextIOWrapper(io.BytesIO(head), encoding="utf-8", errors="strict").read()
    except UnicodeDecodeError as error:
        if error.end < len(head) - 4:  # the head may end in the middle of a letter
            raise WrongKind from error
