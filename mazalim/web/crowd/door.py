"""The WSGI wrapper: before a session, a query or a template costs anything, each request takes a place in the house or is turned away.

It stands behind the places for bodies (`web.bodies`), so that who sends slowly holds no place here. A place is held until the application has
answered; what it then streams (files, which cost next to nothing) goes to readers who may be as slow as they like.
"""

from collections.abc import Callable, Iterable

from mazalim.web.bodies import READ_AT_ONCE, Application, Environ
from mazalim.web.crowd.answers import turn_away
from mazalim.web.crowd.classes import Class, Classes
from mazalim.web.crowd.house import House

THREADS = 64  # of a process, as `make run` starts it
SPARE = 8  # threads that neither work nor wait: they turn others away


class Door:
    """The application, behind the house.

    :param most: how many requests are worked on at once; 0 for as many as come.
    :param tell: called with the name of the class for each request that was turned away.
    """

    def __init__(self, application: Application, classes: Classes, *, most: int, tell: Callable[[str], None] = lambda _: None) -> None:
        self.application, self.classes, self.tell = application, classes, tell
        self.house = House(most=most, room=max(0, THREADS - SPARE - most), classes=classes.all)

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        one = self.classes.of(environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"), environ.get("HTTP_USER_AGENT", ""))
        if one.share is None:
            return self.application(environ, start_response)
        if is_large(environ):
            # It is read while it arrives, which may take minutes; places for bodies limit how many do.
            return (
                self._turned_away(one, environ, start_response)
                if self.house.is_full_for(one)
                else self.application(environ, start_response)
            )
        if not self.house.enter(one):
            return self._turned_away(one, environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self.house.leave(one)

    def _turned_away(self, one: Class, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        self.tell(one.name)
        return turn_away(environ, start_response, retry=one.retry)


def is_large(environ: Environ) -> bool:
    """Whether the body is one that `web.bodies` does not take off the line at once."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length[:19]) > READ_AT_ONCE
