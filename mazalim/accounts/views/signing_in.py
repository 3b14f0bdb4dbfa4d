"""Officers come in, go out and change their password."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.accounts import actions
from mazalim.accounts.forms import NewPasswordForm, PasswordForm, SignInForm
from mazalim.accounts.middleware import begin_session
from mazalim.accounts.models import Officer
from mazalim.accounts.queries import scopes_of, standing_of
from mazalim.web.views import network_of, personal

STATUS_TOO_MANY = 429
INVITATION = "invitation"


def _first_page(request: HttpRequest, officer: Officer, wanted: str = "") -> str:
    """Where an officer goes after signing in: the page that was asked for where it is one of ours, else their work."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):  # a bare word would be read as a view's name
        return wanted
    standing = standing_of(officer)
    if standing.is_administrator:
        return "administration:home"
    if standing.works_cases:
        return "workbench:my_work"
    return "counter:begin" if standing.is_counter else "accounts:account"


@login_not_required
@personal
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; one and the same answer whatever was wrong."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if isinstance(request.user, Officer):
        return redirect(_first_page(request, request.user, wanted))
    form, status, at = SignInForm(request.POST or None), 200, timezone.now()
    if form.is_valid():
        typed = form.cleaned_data
        try:
            officer = actions.sign_in(email=typed["email"], password=typed["password"], network=network_of(request), at=at)
        except actions.WrongPair:
            form.add_error(None, _("The e-mail or the password is not right"))
        except actions.TooManyTries:
            form.add_error(None, _("There were too many wrong tries from here. Wait a quarter of an hour and try again."))
            status = STATUS_TOO_MANY
        else:
            login(request, officer)  # gives the session a new key
            begin_session(request.session, at=at)
            return redirect(_first_page(request, officer, wanted))
    context = {"form": form, "next": wanted, "has_ended": request.GET.get("ended") == "1" and not form.is_bound}
    return render(request, "accounts/sign_in.html", context, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:sign_in")


@personal
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as what, and the way to a new password."""
    assert isinstance(request.user, Officer)  # LoginRequiredMiddleware stands before  # noqa: S101
    return render(request, "accounts/account.html", {"officer": request.user, "scopes": scopes_of(request.user)})


@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session of the account ends."""
    assert isinstance(request.user, Officer)  # LoginRequiredMiddleware stands before  # noqa: S101
    form = PasswordForm(request.POST or None, officer=request.user)
    if form.is_valid():
        actions.change_password(officer=request.user, password=form.cleaned_data["new_password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Every other session of your account has ended."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


@login_not_required
@personal
@require_safe
def invitation(request: HttpRequest, officer_id: int, token: str) -> HttpResponse:
    """Where the link of a mail leads: what it proves goes into the session, so that it stands in no address any longer than that."""
    request.session[INVITATION] = [officer_id, token]
    return redirect("accounts:choose_password")


@login_not_required
@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Set the first password, or a new one in place of a forgotten one."""
    officer_id, token = request.session.get(INVITATION, (0, ""))
    try:
        officer = actions.invited(officer_id=officer_id, token=token)
    except actions.InvitationOver:
        return render(request, "accounts/invitation_over.html", status=410)
    form = NewPasswordForm(request.POST or None, officer=officer)
    if form.is_valid():
        actions.change_password(officer=officer, password=form.cleaned_data["new_password"])
        request.session.flush()
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("accounts:sign_in")
    return render(request, "accounts/choose_password.html", {"form": form, "officer": officer})
