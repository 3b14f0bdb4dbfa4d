"""In by the organisation's own sign-in: to the provider, and back."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from mazalim.accounts.actions import provider
from mazalim.accounts.actions.signing_on import officer_told_of
from mazalim.accounts.models import Officer
from mazalim.accounts.rules.steps import PROVIDER, provider_showed_both
from mazalim.accounts.views.frame import go_on_from_first_step, is_ours, let_in, proved
from mazalim.common.logs import security_event
from mazalim.web.views import network_of, personal

ASKED = "asked_provider"
STATUS_REFUSED, STATUS_AWAY = 403, 503


@login_not_required
@personal
@require_safe
def sign_on(request: HttpRequest) -> HttpResponse:
    """Send the officer to the provider."""
    if not provider.is_configured():
        raise Http404
    wanted, anew_at = request.GET.get("next", ""), timezone.now() if request.user.is_authenticated else None
    try:
        address, asked = provider.way_to_provider(anew_at=anew_at)
    except provider.ProviderAway:
        return render(request, "accounts/sign_on.html", {"is_away": True}, status=STATUS_AWAY)
    request.session[ASKED] = asked | {"next": wanted if is_ours(wanted) else "", "language": translation.get_language() or "en"}
    response = HttpResponse(status=302)
    response["Location"] = address
    return response


@login_not_required
@personal
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the officer back to; its address has no language, so the page speaks the one that they came from."""
    if not provider.is_configured():
        raise Http404
    asked = request.session.pop(ASKED, {})
    language, at = asked.get("language") or translation.get_language() or "en", timezone.now()
    with translation.override(language):
        try:
            told = provider.who_came(asked=asked, answer=request.GET.dict(), at=at)
            officer = officer_told_of(told=told, at=at)
            if isinstance(request.user, Officer):
                return _proved_again(request, officer, asked)
        except provider.ProviderAway:
            return render(request, "accounts/sign_on.html", {"is_away": True}, status=STATUS_AWAY)
        except provider.NotBelieved as error:
            security_event("provider_refused", reason_code=error.reason, network=network_of(request))
            return render(request, "accounts/sign_on.html", {"is_unknown": error.reason in {"unknown", "closed"}}, status=STATUS_REFUSED)
        if provider_showed_both(acr=told.acr, amr=told.amr):
            return let_in(request, officer, step=PROVIDER, wanted=asked["next"], at=at)
        return go_on_from_first_step(request, officer, wanted=asked["next"], at=at)


def _proved_again(request: HttpRequest, officer: Officer, asked: dict[str, Any]) -> HttpResponse:
    """Who was signed in already has shown again who they are. Somebody else has not, nor has an old sign-in at the provider."""
    if officer != request.user:
        raise provider.NotBelieved("another_officer")
    if not asked["since"]:
        raise provider.NotBelieved("auth_time")
    proved(request, at=timezone.now())
    return redirect(asked["next"] or "accounts:account")
