"""Sums kept in memory until a figure changes, so that a page costs one query however often it is read."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast
from uuid import UUID

from mazalim.figures.queries import Mark

MOST = 64  # the largest, all bodies of a large country in one period, takes about 20 MB; the usual one a few kilobytes
T = TypeVar("T")

_kept: OrderedDict[tuple[UUID, Hashable], object] = OrderedDict()
_lock = Lock()


def kept(mark: Mark, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once for a key until the figures change; the least recently asked for go first."""
    whole = (mark.stamp, key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return cast(T, _kept[whole])
    made = make()
    with _lock:
        if _kept and next(reversed(_kept))[0] != mark.stamp:
            _kept.clear()
        _kept[whole] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
