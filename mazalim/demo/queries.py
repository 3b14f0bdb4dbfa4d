"""The kept post, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from mazalim.common.text import digits_to_latin
from mazalim.demo.models import Letter

A_PAGE = 40


@dataclass(frozen=True)
class Bundle:
    """One page of the post; `older` is the id from which the next page goes on, or None."""

    letters: Sequence[Letter]
    older: int | None


def post_to(words: str, *, before: int | None = None) -> Bundle:
    """Letters whose address holds the words (all where there are none), from before a letter on."""
    letters = Letter.objects.order_by("-id").defer("html")
    wanted = digits_to_latin(words).strip().replace(" ", "").lower()
    if wanted.isdecimal():
        wanted = wanted.lstrip("0")  # at home a number begins with 0 in place of the country's prefix
    if wanted:
        letters = letters.filter(address__icontains=wanted)
    if before is not None:
        letters = letters.filter(pk__lt=before)
    found = list(letters[: A_PAGE + 1])
    return Bundle(found[:A_PAGE], found[A_PAGE - 1].pk if len(found) > A_PAGE else None)
