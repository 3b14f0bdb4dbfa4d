"""Turns whatever an operation raises into a problem document in the language of who asked."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mazalim.common.database.outcome import OutcomeUnknown
from mazalim.complaints.lifecycle import ImpossibleMove, StaleVersion
from mazalim.web.problems import (
    FAULT,
    MEDIA_TYPE,
    NO_TOKEN,
    NOT_NOW,
    NOTHING_HERE,
    OUT_OF_REACH,
    OUTCOME_UNKNOWN,
    TOO_LARGE,
    UNREADABLE,
    Problem,
    wrong_fields,
)

logger = logging.getLogger(__name__)
# What pydantic found wrong -> words for it; its own are English alone.
_WORDS: Mapping[str, str | Promise] = {
    "missing": _("This field is needed"),
    "extra_forbidden": _("There is no such field"),
    "string_type": _("This must be a text"),
    "string_unicode": _("This is not a text in Unicode"),
    "string_too_long": _("This text is too long"),
    "int_type": _("This must be a whole number"),
    "bool_type": _("This must be true or false"),
    "bool_parsing": _("This must be true or false"),
    "list_type": _("This must be a list"),
    "dict_type": _("This must be an object"),
    "model_type": _("This must be an object"),
    "model_attributes_type": _("This must be an object"),
}
_OTHERWISE = _("This cannot be understood")
_QUICKER = _("Somebody else was quicker")


def answer(problem: Problem) -> HttpResponse:
    """The problem as an HTTP answer, in the current language."""
    response = JsonResponse(problem.document(), status=problem.status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _of_fields(error: ValidationError) -> Problem:
    return wrong_fields([(_name(found["loc"]), _WORDS.get(found["type"], _OTHERWISE)) for found in error.errors])


def _name(loc: tuple[Any, ...]) -> str:
    """complainant.email, of ("body", "draft", "complainant", "email"): the first is where it stood, a body's second is our argument's name."""
    parts = [str(part) for part in loc]
    return ".".join(parts[2:] if parts[0] == "body" and len(parts) > 2 else parts[1:]) or "body"


def _of_http(error: HttpError) -> Problem:
    if isinstance(error, AuthenticationError):
        return Problem(NO_TOKEN)
    return Problem({400: UNREADABLE, 404: NOTHING_HERE}.get(error.status_code, FAULT))


def _of_fault(error: Exception) -> Problem:
    logger.error("An operation failed.", exc_info=error)
    return Problem(FAULT)


def _of_database(error: OperationalError) -> Problem:
    logger.error("The database did not answer.", exc_info=error)
    return Problem(OUT_OF_REACH, retry_after=5)


def _of_commit(error: OutcomeUnknown) -> Problem:
    logger.error("A commit was not confirmed.", exc_info=error)
    return Problem(OUTCOME_UNKNOWN, retry_after=5)


_BECOMES: Mapping[type[Exception], Any] = {
    Problem: lambda error: error,
    ValidationError: _of_fields,
    HttpError: _of_http,
    Http404: lambda _error: Problem(NOTHING_HERE),
    ImpossibleMove: lambda _error: Problem(NOT_NOW),
    StaleVersion: lambda _error: Problem(NOT_NOW, _QUICKER, fields=[("version", _QUICKER)]),
    RequestDataTooBig: lambda _error: Problem(TOO_LARGE),
    SuspiciousOperation: lambda _error: Problem(UNREADABLE),
    MultiPartParserError: lambda _error: Problem(UNREADABLE),
    UnreadablePostError: lambda _error: Problem(UNREADABLE),
    OutcomeUnknown: _of_commit,
    OperationalError: _of_database,
    Exception: _of_fault,
}


def handle_all(api: NinjaAPI) -> None:
    """Give the door its handlers."""

    def handled(becomes: Any, request: HttpRequest, error: Any) -> HttpResponse:
        return answer(becomes(error))

    for kind, becomes in _BECOMES.items():
        api.add_exception_handler(kind, partial(handled, becomes))
