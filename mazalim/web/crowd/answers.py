"""What those are told who are turned away: 503 with Retry-After, a page in the reader's language or a problem document, without a query.

What somebody typed is not lost: the page holds it, and one button sends it again. With files that is impossible; then the page says how to go back.
"""

import json
import logging
import random
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from urllib.parse import parse_qsl, quote

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from mazalim.web.bodies import BUSY, Environ
from mazalim.web.middleware import HEADERS
from mazalim.web.problems import FULL_HOUSE, MEDIA_TYPE, Problem

logger = logging.getLogger(__name__)
STATUS = "503 Service Unavailable"
_ADDRESS, _FIELDS = "/the-same-address/", "<!-- what was typed -->"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_MOST_FIELDS, _MOST_BYTES = 300, 262_144  # of a form that is given back; no page of ours asks for so much


def turn_away(environ: Environ, start_response: Callable[..., object], *, retry: int) -> Iterable[bytes]:
    """Answer. `retry` in seconds is the least that Retry-After says, and twice as much the most."""
    kind, content = _content(environ)
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(content)),
        "Retry-After": str(retry + random.randrange(retry + 1)),  # noqa: S311 - spreads those who come back, hides nothing
        "Cache-Control": "no-store",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Vary": "Accept-Language, Cookie",
        **HEADERS,
    }
    start_response(STATUS, list(headers.items()))
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]


def language_of(environ: Environ) -> str:
    """The language in the address, else the one chosen before, else the browser's, else English."""
    known = dict(settings.LANGUAGES)
    path = environ.get("PATH_INFO", "/")
    in_path = path.lstrip("/").partition("/")[0]
    if in_path in known:
        return in_path
    is_for_machines = path.startswith("/api/")
    chosen = "" if is_for_machines else _cookie(environ.get("HTTP_COOKIE", ""))
    if chosen in known:
        return chosen
    for wanted, _ in parse_accept_lang_header(environ.get("HTTP_ACCEPT_LANGUAGE", "")):
        if wanted.split("-")[0] in known:
            return wanted.split("-")[0]
    return "en"


def _cookie(written: str) -> str:
    pairs = (part.strip().partition("=") for part in written.split(";"))
    return next((value for name, _, value in pairs if name == settings.LANGUAGE_COOKIE_NAME), "")


def _content(environ: Environ) -> tuple[str, bytes]:
    language = language_of(environ)
    if environ.get("PATH_INFO", "").startswith("/api/"):
        return MEDIA_TYPE, _document(language)
    try:
        return "text/html; charset=utf-8", _page(environ, language)
    except Exception:  # static files not collected, a broken template: plain words are better than none
        logger.exception("The page for a full house could not be drawn.")
        return "text/plain; charset=utf-8", BUSY


@lru_cache(maxsize=8)
def _document(language: str) -> bytes:
    with translation.override(language):
        return json.dumps(Problem(FULL_HOUSE).document(), ensure_ascii=False).encode()


@lru_cache(maxsize=32)
def _drawn(language: str, what: str) -> str:
    """The page but for its address and its fields; drawn once for each language and kind."""
    with translation.override(language):
        context = {"home": f"/{language}/", "what": what, "address": _ADDRESS}
        return render_to_string("web/errors/full_house.html", context)


def _page(environ: Environ, language: str) -> bytes:
    query = environ.get("QUERY_STRING", "")
    # Never another site's address, however many slashes were sent.
    address = "/" + quote(get_path_info(environ).lstrip("/"), safe="/:@!$&'()*+,;=-._~") + (f"?{query}" if query else "")
    typed = None if environ["REQUEST_METHOD"] in {"GET", "HEAD"} else _typed(environ)
    what = "asked" if environ["REQUEST_METHOD"] in {"GET", "HEAD"} else "files" if typed is None else "typed"
    page = _drawn(language, what).replace(_ADDRESS, escape(address))
    if typed is not None:
        hidden = (f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in typed)
        page = page.replace(_FIELDS, "".join(hidden))
    return page.encode("utf-8", "replace")


def _typed(environ: Environ) -> list[tuple[str, str]] | None:
    """The fields of a form without files, in order; None where they cannot be given back."""
    length = environ.get("CONTENT_LENGTH") or "0"
    is_form = environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == "application/x-www-form-urlencoded"
    if not is_form or not length.isdecimal() or int(length[:19]) > _MOST_BYTES:
        return None
    try:
        written = environ["wsgi.input"].read(int(length)).decode("utf-8", "replace")
        typed = parse_qsl(written, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    # A password is not written into a page, however short its life is.
    return None if any("password" in name for name, _ in typed) else typed
