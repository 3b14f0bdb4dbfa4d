"""Whoever works in the office reads what they wrote, also where the next list comes from a replica."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mazalim.work import shared
from mazalim.work.replicas.health import NEWEST
from mazalim.work.replicas.writing import noting_writes, place_after_writing

SALT = "mazalim.work.replicas"
SECONDS_KEPT = 900  # longer than a replica in use may be behind
KEY = "written"


class ReadOwnWrites:
    """Installed only where there are replicas. After a write it notes the place in the primary's log: a browser keeps it in a signed cookie, for a
    body's own system, which keeps no cookies, the shared cache does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with noting_writes() as noted:
            response = self.get_response(request)
        standing = getattr(request, "standing", None)  # complaints.door's; a citizen has none, and reads no replica of anything they wrote
        if noted.has_written and standing is not None:
            place = place_after_writing()
            if _is_machine(request):
                shared.put(f"{KEY}:{standing.officer_id}", str(place).encode(), seconds=SECONDS_KEPT)
            else:
                response.set_signed_cookie(
                    settings.WRITTEN_COOKIE_NAME,
                    str(place),
                    salt=SALT,
                    max_age=SECONDS_KEPT,
                    secure=settings.SESSION_COOKIE_SECURE,
                    httponly=True,
                    samesite="Lax",
                )
        return response


def _is_machine(request: HttpRequest) -> bool:
    return "Authorization" in request.headers


def written_by(request: HttpRequest) -> int:
    """The place in the log that a replica must have reached to be read by whoever asks; 0 where any will do."""
    if not _is_machine(request):
        return int(request.get_signed_cookie(settings.WRITTEN_COOKIE_NAME, "0", salt=SALT, max_age=SECONDS_KEPT) or 0)
    standing = getattr(request, "standing", None)
    if standing is None:
        return 0
    name = f"{KEY}:{standing.officer_id}"
    kept = shared.get(name)
    if kept is not None:
        return int(kept)
    # Nothing is known: it wrote nothing for long, or the cache has lost it, or there is none. Now the primary, from now on whatever is not older.
    shared.put(name, str(place_after_writing()).encode(), seconds=SECONDS_KEPT)
    return NEWEST
