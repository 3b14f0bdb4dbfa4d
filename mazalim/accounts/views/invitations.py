"""The first password, or a new one in place of a forgotten one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.accounts import actions
from mazalim.accounts.forms import NewPasswordForm
from mazalim.web.views import personal

INVITATION = "invitation"


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
    """Set the password that the link of the mail allows to set."""
    officer_id, token = request.session.get(INVITATION, (0, ""))
    try:
        officer = actions.invited(officer_id=officer_id, token=token)
    except actions.InvitationOver:
        return render(request, "accounts/invitation_over.html", status=410)
    form = NewPasswordForm(request.POST or None, officer=officer)
    if form.is_valid():
        actions.change_password(officer=officer, password=form.cleaned_data["new_password"], at=timezone.now())
        request.session.flush()
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("accounts:sign_in")
    return render(request, "accounts/choose_password.html", {"form": form, "officer": officer})
