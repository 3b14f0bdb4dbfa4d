"""Files: what they say they are, sealed on disk, whole when they come back."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from mazalim.common.crypto import CannotUnseal
from mazalim.evidence.actions import TooLarge, clean_name, destroy, store
from mazalim.evidence.kinds import WrongKind
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of, name_of
from mazalim.evidence.sealing import BLOCK_BYTES
from tests.evidence.samples import GOOD, document, picture
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MOST = 20 * 1024 * 1024


def keep(name: str, contents: bytes) -> StoredFile:
    return store(name=name, file=io.BytesIO(contents), most_bytes=MOST, at=NOON)


@pytest.mark.parametrize("name", GOOD)
def test_each_accepted_kind_comes_back_as_it_was_sent(name: str) -> None:
    stored = keep(name, GOOD[name])
    assert b"".join(contents_of(stored)) == GOOD[name]
    assert name_of(stored) == name


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("virus.exe", b"MZ"),
        ("photo.png", b"MZ" + b"\0" * 60),
        ("photo.jpg", picture("PNG")),
        ("letter.pdf", picture()),
        ("letter.docx", document("xl/workbook.xml")),
        ("letter.docx", b"PK\x03\x04 broken"),
        ("note.txt", b"text\0with nul"),
        ("note.txt", b"\xff\xfe\xfa\xfb" * 20),
        ("film.mp4", b"\0" * 64),
        ("page.svg", b"<svg onload='x()'/>"),
        ("page.html", b"<script>"),
        ("noextension", b"text"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, contents: bytes) -> None:
    with pytest.raises(WrongKind):
        keep(name, contents)
    assert not StoredFile.objects.exists()


def test_a_picture_of_fifty_thousand_pixels_a_side_is_refused_without_being_decoded() -> None:
    header = bytearray(picture())
    header[16:24] = (50_000).to_bytes(4, "big") * 2
    with pytest.raises(WrongKind):
        keep("bomb.png", bytes(header))


@pytest.mark.parametrize("size", [0, 11])
def test_empty_and_too_large_files_are_refused(size: int) -> None:
    with pytest.raises(TooLarge):
        store(name="a.txt", file=io.BytesIO(b"x" * size), most_bytes=10, at=NOON)


@pytest.mark.parametrize("size", [1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES])
def test_files_of_every_length_are_sealed_in_blocks_and_come_back_whole(size: int) -> None:
    contents = bytes(ord("a") + number % 26 for number in range(size))
    assert b"".join(contents_of(keep("a.txt", contents))) == contents


def test_neither_name_nor_contents_stand_on_the_disk() -> None:
    stored = keep("canary-name.txt", b"canary contents " * 10)
    on_disk = Path(default_storage.path(stored.path)).read_bytes()
    assert b"canary" not in on_disk
    assert "canary" not in stored.path
    assert b"canary" not in bytes(stored.sealed_name)


@pytest.mark.parametrize("harm", ["flip", "cut", "swap"])
def test_a_changed_cut_or_rearranged_file_is_never_served_as_genuine(harm: str) -> None:
    stored = keep("a.txt", b"a" * (3 * BLOCK_BYTES))
    path = Path(default_storage.path(stored.path))
    sealed = bytearray(path.read_bytes())
    block = BLOCK_BYTES + 28
    if harm == "flip":
        sealed[block + 100] ^= 1
    elif harm == "cut":
        del sealed[2 * block :]
    else:
        sealed[:block], sealed[block : 2 * block] = sealed[block : 2 * block], sealed[:block]
    path.write_bytes(bytes(sealed))
    with pytest.raises(CannotUnseal):
        list(contents_of(stored))


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_file_is_gone_from_the_disk() -> None:
    stored = keep("a.txt", b"words")
    path = stored.path
    destroy(file=stored)
    assert not default_storage.exists(path)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\letter.pdf", "letter.pdf"),
        ("a\0b\r\nc.txt", "a b c.txt"),
        ("\u202egpj.exe.txt", "gpj.exe.txt"),
        ("نامە.pdf", "نامە.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_cannot_lead_anywhere_or_mislead(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


def test_a_document_that_needs_a_version_that_nobody_has_is_refused_like_any_other_broken_one() -> None:
    broken = bytearray(document("word/document.xml"))
    broken[broken.index(b"PK\x01\x02") + 6] = 143
    with pytest.raises(WrongKind):
        keep("letter.docx", bytes(broken))
