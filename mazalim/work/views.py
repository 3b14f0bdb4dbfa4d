"""Marks of views: a form that may be sent twice, a page that may read a replica."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from mazalim.web.views import unavailable
from mazalim.work import actions
from mazalim.work.middleware import written_by
from mazalim.work.replicas import from_replica

FIELD, MOST_SIGNS = "once", 64
KEPT_FOR = timedelta(hours=1)
PATIENCE_SECONDS, PAUSE_SECONDS = 10.0, 0.05  # how long a second click waits for what the first one does

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer")


def may_read_replica(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Mark a view that only shows: public figures, questions and answers, officers' lists. Where there are replicas, it reads one.

    Its answer to GET alone: nothing is decided by what a replica says. Where the replica fails the view is called again and reads the primary, so
    it must not write. Which tables are read there, and which never, stands in `replicas/router.py`.
    """

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not settings.MAZALIM_REPLICAS or request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        return from_replica(lambda: view(request, *args, **kwargs), written=written_by(request))

    reading.may_read_replica = True  # type: ignore[attr-defined]  # read by the guard of tests/work/test_replica_pages.py
    return reading


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
