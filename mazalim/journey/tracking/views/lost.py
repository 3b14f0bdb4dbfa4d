"""A lost code: prove the contact, choose the case, get a new code. Who is not known sees the same pages up to the proof."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.common.clock import stamp, unstamp
from mazalim.common.crypto import seal_as_text, unseal_text
from mazalim.complaints.access import Follower
from mazalim.country.queries import policy_at
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.forms import ChooseCaseForm, ContactForm, VerificationForm
from mazalim.journey.tracking.queries import cases_listed
from mazalim.journey.tracking.views.visit import begin_visit
from mazalim.web.views import network_of, personal, unhurried

ASKED_BY, PROVED, RENEWED = "lost_code_asked_by", "proved_contact", "renewed_code"
CHOOSING_LASTS = timedelta(minutes=10)


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def lost_code(request: HttpRequest) -> HttpResponse:
    """The contact, to which a code goes if it has a complaint."""
    at = timezone.now()
    form = ContactForm(request.POST or None, policy=policy_at(at))
    if form.is_valid():
        asked_by = request.session.setdefault(ASKED_BY, secrets.token_urlsafe(16))
        try:
            actions.ask_for_lost_code(
                contact=form.address, language=get_language() or "en", network=network_of(request), asked_by=asked_by, at=at
            )
        except actions.TooManyAsked:
            form.add_error(None, _("Too many codes were asked for from this connection. Please try again in an hour."))
        else:
            return _ask_for_code(request, form.data["contact"], VerificationForm())
    return render(request, "tracking/door/lost_code.html", {"form": form})


@login_not_required
@personal
@unhurried
@require_POST
def prove_lost(request: HttpRequest) -> HttpResponse:
    """The code that was sent to the contact."""
    at = timezone.now()
    asked, form = ContactForm(request.POST, policy=policy_at(at)), VerificationForm(request.POST)
    if not asked.is_valid():
        return redirect("tracking:lost_code")
    if form.is_valid():
        typed, asked_by = form.cleaned_data["verification_code"], request.session.get(ASKED_BY, "")
        try:
            proved = actions.prove_lost(contact=asked.address, typed=typed, asked_by=asked_by, at=at)
        except actions.LostCodeNotRight:
            form.add_error("verification_code", _("This is not the code that was sent, or it is too old"))
        else:
            request.session.cycle_key()
            request.session.pop(ASKED_BY, None)
            request.session[PROVED] = {"complaints": proved.complaint_ids, "channel": proved.channel, "until": stamp(at + CHOOSING_LASTS)}
            return redirect("tracking:choose_case")
    return _ask_for_code(request, asked.data["contact"], form)


def _ask_for_code(request: HttpRequest, contact: str, form: VerificationForm) -> HttpResponse:
    return render(request, "tracking/door/lost_code_proof.html", {"form": form, "contact": contact})


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def choose_case(request: HttpRequest) -> HttpResponse:
    """The contact's cases, one of which gets a new code."""
    at = timezone.now()
    proved: dict[str, Any] | None = request.session.get(PROVED)
    if proved is None or unstamp(proved["until"]) < at:
        return redirect("tracking:lost_code")
    cases = cases_listed(tuple(proved["complaints"]))
    form = ChooseCaseForm(request.POST or None, numbers=[case.case_number for case in cases])
    if form.is_valid():
        chosen = next(case for case in cases if case.case_number == form.cleaned_data["case"])
        code = actions.renew_code(complaint_id=chosen.complaint_id, channel=proved["channel"], at=at)
        del request.session[PROVED]
        begin_visit(request, Follower(chosen.complaint_id), at=at)
        sealed = seal_as_text({"code": code, "case_number": chosen.case_number}, place=f"session.{RENEWED}")
        request.session[RENEWED] = {"sealed": sealed, "channel": proved["channel"]}
        return redirect("tracking:code_renewed")
    return render(request, "tracking/door/choose_case.html", {"form": form, "cases": cases})


@login_not_required
@personal
@require_safe
def code_renewed(request: HttpRequest) -> HttpResponse:
    """The new code, shown once."""
    kept = request.session.pop(RENEWED, None)
    shown = unseal_text(kept["sealed"], place=f"session.{RENEWED}") if kept else {}
    context = {"groups": shown.get("code", "").split("-"), "case_number": shown.get("case_number"), "channel": kept and kept["channel"]}
    return render(request, "tracking/door/code_renewed.html", context)
