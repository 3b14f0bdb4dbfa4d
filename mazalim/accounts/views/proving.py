"""Before an act that matters: is it still the officer who sits there? `@proved_again` asks where the last proof is older than a quarter of an hour."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from mazalim.accounts.actions import TooManyTries, passkeys, provider
from mazalim.accounts.actions.second_step import NotProved, prove_again
from mazalim.accounts.forms import ProofForm
from mazalim.accounts.middleware import is_proved
from mazalim.accounts.models import Officer
from mazalim.accounts.queries.steps import steps_of
from mazalim.accounts.views.frame import first_page, officer_in, proved
from mazalim.common.logs import security_event
from mazalim.web.views import personal

BACK = "proof_back"
OURS = (BACK, "proof_password", "proof_code", "proof_passkey", "proof", "csrfmiddlewaretoken")
CHALLENGE = "proof_challenge"
STATUS_TOO_MANY = 429
View = Callable[..., HttpResponseBase]


def proved_again(view: View) -> View:
    """Mark a view whose form does what cannot be left to whoever finds an open session.

    What was typed is carried through the question: a right answer does the act at once, and the form need not be filled in again. Stands outside
    `@done_once` and every decorator that reads the form. Forms with files do not go under it.
    """

    return _asking(view, is_secret=False)


def proved_to_see(view: View) -> View:
    """As `proved_again`, for a page that shows a secret: it asks before it shows anything, too."""
    return _asking(view, is_secret=True)


def _asking(view: View, *, is_secret: bool) -> View:
    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        at = timezone.now()
        if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
            if is_proved(request.session, at=at):
                return view(request, *args, **kwargs)
            at_provider = _only_by_provider(officer_in(request))
            return _page(request, ProofForm(), at_provider=at_provider) if at_provider or is_secret else view(request, *args, **kwargs)
        if not is_proved(request.session, at=at):
            refused = _check(request)
            if refused is not None:
                return refused
            proved(request, at=at)
        if any(name in request.POST for name in OURS[:-1]):
            request.POST = _without_proof(request.POST)  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return asking


def _only_by_provider(officer: Officer) -> bool:
    """Nothing but the organisation's own sign-in can show who they are, and that takes them away from the page: so before anything is typed."""
    steps = steps_of(officer)
    return not officer.has_usable_password() and not steps.is_any


def _check(request: HttpRequest) -> HttpResponse | None:
    """None where the proof is right, else the page that asks."""
    officer, at = officer_in(request), timezone.now()
    if "proof" not in request.POST:
        return _page(request, ProofForm(), at_provider=_only_by_provider(officer))
    form, status = ProofForm(request.POST), 200
    if request.POST.get("proof_passkey"):
        try:
            state = request.session.pop(CHALLENGE, {})
            passkeys.take_passkey(officer=officer, state=state, answer=request.POST["proof_passkey"], at=at)
        except passkeys.NotGenuine:
            security_event("proof_failed", officer=officer.pk)
            form.add_error(None, _("The passkey was not accepted. Try again, or use another way."))
        else:
            return None
    elif form.is_valid():
        try:
            prove_again(officer=officer, password=form.cleaned_data["proof_password"], code=form.cleaned_data["proof_code"], at=at)
        except NotProved:
            has_code = bool(form.cleaned_data["proof_code"].strip())
            form.add_error("proof_code" if has_code else "proof_password", _("This is not right. Nothing has been done yet."))
        except TooManyTries:
            form.add_error(None, _("There were too many wrong tries. Wait a quarter of an hour and try again."))
            status = STATUS_TOO_MANY
        else:
            return None
    return _page(request, form, status=status)


def _without_proof(typed: QueryDict) -> QueryDict:
    left = typed.copy()
    for name in OURS[:-1]:
        left.pop(name, None)
    return left


def _way_back(request: HttpRequest, officer: Officer) -> str:
    """The page from which they came, carried through as many tries as it takes; where that is unknown their first page."""
    came = urlsplit(request.headers.get("referer", ""))
    wanted = request.POST.get(BACK) or (f"{came.path}?{came.query}" if came.netloc == request.get_host() else "")
    return resolve_url(first_page(officer, wanted))


@personal
def _page(request: HttpRequest, form: ProofForm, *, at_provider: bool = False, status: int = 200) -> HttpResponse:
    officer = officer_in(request)
    steps, asked = steps_of(officer), ""
    if steps.passkeys and passkeys.are_possible():
        question, request.session[CHALLENGE] = passkeys.ask_for_passkey(officer=officer)
        asked = json.dumps(question)
    carried = [(name, value) for name in request.POST if name not in OURS for value in request.POST.getlist(name)]
    context = {
        "form": form,
        "carried": carried,
        "steps": steps,
        "asked": asked,
        "has_password": officer.has_usable_password(),
        "at_provider": at_provider and provider.is_configured(),
        "address": request.get_full_path(),
        "back": _way_back(request, officer),
    }
    return render(request, "accounts/prove.html", context, status=status)
