"""Codes of what administrators add: short, readable, never given twice."""

from collections.abc import Container

from django.utils.text import slugify


def free_code(wish: str, *, taken: Container[str], otherwise: str, joint: str = "_") -> str:
    """A code made of a wish, words that become signs joined by `joint`, 40 at most; numbered where it is taken, `otherwise` where nothing is left."""
    stem = slugify(wish).replace("-", joint)[:40] or otherwise
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}{joint}{number}", number + 1
    return code
