"""The code that proves the contact. The right one lodges the complaint."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.complainants.contacts import masked
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import CodeForm
from mazalim.journey.intake.queries import living_code_of
from mazalim.journey.intake.rules import ON_PAPER
from mazalim.journey.intake.views.asking import Here, gone, held, on_page, posted, reach, show
from mazalim.journey.intake.views.done import to_done
from mazalim.verification.actions import CannotSendCode, SmsBudgetSpent, TooManyCodes
from mazalim.web.views import network_of, personal, unhurried
from mazalim.work import limits


def send_and_tell(request: HttpRequest, here: Here) -> HttpResponse:
    """Send a code and show where to type it, or say why none can be sent just now."""
    try:
        actions.send_code(draft_id=here.draft.pk, token=here.token, at=here.at, network=network_of(request))
    except CannotSendCode as refusal:
        why = "many" if isinstance(refusal, TooManyCodes) else "budget" if isinstance(refusal, SmsBudgetSpent) else "prefix"
        wait = limits.seconds_left(refusal.limit, at=here.at) if refusal.limit else 0
        again_at = here.at + timedelta(seconds=wait)
        response = show(request, here, template="intake/lodging/no_code.html", status=429, why=why, again_at=again_at)
        if wait:
            response["Retry-After"] = str(wait)
        return response
    return redirect("intake:code")


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code. A second click or a reload gets the same complaint."""
    mine, here, form = held(request), reach(request, "check"), CodeForm(posted(request))
    if isinstance(here, HttpResponse):
        return _same_answer(request, mine) or here
    if not here.walk.content.is_checked or here.walk.content.verify_by == ON_PAPER:
        return redirect("intake:check")
    if request.method == "POST" and form.is_valid():
        try:
            lodged = actions.lodge_once(draft_id=here.draft.pk, token=here.token, typed=form.cleaned_data["code"], at=here.at)
        except actions.CodeWrong:
            form.add_error("code", _("This is not the code that we sent. Check its six figures"))
        except actions.CodeDead:
            form.add_error("code", _("This code no longer counts. Ask for a new one below"))
        except actions.NotComplete:
            return redirect("intake:go_on")
        except actions.DraftGone:
            return gone(request)
        else:
            return to_done(request, lodged, at=here.at)
    content = here.walk.content
    context: dict[str, Any] = {
        "living": living_code_of(here.draft, content, at=here.at),
        "masked": masked(content.verify_by, content.contact),
        "back": reverse("intake:check"),
    }
    return show(request, here, form, template="intake/lodging/code.html", **context)


def _same_answer(request: HttpRequest, mine: tuple[uuid.UUID, str] | None) -> HttpResponse | None:
    """What the first of two clicks was told, where this is the second."""
    if request.method != "POST" or mine is None:
        return None
    at = timezone.now()
    try:
        return to_done(request, actions.lodge_once(draft_id=mine[0], token=mine[1], at=at), at=at)
    except (actions.DraftGone, actions.NotComplete):
        return None


@login_not_required
@personal
@require_POST
@on_page("check")
def resend(request: HttpRequest, here: Here) -> HttpResponse:
    """A new code; the one before is dead."""
    if not here.walk.content.is_checked or here.walk.content.verify_by == ON_PAPER:
        return redirect("intake:check")
    answer = send_and_tell(request, here)
    if answer.status_code == 302:
        messages.info(request, _("A new code is on its way. The one before no longer counts."))
    return answer
