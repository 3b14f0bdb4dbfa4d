"""The one way by which a view comes to a complaint. Everything that is not allowed answers 404, exactly like a case that does not exist."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.queries import Standing, standing_of
from mazalim.common.clock import day_of
from mazalim.complaints.access import complaints_shown_to, rows_shown
from mazalim.complaints.actions import note_opening
from mazalim.complaints.lifecycle import ImpossibleMove, StaleVersion
from mazalim.complaints.models import Complaint, Opening
from mazalim.complaints.queries import EnclosureShown, leaves_since, openings_of
from mazalim.country.queries import calendar
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import NotServed, reading_of
from mazalim.web.forms import PARTS
from mazalim.web.views import conflict, shut_in, unavailable

log = logging.getLogger("mazalim.files")

_TOO_LATE = _("This cannot be done any more: the case has moved on since you opened the page.")
_WAS_QUICKER = _(
    "Somebody else changed this case while you had the page open. Nothing of yours was saved over it. Look at the case again before you go on."
)


def standing_in(request: HttpRequest) -> Standing:
    """The signed-in officer's roles, read once a request."""
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)  # type: ignore[attr-defined,arg-type]  # our own attribute; LoginRequiredMiddleware stands before
    return request.standing  # type: ignore[attr-defined]


def standing_with_cases(request: HttpRequest) -> Standing:
    """The same, of an officer who works cases. Raises Http404 for everybody else."""
    standing = standing_in(request)
    if not standing.works_cases:
        raise Http404
    return standing


def case_shown_to(request: HttpRequest, case_number: str) -> Complaint:
    """The case for an officer's page, with body, desk, category, officer and place at hand; notes the day's first view. Raises Http404."""
    standing = standing_in(request)
    shown = complaints_shown_to(standing).select_related("body", "desk", "category", "officer", "drafter", "place", "appeal_desk__body")
    complaint = shown.filter(case_number=case_number).first()
    if complaint is None:
        raise Http404
    note_opening(complaint=complaint, standing=standing, at=timezone.now())
    return complaint


def case_opened(request: HttpRequest, case_number: str, *at_hand: str) -> tuple[Complaint, list[Opening]]:
    """As `case_shown_to` for the page that also lists who opened the file: the case with `at_hand` besides, and its openings. Raises Http404."""
    standing, now = standing_in(request), timezone.now()
    names = ("body", "desk", "category", "officer", "drafter", "place", "appeal_desk__body", *at_hand)
    found = rows_shown(
        standing,
        ("case", at_hand),
        lambda who, number: complaints_shown_to(who).select_related(*names).filter(case_number=number),
        case_number,
    )
    if not found:
        raise Http404
    complaint = found[0]
    openings = openings_of(complaint)
    today = day_of(now, calendar().zone)
    if not any(one.officer_id == standing.officer_id and one.day == today for one in openings):
        note_opening(complaint=complaint, standing=standing, at=now)
        openings = openings_of(complaint)
    return complaint, openings


def about_to(request: HttpRequest, form: Form) -> None:
    """Say which form an act is about to be done from, so that the page for who comes too late can show what was typed, under its labels."""
    request.act_form = form  # type: ignore[attr-defined]  # our own attribute


def refused_when_late(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 409 where the move is not possible any more or somebody else was quicker: what changed since the page was read, who did it and
    when, and what was typed, with a button to do it all the same where that is still possible.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (ImpossibleMove, StaleVersion) as error:
            is_stale = isinstance(error, StaleVersion)
            if "case_number" in kwargs:
                return _too_late(request, kwargs["case_number"], is_stale=is_stale)
            # A complainant follows one case and sees it again with the next click; what they wrote is shown to be copied.
            typed = [value for name, value in _typed(request, None)]
            return conflict(request, explanation=str(_WAS_QUICKER if is_stale else _TOO_LATE), back=request.path, typed=typed)

    return guarded


def _too_late(request: HttpRequest, case_number: str, *, is_stale: bool) -> HttpResponse:
    standing = standing_in(request)
    shown = complaints_shown_to(standing).select_related("body", "desk", "category", "officer")
    complaint = shown.filter(case_number=case_number).first()
    form: Form | None = getattr(request, "act_form", None)
    typed = _typed(request, form)
    context: dict[str, Any] = {"complaint": complaint, "form": form, "typed": typed, "is_stale": is_stale, "now": timezone.now()}
    if complaint is not None:
        read_at = next((request.POST[name] for name in request.POST if name.rpartition("-")[2] == "version"), "")
        version = int(read_at) if read_at.isdecimal() and len(read_at) < 10 else complaint.version - 1
        context["changes"] = leaves_since(standing, complaint, version)
        context["may_repeat"] = is_stale and form is not None
    response = render(request, "complaints/late.html", context, status=409)
    response["Cache-Control"] = "no-store"
    return response


LONGEST_CHOICE = 20  # signs: what is shorter and one word was chosen, not written
_TECHNICAL = frozenset({"csrfmiddlewaretoken", "once"})


def _typed(request: HttpRequest, form: Form | None) -> list[tuple[str, str]]:
    """What was sent beside the fields that a known form shows: kept with the form, else to be copied by whoever wrote it."""
    known = {field.html_name for field in form.visible_fields()} if form is not None else set()
    known |= {form.add_prefix("version")} if form is not None else set()
    dates = {f"{name}_{part}" for name in known for part in PARTS}
    return [
        (name, value)
        for name in request.POST
        if name not in _TECHNICAL | known | dates
        for value in request.POST.getlist(name)
        if form is not None or (any(map(str.isalpha, value)) and (" " in value or len(value) > LONGEST_CHOICE))
    ]


def as_preview(file: StoredFile, *, is_small: bool = False) -> StreamingHttpResponse:
    """An image or a PDF to be looked at in the browser, which may run nothing in it and load nothing for it.

    Raises Http404 for other kinds and for what is not served, OutOfReach.
    """
    if not EnclosureShown("", "", file.size, file.media_type, file.state).may_be_looked_at:
        raise Http404
    return _streamed(file, is_attachment=False, is_small=is_small)


def as_attachment(file: StoredFile) -> StreamingHttpResponse:
    """A stored file for the reader whom the caller has let in: streamed, never shown in the page, and harmless where a browser opens it all the same.

    Of an image readers are given the copy without metadata. Raises Http404 for what is not served, OutOfReach.
    """
    return _streamed(file, is_attachment=True)


class OutOfReach(Exception):
    """The storage of files does not answer just now."""


def _streamed(file: StoredFile, *, is_attachment: bool, is_small: bool = False) -> StreamingHttpResponse:
    try:
        reading = reading_of(file, is_small=is_small)
    except NotServed as error:
        raise Http404 from error
    except OSError as error:
        log.warning("file %s cannot be read: %s", file.pk, type(error).__name__)
        raise OutOfReach from error
    response = StreamingHttpResponse(reading.blocks, content_type=reading.media_type)
    response["Content-Disposition"] = content_disposition_header(is_attachment, reading.name) or (
        "attachment" if is_attachment else "inline"
    )
    response["Content-Length"] = str(reading.size)
    response["Cache-Control"] = "no-store"
    shut_in(response)
    return response


def or_out_of_reach(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 503, with a sentence, where the storage of files does not answer."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OutOfReach:
            return unavailable(request)

    return answering
