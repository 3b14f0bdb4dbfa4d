"""What is refused at the door: bombs, carriers of programs, and what is two things at once."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from mazalim.evidence.kinds import WrongKind, checked
from mazalim.evidence.kinds.pictures import MOST_SIDE
from tests.evidence.samples import FILM, GOOD, MP3, PDF, box, document, picture, sound

HTML = b"<!doctype html><script>alert(1)</script>"
ZIPPED = document("word/document.xml")


def judge(name: str, contents: bytes) -> str:
    try:
        return checked(name, io.BytesIO(contents)).media_type
    except WrongKind:
        return "refused"


def png(width: int, height: int, colour: int = 2) -> bytes:
    """A header that promises a picture of this size, and a row or two of it."""
    header = struct.pack("!LLBBBBB", width, height, 8, colour, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 90_000)) + chunk(b"IEND", b"")


def vp8x(width: int, height: int) -> bytes:
    body = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    inner = b"WEBPVP8X" + struct.pack("<L", len(body)) + body
    return b"RIFF" + struct.pack("<L", len(inner)) + inner


@pytest.mark.parametrize("name", GOOD)
def test_each_accepted_kind_is_accepted(name):
    assert judge(name, GOOD[name]) != "refused"


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("letter.pdf", b"\n" + PDF),  # a reader would look further on for the header, a scanner would not
        ("letter.pdf", HTML + PDF),
        ("letter.pdf", PDF + ZIPPED),  # PDF and ZIP
        ("letter.pdf", ZIPPED + PDF),
        ("letter.pdf", b"%PDF-1.7\n"),  # cut off
        ("letter.docx", picture("JPEG") + ZIPPED),  # JPEG and ZIP
        ("letter.docx", PDF + ZIPPED),
        ("letter.docx", ZIPPED + b"MZ program"),
        ("photo.png", ZIPPED),
        ("photo.jpg", HTML),
        ("photo.jpg", b"GIF89a" + ZIPPED),
        ("voice.mp3", b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + HTML),
        ("voice.mp3", b"ID3\x04\0\0\xff\xff\xff\xff" + MP3),
        ("voice.ogg", b"OggS\0\x02" + HTML),
        ("film.mp4", FILM + HTML),
        ("film.mp4", FILM[:-10]),
        ("film.mp4", box(b"ftyp", b"evil\0\0\0\0")),
        ("film.mp4", box(b"moov") + FILM),
        ("film.mp4", box(b"ftyp", b"mp42\0\0\0\0") + struct.pack("!L", 4) + b"moov"),
        ("note.txt", "words".encode("utf-16")),
        ("note.txt", b"words " * 20_000 + b"\xff"),
        ("note.txt", b"\x1b[2Jwipe the screen"),
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo.png.exe", picture()),
        ("photo.gif", picture("GIF")),
    ],
)
def test_what_is_two_things_at_once_or_half_of_one_is_refused(name, contents):
    assert judge(name, contents) == "refused"


def test_text_with_markup_stays_text_and_a_picture_with_something_behind_it_is_drawn_anew():
    assert judge("page.txt", HTML) == "text/plain; charset=utf-8"
    assert judge("photo.png", picture() + HTML) == "image/png"


@pytest.mark.parametrize(
    "entry",
    [
        "word/vbaProject.bin",
        "xl/vbaData.bin",
        "word/run.exe",
        "word/page.HTML",
        "Basic/Standard/Module1.xml",
        "Scripts/x.py",
        "a/b.zip",
        "../up.xml",
    ],
)
def test_a_document_that_carries_macros_programs_or_archives_is_refused(entry):
    assert judge("letter.docx", document("word/document.xml", entry)) == "refused"


@pytest.mark.parametrize(
    "entry", ["word/media/image1.png", "word/printerSettings1.bin", "word/media/chart.svg", "word/embeddings/oleObject1.bin"]
)
def test_what_office_programs_put_into_documents_themselves_is_accepted(entry):
    assert judge("letter.docx", document("word/document.xml", entry)) != "refused"


def test_a_document_inside_a_document_is_looked_through_and_one_deeper_is_refused():
    inner = document("xl/workbook.xml")
    assert judge("letter.docx", zipped({"word/document.xml": b"<x/>", "word/embeddings/sheet.xlsx": inner})) != "refused"
    deeper = zipped({"xl/workbook.xml": b"<x/>", "xl/embeddings/letter.docx": inner})
    assert judge("letter.docx", zipped({"word/document.xml": b"<x/>", "word/embeddings/sheet.xlsx": deeper})) == "refused"
    assert judge("letter.docx", zipped({"word/document.xml": b"<x/>", "word/embeddings/note.txt": inner})) == "refused"


def zipped(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in entries.items():
            archive.writestr(name, contents)
    return file.getvalue()


def test_a_bomb_is_refused_by_what_it_says_of_itself():
    assert judge("bomb.docx", zipped({"word/document.xml": b"\0" * (9 * 1024 * 1024)})) == "refused"
    assert judge("bomb.docx", zipped({f"word/{number}.xml": b"" for number in range(4001)})) == "refused"


def test_a_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(zipped({"word/document.xml": b"a" * 3_000_000}))
    for start in (bomb.index(b"PK\x03\x04") + 22, bomb.index(b"PK\x01\x02") + 24):
        bomb[start : start + 4] = struct.pack("<L", 1000)
    assert judge("bomb.docx", bytes(bomb)) == "refused"


def test_entries_that_lie_over_one_another_are_refused():
    whole = zipped({"word/document.xml": b"a" * 200_000, "word/b.xml": b"b"})
    at = whole.rindex(b"PK\x01\x02") + 42
    assert judge("bomb.docx", whole[:at] + struct.pack("<L", 0) + whole[at + 4 :]) == "refused"


def test_an_encrypted_document_is_refused_because_nobody_can_look_into_it():
    locked = bytearray(document("word/document.xml"))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert judge("letter.docx", bytes(locked)) == "refused"


@pytest.mark.parametrize("size", [(50_000, 50_000), (50_000, 10), (10, 50_000), (MOST_SIDE, MOST_SIDE), (5000, 5000)])
def test_a_picture_of_fifty_thousand_pixels_is_refused_before_anything_is_decoded(size):
    assert judge("bomb.png", png(*size)) == "refused"
    assert judge("bomb.webp", vp8x(*size)) == "refused"


def test_large_photos_of_telephones_are_accepted_because_they_are_decoded_smaller():
    assert judge("photo.jpg", picture("JPEG", (8000, 6000), quality=10)) != "refused"
    assert judge("scan.png", png(5000, 5000, colour=0)) != "refused"
    assert judge("photo.jpg", picture("JPEG", (5000, 4000), quality=10, progressive=True)) == "refused"


def test_the_first_picture_of_an_animation_is_enough():
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green")]
    for form in ("WEBP", "PNG"):
        file = io.BytesIO()
        frames[0].save(file, form, save_all=True, append_images=frames[1:])
        assert judge(f"photo.{form.lower()}", file.getvalue()) != "refused"


def test_the_digest_of_an_ogg_page_is_the_one_of_the_standard():
    page = bytearray(sound())
    page[-1] ^= 1
    assert judge("voice.ogg", bytes(page)) == "refused"
