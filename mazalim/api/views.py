"""Around the operations: language, size, caches; the document, the reference page, and the answer to addresses that do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.api.contract import shown_document
from mazalim.api.errors import answer
from mazalim.api.reference import chapters, sorts_shown
from mazalim.web import formats
from mazalim.web.problems import NOTHING_HERE, TOO_LARGE, WRONG_METHOD, Problem
from mazalim.web.views import packed

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
OPEN_TO_CACHES = ("/bodies", "/figures")  # what is public may be kept for a minute


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that this country speaks, else English, else its first one. No cookie is read."""
    offered = formats.manner().languages
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = wanted.split("-")[0]
        if code in offered:
            return code
    return "en" if "en" in offered else offered[0]


def for_machines(operation: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open an operation to whoever holds its bearer token, in the language of the request's header."""

    @csrf_exempt  # a bearer token is sent on purpose; the cookie of a session opens nothing here
    @login_not_required
    @wraps(operation)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            response = _too_large(request) or operation(request, *args, **kwargs)
            if response.status_code == 405:
                allowed = response["Allow"]
                response = answer(Problem(WRONG_METHOD))
                response["Allow"] = allowed
        response["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        is_public = request.method in {"GET", "HEAD"} and any(part in request.path for part in OPEN_TO_CACHES)
        response["Cache-Control"] = "public, max-age=60" if is_public and response.status_code == 200 else "no-store"
        return response

    return answered


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """Refuse before a byte is read what is twice as large as any enclosure may be; the rest is judged by size after it has come."""
    written = request.META.get("CONTENT_LENGTH") or "0"
    most = 2 * request.country.limits.enclosure_bytes  # type: ignore[attr-defined]  # CountryMiddleware's
    if not written.isdecimal() or int(written) <= most:
        return None
    return answer(Problem(TOO_LARGE))


@require_http_methods(METHODS)
@for_machines
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """404 as a problem document, for every address under /api/v1/ that is no operation."""
    return answer(Problem(NOTHING_HERE))


@login_not_required
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    response = JsonResponse(shown_document(), json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=300"
    return response


@login_not_required
@require_safe
@packed
def reference(request: HttpRequest) -> HttpResponse:
    """The document for people to read. `?language=` chooses, else the browser."""
    asked = request.GET.get("language", "")
    offered = formats.manner().languages
    code = asked if asked in offered else formats.language() if formats.language() in offered else offered[0]
    with translation.override(code):
        schema = shown_document()
        context = {
            "chapters": chapters(schema),
            "sorts": sorts_shown(),
            "origin": settings.MAZALIM_ORIGIN,
            "language_hrefs": {one: f"?language={one}" for one in offered},
        }
        response = render(request, "api/reference.html", context)
    response["Content-Language"] = code
    return response
