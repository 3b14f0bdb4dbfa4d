"""Files as people send them, made at run time."""

import io
import struct
import zipfile

from PIL import Image

from mazalim.evidence.kinds.streams import _ogg_digest


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form, **how)
    return file.getvalue()


def document(*names: str, contents: bytes | str = "<xml/>") -> bytes:
    """A ZIP with entries of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, contents)
    return file.getvalue()


def box(kind: bytes, body: bytes = b"") -> bytes:
    """A box of an MP4."""
    return struct.pack("!L", 8 + len(body)) + kind + body


def sound() -> bytes:
    """The first page of an Ogg."""
    page = b"OggS\0\x02" + b"\0" * 8 + b"\1\0\0\0" + b"\0" * 4 + b"\0" * 4 + b"\x01\x0a" + b"\x01vorbis..."
    return page[:22] + _ogg_digest(page).to_bytes(4, "little") + page[26:]


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FILM = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"moov") + box(b"mdat", b"\0" * 60)
MP3 = b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + b"\xff\xfb\x90\x64" + b"\0" * 60
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + rb"TEST-FILE!$H+H*"
GOOD = {
    "photo.png": picture(),
    "photo.JPG": picture("JPEG"),
    "photo.webp": picture("WEBP"),
    "letter.pdf": PDF,
    "letter.docx": document("[Content_Types].xml", "word/document.xml"),
    "table.xlsx": document("xl/workbook.xml"),
    "letter.odt": document("mimetype", "content.xml"),
    "note.txt": "نامەیەک\n".encode(),
    "voice.mp3": MP3,
    "voice.ogg": sound(),
    "film.mp4": FILM,
}
