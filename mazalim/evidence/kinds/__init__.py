"""Which files are accepted: the extension, the first bytes and a parser must agree."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from mazalim.evidence.kinds.pictures import pixels_of
from mazalim.evidence.kinds.refusal import TooManyPixels, WrongKind
from mazalim.evidence.kinds.streams import check_mp3, check_mp4, check_ogg, check_pdf, check_text
from mazalim.evidence.kinds.zipped import check_document

__all__ = ["ACCEPTED", "FORMS", "Checked", "TooManyPixels", "WrongKind", "checked", "extension_of", "media_type_of"]

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
# What Pillow calls the kinds of which readers get a copy.
FORMS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_ZIPPED = {"docx": "word/", "xlsx": "xl/", "odt": "content.xml", "ods": "content.xml"}
_STREAMS = {"pdf": check_pdf, "txt": check_text, "mp3": check_mp3, "ogg": check_ogg, "mp4": check_mp4, "m4a": check_mp4}


@dataclass(frozen=True)
class Checked:
    """A file that is what it says: its media type and, of an image, what Pillow calls it and how many pixels it has."""

    media_type: str
    form: str = ""
    pixels: int = 0


def extension_of(name: str) -> str:
    """The lower-case extension without its dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def checked(name: str, file: BinaryIO) -> Checked:
    """What a file is whose extension and contents agree; leaves the file at its start. Raises WrongKind."""
    extension = extension_of(name)
    if extension not in ACCEPTED:
        raise WrongKind
    media_type = ACCEPTED[extension]
    form = FORMS.get(media_type, "")
    file.seek(0)
    try:
        if form:
            return Checked(media_type, form, pixels_of(file, form))
        if extension in _ZIPPED:
            check_document(file, _ZIPPED[extension])
        else:
            _STREAMS[extension](file)
        return Checked(media_type)
    finally:
        file.seek(0)


def media_type_of(name: str, file: BinaryIO) -> str:
    """As `checked`, of which the media type alone is wanted. Raises WrongKind."""
    return checked(name, file).media_type
