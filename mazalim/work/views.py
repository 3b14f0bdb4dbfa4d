"""Forms of pages that are sent twice: a second click, a reload, a line that broke after the sending."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from mazalim.web.views import unavailable
from mazalim.work import actions

FIELD, MOST_SIGNS = "once", 64
KEPT_FOR = timedelta(hours=1)
PATIENCE_SECONDS, PAUSE_SECONDS = 10.0, 0.05  # how long a second click waits for what the first one does

View = Callable[..., HttpResponseBase]


def done_once(view: View) -> View:
    """Mark a view whose form holds `{% once %}`: what is sent again leads to where the first sending led, and nothing is done twice.

    What comes back changed with the same key, as after a Back, is a new act. A page with errors is never kept.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not key or len(key) > MOST_SIGNS:
            return view(request, *args, **kwargs)
        asked = {"key": key, "scope": f"form {request.path}"}
        try:
            kept = _kept_or_claimed(asked, _contents(request))
        except actions.KeyUsedForAnotherRequest:
            return view(request, *args, **kwargs)
        except actions.StillUnderWay:
            return unavailable(request, retry_after=5)
        if kept is not None:
            return redirect(str(kept[1]))
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            actions.release(**asked)
            raise
        if response.status_code == 302:
            actions.keep(**asked, status=302, answer=response["Location"], until=timezone.now() + KEPT_FOR)
        else:
            actions.release(**asked)
        return response

    guarded.is_done_once = True  # type: ignore[attr-defined]  # read by the guard of tests/work/test_done_once.py
    return guarded


def _kept_or_claimed(asked: dict[str, str], contents: str) -> tuple[int, Any] | None:
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return actions.claim(**asked, request=contents, at=timezone.now())
        except actions.StillUnderWay:
            if time.monotonic() > patience_ends:
                raise
            time.sleep(PAUSE_SECONDS)


def _contents(request: HttpRequest) -> str:
    """What makes two sendings the same: every field, and each file by name and size."""
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    files = sorted((name, [(file.name, file.size) for file in request.FILES.getlist(name)]) for name in request.FILES)
    return sha256(repr((fields, files)).encode("utf-8", "surrogatepass")).hexdigest()
