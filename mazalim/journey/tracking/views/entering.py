"""In and out: code and contact, the verification code after many failures, leaving."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.country.queries import policy_at
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.forms import EnterForm, VerificationForm
from mazalim.journey.tracking.views.visit import begin_visit, end_visit
from mazalim.web.views import network_of, personal, unhurried


@login_not_required
@personal
@unhurried
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Code and contact. A wrong code, an unknown code and a wrong contact get this page again, word for word the same."""
    at = timezone.now()
    form = EnterForm(request.POST or None, policy=policy_at(at))
    if form.is_valid():
        try:
            follower = actions.follow(
                code=form.cleaned_data["code"],
                contact=form.address,
                network=network_of(request),
                language=get_language() or "en",
                at=at,
            )
        except actions.NotFound:
            form.add_error(None, _("There is no complaint with this code and this e-mail address or telephone number. Check both."))
        except actions.CodeNeeded:
            return _ask_for_code(request, form, VerificationForm())
        else:
            begin_visit(request, follower, at=at)
            return redirect("tracking:file")
    return render(request, "tracking/door/enter.html", {"form": form})


@login_not_required
@personal
@unhurried
@require_POST
def enter_with_code(request: HttpRequest) -> HttpResponse:
    """The same pair once more, with the verification code that was sent if the pair is right."""
    at = timezone.now()
    pair, form = EnterForm(request.POST, policy=policy_at(at)), VerificationForm(request.POST)
    if not pair.is_valid():
        return redirect("tracking:enter")
    if form.is_valid():
        try:
            follower = actions.follow(
                code=pair.cleaned_data["code"],
                contact=pair.address,
                network=network_of(request),
                language=get_language() or "en",
                verification_code=form.cleaned_data["verification_code"],
                at=at,
            )
        except (actions.NotFound, actions.CodeNeeded):
            form.add_error("verification_code", _("This is not the code that was sent, or it is too old"))
        else:
            begin_visit(request, follower, at=at)
            return redirect("tracking:file")
    return _ask_for_code(request, pair, form)


def _ask_for_code(request: HttpRequest, pair: EnterForm, form: VerificationForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "code": pair.data["code"], "contact": pair.data["contact"]}
    return render(request, "tracking/door/enter_code.html", context)


@login_not_required
@personal
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the file in this browser."""
    end_visit(request)
    return redirect("tracking:left")


@login_not_required
@personal
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """What whoever left should know on a shared computer."""
    return render(request, "tracking/door/left.html")
