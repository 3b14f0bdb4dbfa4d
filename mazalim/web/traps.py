"""What tells a machine from a person without a puzzle: a field that nobody sees, and the signed moment at which the page was drawn."""

import time
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core import signing
from django.utils.datastructures import MultiValueDict

FIELD, STAMP = "website", "drawn"
OLDEST = 24 * 60 * 60  # seconds; whoever collects stamps to use them for ever is asked again
_SALT = "web.trap"
_NOT_REPEATED = frozenset({FIELD, STAMP, "csrfmiddlewaretoken"})


def stamp(seconds_ago: int = 0) -> str:
    """The present moment, signed. It names nobody and is bound to nothing."""
    return signing.dumps(int(time.time()) - seconds_ago, salt=_SALT)


def is_caught(typed: Mapping[str, str]) -> bool:
    """Whether a machine sent this form: the field that nobody sees is filled in, or it came back quicker than MAZALIM_LEAST_SECONDS.

    With 0 seconds nobody is asked for a stamp; the field is looked at all the same.
    """
    if typed.get(FIELD):
        return True
    if not settings.MAZALIM_LEAST_SECONDS:
        return False
    age = _age(typed.get(STAMP, ""))
    return age is None or not settings.MAZALIM_LEAST_SECONDS <= age <= OLDEST


def stamp_again(typed: Mapping[str, str]) -> str:
    """The stamp for the page that asks again: the first one goes on, so that who waits a moment is through; a wrong or old one begins anew."""
    said = typed.get(STAMP, "")
    age = _age(said)
    return said if age is not None and age <= OLDEST else stamp()


def repeated(typed: MultiValueDict[str, str]) -> Iterator[tuple[str, str]]:
    """Everything that was typed, to be sent once more."""
    for name, values in typed.lists():
        if name not in _NOT_REPEATED:
            yield from ((name, value) for value in values)


def _age(said: str) -> float | None:
    try:
        return time.time() - int(signing.loads(said, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
