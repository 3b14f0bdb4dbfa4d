"""What readers are given of a picture: the pixels, turned as the camera was held, and nothing else."""

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from mazalim.evidence.actions import store
from mazalim.evidence.copies.apart import draw_apart
from mazalim.evidence.copies.drawing import LONGEST, CannotDraw, draw
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of, reading_of
from mazalim.worker.loop import work_all
from tests.evidence.samples import picture
from tests.factories import NOON

CANARY = b"canary-of-the-camera"


def photo(form: str, orientation: int = 6, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture, red at its left edge, with a place, a camera and a comment in its metadata, and something behind its end."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 4, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, CANARY.decode()
    exif.get_ifd(0x8825)[2] = (IFDRational(36), IFDRational(11), IFDRational(28))
    file = io.BytesIO()
    how = {"JPEG": {"comment": CANARY, "quality": 95}, "PNG": {}, "WEBP": {"xmp": CANARY, "lossless": True}}[form]
    image.save(file, form, exif=exif, icc_profile=CANARY, **how)
    return file.getvalue() + b"<script>" + CANARY


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_copy_tells_neither_place_nor_camera_and_stands_upright(form):
    sent = photo(form)
    assert sent.count(CANARY) >= 2
    drawn = draw(io.BytesIO(sent), form)
    for copy in (drawn.copy, drawn.thumbnail):
        assert CANARY not in copy
        assert b"Exif" not in copy
        with Image.open(io.BytesIO(copy)) as image:
            assert (image.format, image.size) == (form, (40, 60))
            assert not dict(image.getexif())
            assert not {"icc_profile", "comment", "xmp", "exif"} & set(image.info)
            red, _, blue = image.convert("RGB").getpixel((20, 3))  # turned by a quarter, the left edge is on top
            assert red > 200 > 100 > blue


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_camera_is_put_right(orientation):
    sent = photo("PNG", orientation)
    with Image.open(io.BytesIO(draw(io.BytesIO(sent), "PNG").copy)) as image:
        corners = [
            image.getpixel(at)[0] > 200 for at in ((2, 2), (image.width - 3, 2), (2, image.height - 3), (image.width - 3, image.height - 3))
        ]
    edges = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
    expected = {"left": [1, 0, 1, 0], "right": [0, 1, 0, 1], "top": [1, 1, 0, 0], "bottom": [0, 0, 1, 1]}[edges[orientation]]
    assert [int(corner) for corner in corners] == expected


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_of_colour_is_drawn(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    file = io.BytesIO()
    Image.new(mode, (30, 20)).save(file, form)
    drawn = draw(file, form)
    assert Image.open(io.BytesIO(drawn.copy)).size == (30, 20)


def test_a_large_photo_becomes_a_copy_of_a_few_thousand_pixels_in_a_process_of_its_own():
    sent = picture("JPEG", (6000, 4000), quality=20)
    drawn = draw_apart([sent[:70_000], sent[70_000:]], "JPEG")
    assert Image.open(io.BytesIO(drawn.copy)).size == (LONGEST, 1707)
    assert Image.open(io.BytesIO(drawn.thumbnail)).size == (320, 213)


def test_a_picture_whose_end_is_missing_shows_what_there_is():
    sent = picture("JPEG", (600, 400), quality=95)
    assert draw(io.BytesIO(sent[: len(sent) * 2 // 3]), "JPEG").copy


def test_what_cannot_be_drawn_ends_its_own_process_and_no_other():
    with pytest.raises(CannotDraw):
        draw_apart([b"no picture"], "JPEG")
    with pytest.raises(CannotDraw):
        draw_apart([picture("PNG")], "JPEG")


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(60, 40), (2000, 1500)])
def test_readers_are_given_the_copy_and_the_original_stays_sealed(size):
    sent = photo("JPEG", size=size)
    file = store(name="hole.jpg", file=io.BytesIO(sent), most_bytes=10**8, at=NOON)
    assert file.is_served == (size == (60, 40))  # the larger one is drawn by the worker
    work_all(at=NOON)
    file = StoredFile.objects.get(pk=file.pk)
    reading, small = reading_of(file), reading_of(file, is_small=True)
    given = b"".join(reading.blocks)
    assert (len(given), reading.name, reading.media_type) == (reading.size, "hole.jpg", "image/jpeg")
    assert CANARY not in given + b"".join(small.blocks)
    assert b"".join(contents_of(file)) == sent
