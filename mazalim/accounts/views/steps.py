"""The second step of one's own account: an app that shows codes, passkeys, recovery codes."""

import json

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pyotp import TOTP

from mazalim.accounts.actions import code_apps, passkeys, recovery
from mazalim.accounts.forms import AppForm, PasskeyForm
from mazalim.accounts.middleware import STEP, before_second_step
from mazalim.accounts.models import Officer
from mazalim.accounts.queries.steps import must_show_second_step, steps_of
from mazalim.accounts.rules.steps import APP, MISSING, PASSKEY
from mazalim.accounts.views.frame import first_page, officer_in
from mazalim.accounts.views.proving import proved_again, proved_to_see
from mazalim.common.text import number_in
from mazalim.web import formats
from mazalim.web.views import personal

CHALLENGE = "new_passkey_challenge"


@before_second_step
@personal
@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """What the account has, and the ways to add and remove."""
    officer = officer_in(request)
    context = {
        "steps": steps_of(officer),
        "must": must_show_second_step(officer),
        "is_missing": request.session.get(STEP) == MISSING,
        "passkeys_possible": passkeys.are_possible(),
    }
    return render(request, "accounts/steps/steps.html", context)


@before_second_step
@personal
@proved_to_see
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and in letters, and take the first code."""
    officer, at = officer_in(request), timezone.now()
    try:
        secret = code_apps.begin_app(officer=officer, at=at, is_new="new" in request.POST)
    except code_apps.HasAnApp:
        return redirect("accounts:steps")
    form = AppForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        try:
            code_apps.confirm_app(officer=officer, typed=form.cleaned_data["code"], at=at)
        except (code_apps.WrongCode, code_apps.NoApp):
            form.add_error(
                "code", _("This code does not fit. Look whether the clock of the phone is right, and enter the code that it shows now.")
            )
        else:
            return _added(request, officer, APP)
    service = formats.in_language(request.country.name)[0]  # type: ignore[attr-defined]  # CountryMiddleware's
    address = TOTP(secret).provisioning_uri(name=officer.email, issuer_name=service)
    context = {
        "form": form,
        "picture": segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff", dark="#000"),
        "letters": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "address": address,
    }
    return render(request, "accounts/steps/app.html", context)


@before_second_step
@personal
@proved_again
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, the form brings it."""
    officer, at = officer_in(request), timezone.now()
    if not passkeys.are_possible():
        return redirect("accounts:steps")
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        try:
            state = request.session.pop(CHALLENGE, {})
            passkeys.add_passkey(
                officer=officer, state=state, answer=request.POST.get("passkey", ""), name=form.cleaned_data["name"], at=at
            )
        except passkeys.NotGenuine:
            form.add_error(None, _("The browser made no passkey that can be used here. Try again, or choose an app."))
        except passkeys.TooManyPasskeys:
            form.add_error(None, _("Ten passkeys are the most. Remove one first."))
        else:
            return _added(request, officer, PASSKEY)
    asked, request.session[CHALLENGE] = passkeys.ask_for_new_passkey(officer=officer)
    return render(request, "accounts/steps/passkey.html", {"form": form, "asked": json.dumps(asked)})


def _added(request: HttpRequest, officer: Officer, step: str) -> HttpResponse:
    """On: with recovery codes where there are none yet, which are shown this once."""
    was_missing = request.session.get(STEP) == MISSING
    request.session[STEP] = step
    if steps_of(officer).codes_left:
        messages.success(request, _("Added. It is asked for at the next sign-in."))
        return redirect(first_page(officer) if was_missing else "accounts:steps")
    return _shown_codes(request, officer)


@personal
@proved_again
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, after one question, and show them this once."""
    officer = officer_in(request)
    if not steps_of(officer).is_any:
        return redirect("accounts:steps")
    if request.method == "POST":
        return _shown_codes(request, officer)
    return render(request, "accounts/steps/renew.html", {"steps": steps_of(officer)})


def _shown_codes(request: HttpRequest, officer: Officer) -> HttpResponse:
    codes = recovery.renew_recovery_codes(officer=officer, at=timezone.now())
    return render(request, "accounts/steps/codes.html", {"codes": codes})


@personal
@proved_again
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove the app, or one passkey; never the last of them from who must have one."""
    officer, at = officer_in(request), timezone.now()
    held = steps_of(officer)
    if held.is_only_one and must_show_second_step(officer):
        messages.info(request, _("This is your only second step, and your role needs one. Add another one first."))
        return redirect("accounts:steps")
    wanted = request.POST.get("passkey", "")
    try:
        if "app" in request.POST:
            code_apps.remove_app(officer=officer, at=at)
        else:
            passkeys.remove_passkey(officer=officer, passkey_id=number_in(wanted) or 0, at=at)
    except (code_apps.NoApp, passkeys.NoSuchPasskey):
        messages.info(request, _("It had been removed already."))
    else:
        messages.success(request, _("Removed."))
    return redirect("accounts:steps")
