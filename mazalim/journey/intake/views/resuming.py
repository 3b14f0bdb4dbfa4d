"""Open a draft again on any device: contact, code, and on from where it stopped. The pages never tell whether a contact is known."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.common.clock import stamp, unstamp
from mazalim.complainants.contacts import masked
from mazalim.country.queries import policy_at
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import ChooseDraftForm, CodeForm, ResumeForm
from mazalim.journey.intake.queries import drafts_listed
from mazalim.journey.intake.views.asking import hold, language, opened_entry, posted, sealed_entry
from mazalim.notices import sms
from mazalim.verification.actions import CannotSendCode
from mazalim.web.views import network_of, personal, unhurried
from mazalim.work import limits

RESUME, PLACE = "resume", "intake.session.resume"
PROVED, PROVED_PLACE = "resume_proved", "intake.session.resume_proved"
TIME_TO_CHOOSE = timedelta(minutes=30)


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Where the code is to go."""
    at = timezone.now()
    form = ResumeForm(posted(request), policy=policy_at(at))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data["contact"]
        network = network_of(request)
        if not limits.count("resumes_per_network", network, at=at):
            return _too_many(request, "resumes_per_network")
        before: Any = opened_entry(request.session.get(RESUME, ""), place=PLACE)
        asked_by = before[2] if before else secrets.token_urlsafe(16)
        try:
            actions.send_resume_code(
                channel=found.channel, contact=found.address, language=language(), asked_by=asked_by, network=network, at=at
            )
        except CannotSendCode as refusal:
            return _too_many(request, refusal.limit or "codes_per_contact_hour")
        request.session[RESUME] = sealed_entry([found.channel, found.address, asked_by], place=PLACE)
        return redirect("intake:resume_code")
    return render(request, "intake/leave/resume.html", {"form": form, "has_sms": sms.is_configured()})


def _too_many(request: HttpRequest, limit: str) -> HttpResponse:
    at = timezone.now()
    wait = limits.seconds_left(limit, at=at)
    response = render(
        request, "intake/leave/too_many.html", {"again_at": at + timedelta(seconds=wait), "has_code": RESUME in request.session}, status=429
    )
    response["Retry-After"] = str(wait)
    return response


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def resume_code(request: HttpRequest) -> HttpResponse:
    """The code; a wrong one, a dead one and an unknown contact get the same words."""
    contact: Any = opened_entry(request.session.get(RESUME, ""), place=PLACE)
    if contact is None:
        return redirect("intake:resume")
    channel, address, asked_by = contact
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            actions.prove_resume(channel=channel, contact=address, typed=form.cleaned_data["code"], asked_by=asked_by, at=at)
        except (actions.CodeWrong, actions.CodeDead):
            form.add_error("code", _("This is not the code, or it no longer counts. Check its six figures or ask for a new one"))
        else:
            request.session.pop(RESUME, None)
            drafts = drafts_listed(channel=channel, contact=address, at=at)
            if len(drafts) == 1:
                return _go_on(request, drafts[0].draft_id, channel, address)
            request.session[PROVED] = sealed_entry([channel, address, stamp(at + TIME_TO_CHOOSE)], place=PROVED_PLACE)
            return redirect("intake:resume_choose")
    return render(request, "intake/leave/resume_code.html", {"form": form, "masked": masked(channel, address)})


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def resume_choose(request: HttpRequest) -> HttpResponse:
    """Which of several drafts: others may have begun one with the same address, so the newest is not always one's own."""
    proved: Any = opened_entry(request.session.get(PROVED, ""), place=PROVED_PLACE)
    at = timezone.now()
    if proved is None or unstamp(proved[2]) < at:
        return redirect("intake:resume")
    channel, address, _until = proved
    drafts = drafts_listed(channel=channel, contact=address, at=at)
    form = ChooseDraftForm(posted(request), drafts=[draft.draft_id for draft in drafts])
    if request.method == "POST" and form.is_valid():
        return _go_on(request, form.cleaned_data["draft"], channel, address)
    return render(request, "intake/leave/resume_choose.html", {"form": form, "drafts": drafts})


def _go_on(request: HttpRequest, draft_id: str, channel: str, address: str) -> HttpResponse:
    try:
        draft, token = actions.resume(draft_id=uuid.UUID(draft_id), channel=channel, contact=address, at=timezone.now())
    except actions.DraftGone:  # lodged or erased meanwhile, in another window
        return redirect("intake:resume")
    request.session.pop(PROVED, None)
    hold(request, draft, token)
    return redirect("intake:go_on")
