"""Around every answer: the number of the request, and the headers that no part of Django writes."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mazalim.common.logs import request_id

HEADER = "X-Request-ID"
_READABLE = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",  # no other site embeds what is ours, not even a picture
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class RequestId:
    """Gives every request a number: it stands in each line of the log, in the answer, and on the page for a fault, where a citizen can quote it.

    Stands first, so that whatever goes wrong further in has the number already. A proxy's number is taken only where the proxy is ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get(HEADER, "") if settings.MAZALIM_BEHIND_PROXY else ""
        number = offered if _READABLE.match(offered) else secrets.token_hex(8)
        kept = request_id.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(kept)
        response[HEADER] = number
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
