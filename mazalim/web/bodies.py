"""Keeps slow senders from taking every thread: bodies of requests arrive in a limited number of places.

A thread that waits for a body does nothing else. Where no buffering proxy stands before the server, 64 connections that send a byte a second would
stop it for everybody. So no more than MOST_AT_ONCE requests may be sending, of one network no more than MOST_OF_A_NETWORK; the rest is told
to come back in a moment, without a thread, and pages without a body are served all the while.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

MOST_AT_ONCE, MOST_OF_A_NETWORK = 48, 32  # of the 64 threads that `make run` gives a process
READ_AT_ONCE = (
    1_048_576  # bytes; a smaller body is taken off the line before the page begins, so that it holds its place for a moment alone
)
RETRY_SECONDS = 5
BUSY = (
    "The service is busy. Please send this again in a moment.\n"
    "Le service est occupé. Veuillez renvoyer dans un instant.\n"
    "الخدمة مشغولة. يرجى إعادة الإرسال بعد لحظات.\n"
    "خزمەتگوزارییەکە سەرقاڵە. تکایە دوای کەمێک دووبارە بینێرەوە.\n"
).encode()
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class _Told:
    """A body that says when its last byte has come."""

    def __init__(self, body: Any, length: int, when_whole: Callable[[], None]) -> None:
        self.body, self.left, self.when_whole = body, length, when_whole

    def _counted(self, part: bytes) -> bytes:
        self.left -= len(part)
        if self.left <= 0 or not part:
            self.when_whole()
        return part

    def read(self, size: int = -1) -> bytes:
        """As of any file."""
        return self._counted(self.body.read(size) if size is not None and size >= 0 else self.body.read())

    def readline(self, size: int = -1) -> bytes:
        """As of any file."""
        return self._counted(self.body.readline(size) if size is not None and size >= 0 else self.body.readline())

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line


class BodiesInPlaces:
    """The WSGI application, behind so many places."""

    def __init__(self, application: Application, network_in: Callable[[Environ], str]) -> None:
        self.application, self.network_in = application, network_in
        self.lock, self.held, self.all_held = threading.Lock(), Counter[str](), 0

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or length == "0":
            return self.application(environ, start_response)
        network = self.network_in(environ)
        if not self._take(network):
            return _busy(start_response)
        give_back = self._once(network)
        try:
            size = int(length[:19])
            if size <= READ_AT_ONCE:
                environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(size))
                give_back()
            else:
                environ["wsgi.input"] = _Told(environ["wsgi.input"], size, give_back)
            return self.application(environ, start_response)
        finally:
            give_back()  # whoever answers before the end has read what it wants

    def _take(self, network: str) -> bool:
        with self.lock:
            if self.all_held >= MOST_AT_ONCE or self.held[network] >= MOST_OF_A_NETWORK:
                return False
            self.all_held += 1
            self.held[network] += 1
            return True

    def _once(self, network: str) -> Callable[[], None]:
        given: list[bool] = []

        def give_back() -> None:
            with self.lock:
                if given:
                    return
                given.append(True)
                self.all_held -= 1
                self.held[network] -= 1
                if self.held[network] <= 0:
                    del self.held[network]

        return give_back


def _busy(start_response: Callable[..., Any]) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(BUSY))), ("Retry-After", str(RETRY_SECONDS))]
    headers += [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'")]
    start_response("503 Service Unavailable", headers)
    return [BUSY]
