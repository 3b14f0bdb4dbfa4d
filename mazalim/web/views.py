"""Answers that every room gives alike: pages nobody may keep, the pages for what went wrong, and whether the service lives."""

import logging
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from mazalim.common.database.outcome import OutcomeUnknown
from mazalim.common.logs import security_event
from mazalim.web import traps
from mazalim.web.documents import Busy, TooLong
from mazalim.web.networks import network_in

logger = logging.getLogger(__name__)
Response = TypeVar("Response", bound=HttpResponseBase)
MOST_PAPERS = 8  # of the threads of a process; two of them are setting
_papers: set[str] = set()
_papers_lock = Lock()


def personal(view: Callable[..., Response]) -> Callable[..., Response]:
    """Mark a view whose page is about one person: neither browsers nor proxies may keep it."""

    @wraps(view)
    def kept_nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return kept_nowhere


def renew_id(session: SessionBase) -> None:
    """Give a session another id, so that nobody waits in one that was laid before. Who came without one gets a fresh id all the same, when it is
    written: that costs one row less.
    """
    session.keys()  # reads it: an id that nobody knows is none
    if session.session_key is not None:
        session.cycle_key()


def at_most(size: int) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Mark a view whose forms are never larger than so many bytes: what is larger is refused before it is read."""

    def mark(view: Callable[..., Response]) -> Callable[..., Response]:
        view.most_bytes = size  # type: ignore[attr-defined]  # read by country.middleware.NoLargerThanAllowed
        return view

    return mark


def packed(view: Callable[..., Response]) -> Callable[..., Response]:
    """Mark a view whose page is the same for everybody: it travels compressed. Never a page with a secret, whose length would betray it."""
    return gzip_page(view)


def unhurried(view: Callable[..., Response]) -> Callable[..., Response | HttpResponse]:
    """Mark a view whose form holds `{% trap %}`: what a machine seems to have sent is asked for once more, with everything that was typed.

    Nobody is refused: a person whose browser filled in everything at once, or who has no clock, presses one button more.
    """

    @wraps(view)
    def asked_again(request: HttpRequest, *args: Any, **kwargs: Any) -> Response | HttpResponse:
        if request.method != "POST" or not traps.is_caught(request.POST):
            return view(request, *args, **kwargs)
        security_event("sent_by_a_machine", route=getattr(request.resolver_match, "view_name", ""), network=network_of(request))
        context = {
            "action": request.get_full_path(),
            "repeated": list(traps.repeated(request.POST)),
            "stamp": traps.stamp_again(request.POST),
        }
        return render(request, "web/again.html", context)

    return asked_again


def network_of(request: HttpRequest) -> str:
    """Where a request came from, for counters of limits alone; see `web.networks`."""
    return network_in(request.META)


def shut_in(response: HttpResponseBase) -> None:
    """Let a browser that opens a file run nothing in it, load nothing for it, and show it in no other site's page."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"


def paper(request: HttpRequest, make: Callable[[], bytes], *, file_name: str) -> HttpResponse:
    """A document as a PDF to keep; 503 where it cannot be set at this moment.

    Of one name, which a case's number begins, one is made at a time, and MOST_PAPERS wait or are made in all: else somebody who asks for one paper
    a hundred times at once would hold every thread.
    """
    with _papers_lock:
        is_free = file_name not in _papers and len(_papers) < MOST_PAPERS
        if is_free:
            _papers.add(file_name)
    if not is_free:
        return unavailable(request, retry_after=5)
    try:
        content = make()
    except (Busy, TooLong):
        return unavailable(request)
    finally:
        with _papers_lock:
            _papers.discard(file_name)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    shut_in(response)
    response["Cache-Control"] = "no-store"
    return response


@personal
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what arrived is no request that a form of ours sends."""
    if isinstance(exception, TooManyFilesSent | RequestDataTooBig):
        return too_large(request)
    return render(request, "web/errors/bad_request.html", status=400)


@personal
def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than any form of ours may send; nothing of it was read."""
    return render(request, "web/errors/too_large.html", status=413)


@personal
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the visitor is known and may not."""
    return render(request, "web/errors/forbidden.html", status=403)


@personal
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing, or nothing that this visitor may know of."""
    return render(request, "web/errors/not_found.html", status=404)


@login_not_required
@personal
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check: the page stood open for too long, or cookies are off."""
    return render(request, "web/errors/form_expired.html", status=403)


@personal
def conflict(request: HttpRequest, *, explanation: str = "", back: str = "", typed: Sequence[str] = ()) -> HttpResponse:
    """409: somebody else was quicker. `explanation` says what happened meanwhile, `back` is the address that shows it, `typed` what was written
    and not saved, to be copied.
    """
    return render(request, "web/errors/conflict.html", {"explanation": explanation, "back": back, "typed": typed}, status=409)


@personal
def unavailable(request: HttpRequest, *, retry_after: int = 60) -> HttpResponse:
    """503: a part that the page needs does not answer; `retry_after` in seconds."""
    response = render(request, "web/errors/unavailable.html", status=503)
    response["Retry-After"] = str(retry_after)
    return response


@personal
def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without session, country or database: one of them may be what failed. Where it is the database, or nobody got a connection: 503."""
    code = translation.get_language_from_path(request.path_info) or translation.get_language() or "en"
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    page = "web/errors/unavailable.html" if is_database else "web/errors/server_error.html"
    if isinstance(sys.exc_info()[1], OutcomeUnknown):
        page = "web/errors/unknown.html"
    try:
        with translation.override(code):
            response = HttpResponseServerError(render_to_string(page, {"home": f"/{code}/"}), status=503 if is_database else 500)
            if is_database:
                response["Retry-After"] = "10"
            return response
    except Exception:
        # Even the frame failed (static files not collected, a broken template): plain words are better than none.
        logger.exception("The page for errors could not be drawn.")
        return HttpResponseServerError("Something went wrong on our side. Please try again in a few minutes.", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 "ok" while the database answers, else 503; for load balancers and monitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
