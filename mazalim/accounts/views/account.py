"""One's own account: who one is, the password, where one is signed in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.accounts import actions
from mazalim.accounts.actions import sessions as acts
from mazalim.accounts.actions.sessions import follow_session
from mazalim.accounts.forms import PasswordForm
from mazalim.accounts.queries import scopes_of
from mazalim.accounts.queries.steps import events_of, must_show_second_step, sessions_of, steps_of
from mazalim.accounts.views.frame import officer_in
from mazalim.accounts.views.words import BROWSERS, EVENTS, SYSTEMS
from mazalim.common.text import number_in
from mazalim.web.views import personal


@personal
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as what, by what, and what changed in it."""
    officer = officer_in(request)
    context = {
        "officer": officer,
        "scopes": scopes_of(officer),
        "steps": steps_of(officer),
        "is_asked": must_show_second_step(officer),
        "events": [(EVENTS[event.kind], event.at) for event in events_of(officer)],
        "now": timezone.now(),
    }
    return render(request, "accounts/account.html", context)


@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session of the account ends."""
    officer = officer_in(request)
    form = PasswordForm(request.POST or None, officer=officer)
    if form.is_valid():
        old_key = request.session.session_key or ""
        actions.change_password(officer=officer, password=form.cleaned_data["new_password"], at=timezone.now(), session_key=old_key)
        update_session_auth_hash(request, officer)
        request.session.save()
        follow_session(old_key=old_key, new_key=request.session.session_key or "")
        messages.success(request, _("Your password is changed. Every other session of your account has ended."))
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


@personal
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; end one session, or all others."""
    officer, own_key = officer_in(request), request.session.session_key or ""
    if request.method == "POST":
        if "others" in request.POST:
            acts.end_other_sessions(officer=officer, but=own_key)
            messages.success(request, _("Every other session has ended."))
        else:
            wanted = request.POST.get("end", "")
            try:
                acts.end_session(officer=officer, session_id=number_in(wanted) or 0)
            except acts.NoSuchSession:
                messages.info(request, _("This session had ended already."))
            else:
                messages.success(request, _("The session has ended."))
        return redirect("accounts:sessions")
    rows = [
        {
            "row": row,
            "browser": BROWSERS.get(row.browser, _("A browser")),
            "system": SYSTEMS.get(row.system, ""),
            "is_this": row.session_key == own_key,
        }
        for row in sessions_of(officer)
    ]
    return render(
        request, "accounts/sessions.html", {"rows": rows, "has_others": any(not row["is_this"] for row in rows), "now": timezone.now()}
    )
