"""Draw a picture anew: turned as it was held, without a word of metadata, and nothing that hangs behind it.

Stands on Pillow alone, because the worker runs this file as a program of its own (see `apart.py`): the picture on standard input, its kind as
the one argument, the two copies on standard output after the length of the first.
"""

import io
import sys
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = True  # a photo whose end is missing still shows something
LONGEST = 2560  # pixels of the copy's longer side: a letter photographed whole can be read
LONGEST_SMALL = 320
MOST_BYTES = 512 * 1024 * 1024  # of address space, libraries and all
MOST_SECONDS = 30  # of processor time
CANNOT = 3  # exit status
LENGTH = 8  # bytes that say how long the first copy is


class CannotDraw(Exception):
    """The picture is broken, or asks for more memory or time than a picture may."""


@dataclass(frozen=True)
class Drawn:
    """A copy for reading and a small one for lists, of the same kind as the original."""

    copy: bytes
    thumbnail: bytes


def draw(source: BinaryIO, form: str) -> Drawn:
    """Both copies of a picture; `form` is JPEG, PNG or WEBP. Of an animation the first picture is drawn. Raises CannotDraw."""
    try:
        with Image.open(source, formats=[form]) as opened:
            if form == "JPEG":
                opened.draft("RGB", (LONGEST, LONGEST))  # decodes a large photo at a half, a quarter or an eighth
            opened.load()
            orientation = opened.getexif().get(0x0112, 1)
            picture = _turned(_plain(opened), orientation)
        copy = _written(picture, form)
        picture.thumbnail((LONGEST_SMALL, LONGEST_SMALL), Image.Resampling.BICUBIC)
        return Drawn(copy, _written(picture, form))
    except Exception as error:  # Pillow stumbles over broken files in many ways, and none of them is a fault of ours
        raise CannotDraw from error


def _plain(opened: Image.Image) -> Image.Image:
    """The pixels alone, no larger than a copy is, in a mode that every kind can be written in. Shrinks before it copies: memory is what is short here."""
    mode = opened.mode
    if mode.startswith(("I", "F")):
        opened = opened.point(lambda value: value / 256).convert("L")  # 16 bits of grey
    elif mode in {"LA", "PA", "La", "RGBa"} or "transparency" in opened.info:
        opened = opened.convert("RGBA")
    elif mode not in {"L", "RGB", "RGBA"}:
        opened = opened.convert("L" if mode == "1" else "RGB")
    opened.thumbnail((LONGEST, LONGEST), Image.Resampling.BICUBIC, reducing_gap=None)
    bare = Image.new(opened.mode, opened.size)
    bare.paste(opened)
    return bare


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    """As the camera was held."""
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(ways[orientation]) if orientation in ways else picture


def _written(picture: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    how = {"JPEG": {"quality": 88}, "PNG": {"compress_level": 6}, "WEBP": {"quality": 88, "method": 2}}[form]
    fit = picture.convert("RGB") if form == "JPEG" and picture.mode == "RGBA" else picture
    fit.save(file, form, **how)
    return file.getvalue()


def _main() -> int:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    try:
        drawn = draw(io.BytesIO(sys.stdin.buffer.read()), sys.argv[1])
    except CannotDraw:
        return CANNOT
    sys.stdout.buffer.write(len(drawn.copy).to_bytes(LENGTH, "big") + drawn.copy + drawn.thumbnail)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
