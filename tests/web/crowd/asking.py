"""The door, with an application behind it that stays until it is let go."""

import threading
from io import BytesIO
from pathlib import Path

from django.conf import settings

from mazalim.web.crowd.classes import read_classes
from mazalim.web.crowd.door import Door

LANGUAGES = [code for code, _ in settings.LANGUAGES]
CLASSES = read_classes(Path(__file__).parents[3] / "config" / "priorities.toml", LANGUAGES)
BY_NAME = {one.name: one for one in CLASSES.all}


class Stays:
    """An application whose answers wait for `go`."""

    def __init__(self) -> None:
        self.go, self.inside = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.inside.release()
        assert self.go.wait(10)
        start_response("200 OK", [])
        return [b"served"]


def ask(application, path, *, method="GET", body=b"", **headers):
    """Status, headers, content."""
    said = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), **headers}
    content = b"".join(application(environ, lambda status, told: said.append((int(status[:3]), dict(told)))))
    return *said[0], content.decode()


def full_house(most=2, told=None):
    """A door before a house in which everybody works and nobody leaves, with no room to wait; and how to end it."""
    stays = Stays()
    door = Door(stays, CLASSES, most=most, tell=told.append if told is not None else lambda _: None)
    door.house.room = 0
    threads = [threading.Thread(target=ask, args=(door, "/en/complain/kind/")) for _ in range(most)]
    for one in threads:
        one.start()
    for _ in threads:
        assert stays.inside.acquire(timeout=10)

    def end():
        stays.go.set()
        for one in threads:
            one.join(10)

    return door, end
