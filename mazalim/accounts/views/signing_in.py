"""Officers come in by password and second step, and go out."""

import json

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from mazalim.accounts import actions
from mazalim.accounts.actions import passkeys, provider
from mazalim.accounts.actions.code_apps import WrongCode
from mazalim.accounts.actions.second_step import take_code
from mazalim.accounts.actions.sessions import close_session
from mazalim.accounts.forms import CodeForm, SignInForm
from mazalim.accounts.models import Officer
from mazalim.accounts.queries.steps import steps_of
from mazalim.accounts.rules.steps import PASSKEY
from mazalim.accounts.views.frame import device_of, first_page, go_on_from_first_step, let_in, pending_officer
from mazalim.common.logs import security_event
from mazalim.web.views import network_of, personal

STATUS_TOO_MANY = 429
CHALLENGE = "passkey_challenge"


@login_not_required
@personal
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; one and the same answer whatever was wrong."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if isinstance(request.user, Officer):
        return redirect(first_page(request.user, wanted))
    form, status, at = SignInForm(request.POST or None), 200, timezone.now()
    if form.is_valid():
        typed = form.cleaned_data
        device = device_of(request, typed["email"])
        try:
            officer = actions.sign_in(email=typed["email"], password=typed["password"], network=network_of(request), device=device, at=at)
        except actions.WrongPair:
            form.add_error(None, _("The e-mail or the password is not right"))
        except actions.TooManyTries:
            form.add_error(None, _("There were too many wrong tries from here. Wait a quarter of an hour and try again."))
            status = STATUS_TOO_MANY
        else:
            return go_on_from_first_step(request, officer, wanted=wanted, at=at)
    context = {
        "form": form,
        "next": wanted,
        "has_ended": request.GET.get("ended") == "1" and not form.is_bound,
        "has_provider": provider.is_configured(),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


@login_not_required
@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of the app, a recovery code, or a passkey."""
    at = timezone.now()
    officer, wanted = pending_officer(request, at=at)
    if officer is None:
        return redirect("accounts:sign_in")
    form, status = CodeForm(request.POST if "code" in request.POST else None), 200
    passkey_fault = ""
    if "passkey" in request.POST:
        state = request.session.pop(CHALLENGE, {})
        try:
            passkeys.take_passkey(officer=officer, state=state, answer=request.POST["passkey"], at=at)
        except passkeys.NotGenuine:
            security_event("second_step_failed", officer=officer.pk, factor=PASSKEY, network=network_of(request))
            passkey_fault = _("The passkey was not accepted. Try again, or use another way.")
        else:
            return let_in(request, officer, step=PASSKEY, wanted=wanted, at=at)
    elif form.is_valid():
        device = device_of(request, officer.email)
        try:
            step = take_code(officer=officer, typed=form.cleaned_data["code"], network=network_of(request), device=device, at=at)
        except WrongCode:
            form.add_error("code", _("This code is not right, or was used already. The app shows a new one every half minute."))
        except actions.TooManyTries:
            form.add_error("code", _("There were too many wrong codes. Wait a quarter of an hour and try again."))
            status = STATUS_TOO_MANY
        else:
            return let_in(request, officer, step=step, wanted=wanted, at=at)
    context = {"form": form, "steps": steps_of(officer), "passkey_fault": passkey_fault, "asked": _ask(request, officer)}
    return render(request, "accounts/second_step.html", context, status=status)


def _ask(request: HttpRequest, officer: Officer) -> str:
    """What the browser is asked about passkeys; empty where there is none."""
    if not officer.passkeys.exists() or not passkeys.are_possible():
        return ""
    asked, request.session[CHALLENGE] = passkeys.ask_for_passkey(officer=officer)
    return json.dumps(asked)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    close_session(session_key=request.session.session_key or "")
    if isinstance(request.user, Officer):
        security_event("signed_out", officer=request.user.pk)
    logout(request)
    return redirect("accounts:sign_in")
