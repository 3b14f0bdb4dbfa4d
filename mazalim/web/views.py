"""The pages for what went wrong, and the door at which machines ask whether the service lives."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {
        "heading": _("What arrived could not be read"),
        "text": _("Go back, check what was typed or attached, and send it again."),
    }
    return render(request, "web/error.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {
        "heading": _("This page is not open to you"),
        "text": _("If you should be able to see it, sign in, or ask the supervisor of your desk."),
    }
    return render(request, "web/error.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {
        "heading": _("There is no page here"),
        "text": _("The address may be mistyped, or the page may have moved."),
    }
    return render(request, "web/error.html", context, status=404)


@login_not_required
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF failure: the page stood open too long, or cookies are off."""
    context = {
        "heading": _("This page stood open for too long"),
        "text": _(
            "For your safety nothing was sent. Go back, load the page again and send once more. "
            "If this happens each time, allow cookies for this service."
        ),
    }
    return render(request, "web/error.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without session, country or database: one of them may be what failed."""
    code = translation.get_language_from_path(request.path_info) or translation.get_language() or "en"
    with translation.override(code):
        context = {
            "heading": _("Something went wrong on our side"),
            "text": _("It has been recorded and will be looked at. Please try again in a few minutes. Nothing that was acknowledged is lost."),
            "home": f"/{code}/",
        }
        try:
            return HttpResponseServerError(render_to_string("web/error.html", context))
        except Exception:
            # Even the frame failed (static files not collected, a broken template): plain words are better than none.
            logger.exception("The error page itself failed.")
            return HttpResponseServerError(f"{context['heading']}. {context['text']}", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 "ok" while the database answers, else 503; for load balancers and monitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
