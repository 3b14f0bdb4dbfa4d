"""Sums kept in memory until a figure changes, so that a page costs one query however often it is read."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Event, Lock
from typing import TypeVar, cast
from uuid import UUID

from django.contrib.staticfiles.storage import staticfiles_storage

from mazalim.figures.queries import Mark
from mazalim.work import shared

MOST = 64  # the largest, all bodies of a large country in one period, takes about 20 MB; the usual one a few kilobytes
SECONDS_SHARED = 300
SECONDS_WAITED = 5
T = TypeVar("T")

_kept: OrderedDict[tuple[UUID, Hashable], object] = OrderedDict()
_lock = Lock()
_making: dict[tuple[UUID, Hashable], Event] = {}  # what somebody is about to read; the others wait for it instead of reading the same rows


def kept(mark: Mark, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once for a key until the figures change; the least recently asked for go first."""
    whole = (mark.stamp, key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            return cast(T, _kept[whole])
        theirs = _making.get(whole)
        mine = _making.setdefault(whole, Event()) if theirs is None else None
    if theirs is not None and theirs.wait(SECONDS_WAITED):
        with _lock:
            if whole in _kept:
                return cast(T, _kept[whole])
    try:
        made = make()
        with _lock:
            if _kept and next(reversed(_kept))[0] != mark.stamp:
                _kept.clear()
            _kept[whole] = made
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    finally:
        if mine is not None:  # also after a fault: then each of the others tries
            del _making[whole]
            mine.set()
    return made


def drawn(mark: Mark, key: Hashable, draw: Callable[[], bytes]) -> bytes:
    """A page as `kept`; where there is a shared cache, drawn once by one process of all machines. Beside a newer release the old one's pages are not used."""

    def shared_or_drawn() -> bytes:
        release = getattr(staticfiles_storage, "manifest_hash", "")  # of the style sheets and scripts whose names stand in the page
        name = f"drawn:{sha256(repr((mark.stamp, release, key)).encode()).hexdigest()}"
        page = shared.get(name)
        if page is None:
            page = draw()
            shared.put(name, page, seconds=SECONDS_SHARED)
        return page

    return kept(mark, ("drawn", key), shared_or_drawn)
