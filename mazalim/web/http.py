"""Answers that every room gives alike: pages that must not be kept, and the pages for what went wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


def personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose page is about one person: neither browsers nor proxies may keep it."""

    @wraps(view)
    def kept_nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        return response

    return kept_nowhere


def conflict(request: HttpRequest, *, explanation: str = "", back: str = "") -> HttpResponse:
    """409: somebody else was quicker. `explanation` says what happened meanwhile, `back` is the address that shows it."""
    context = {
        "heading": _("Somebody else changed this in the meantime"),
        "text": explanation or _("Nothing of what you sent was saved. Look at the page again, then decide."),
        "next_href": back,
        "next_label": _("Show how it stands now"),
    }
    return personal(lambda request: render(request, "web/error.html", context, status=409))(request)


def unavailable(request: HttpRequest, *, retry_after: int = 60) -> HttpResponse:
    """503: a part that the page needs does not answer; `retry_after` in seconds."""
    context = {
        "heading": _("The service is busy or being repaired"),
        "text": _("Please try again in a few minutes. Nothing that was acknowledged is lost."),
    }
    response = render(request, "web/error.html", context, status=503)
    response["Retry-After"] = str(retry_after)
    return response
