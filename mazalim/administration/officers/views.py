"""Accounts: the list, one account, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.accounts.views.proving import proved_again
from mazalim.administration.audit.queries import newest_of
from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.officers import actions, queries
from mazalim.administration.officers.forms import AccountForm, AccountsForm
from mazalim.administration.officers.queries import Account
from mazalim.administration.roles.actions import HasItAlready, LastAdministrator, NotForOneself
from mazalim.common.text import number_in
from mazalim.complaints.door import standing_in
from mazalim.web import formats
from mazalim.web.paging import text_cursor_in
from mazalim.work.views import done_once


def _account(officer_id: int) -> Account:
    found = queries.account(officer_id)
    if found is None:
        raise Http404
    return found


@administrators_only
@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Everybody who signs in, by name."""
    form = AccountsForm(request.GET)
    chosen = form.chosen
    found = queries.accounts(words=chosen["q"], role=chosen["role"], state=chosen["state"])
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "form": form,
        "listed": queries.accounts_page(found, cursor=text_cursor_in(request.GET)),
        "keep": urlencode(kept) + "&" if kept else "",
        "now": timezone.now(),
    }
    return render(request, "administration/officers/officers.html", context)


@administrators_only
@require_safe
def officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """One account."""
    newest = [*newest_of("officer", str(officer_id)), *newest_of("role", str(officer_id))]
    context = {
        "account": _account(officer_id),
        "me": standing_in(request).officer_id,
        "newest": sorted(newest, key=lambda row: row.at, reverse=True)[:8],
        "now": timezone.now(),
    }
    return render(request, "administration/officers/officer.html", context)


@administrators_only
@proved_again
@done_once
@require_http_methods(["GET", "POST"])
def add_officer(request: HttpRequest) -> HttpResponse:
    """Open an account; its owner gets a link by mail."""
    form = AccountForm(request.POST or None, initial={"language": formats.language()})
    if form.is_valid():
        try:
            made = actions.add_officer(by=standing_in(request), at=timezone.now(), **form.cleaned_data)
        except actions.AddressTaken:
            form.add_error("email", _("Another account has this address"))
        else:
            messages.success(request, _("The account is open, and its owner gets a link by e-mail. It has no role yet."))
            return redirect("administration:officer", made.pk)
    return render(request, "administration/officers/edit.html", {"form": form, "account": None})


@administrators_only
@proved_again
@require_http_methods(["GET", "POST"])
def edit_officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Name, address and language."""
    account = _account(officer_id)
    held = account.officer
    form = AccountForm(request.POST or None, initial={"name": held.name, "email": held.email, "language": held.language})
    if form.is_valid():
        try:
            proposed = actions.edit_officer(by=standing_in(request), officer_id=officer_id, at=timezone.now(), **form.cleaned_data)
        except actions.AddressTaken:
            form.add_error("email", _("Another account has this address"))
        except HasItAlready:
            form.add_error("email", _("A new address is proposed for this account already"))
        except NotForOneself:
            form.add_error("email", _("Ask another administrator to change your own address"))
        else:
            said = _("Changed.")
            if proposed:
                said = _("The new address waits for a second administrator. It holds a day after the agreement.")
            messages.success(request, said)
            return redirect("administration:officer", officer_id)
    return render(request, "administration/officers/edit.html", {"form": form, "account": account})


@administrators_only
@proved_again
@require_http_methods(["GET", "POST"])
def close_officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Close an account, after one question."""
    account = _account(officer_id)
    refused = ""
    if request.method == "POST":
        try:
            actions.deactivate(by=standing_in(request), officer_id=officer_id, at=timezone.now())
        except actions.AccountClosed:
            refused = _("This account is closed already.")
        except NotForOneself:
            refused = _("Nobody closes their own account.")
        except LastAdministrator:
            refused = _("This is the last administrator. Add another one first.")
        else:
            messages.success(request, _("The account is closed. Its roles have ended."))
            return redirect("administration:officer", officer_id)
    return render(request, "administration/officers/close.html", {"account": account, "refused": refused})


@administrators_only
@proved_again
@require_POST
def act_on_officer(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Send a link, open a closed account again, end a key, or propose to reset the second step."""
    _account(officer_id)
    given: dict[str, Any] = {"by": standing_in(request), "officer_id": officer_id, "at": timezone.now()}
    try:
        if "reactivate" in request.POST:
            actions.reactivate(**given)
            messages.success(request, _("The account is open again, without roles. Its owner gets a link by e-mail."))
        elif "end_key" in request.POST:
            key = request.POST["end_key"]
            actions.end_key(**given, key_id=number_in(key) or 0)
            messages.success(request, _("The key has ended."))
        elif "reset" in request.POST:
            is_proposed = actions.reset_second_step(**given) is not None
            said = (
                _("Proposed. Another administrator must agree; it begins a day after that.")
                if is_proposed
                else _("The second step is reset.")
            )
            messages.success(request, said)
        else:
            actions.invite(**given)
            messages.success(request, _("A link that sets the password is on its way to the address of the account."))
    except (HasItAlready, NotForOneself):
        messages.info(request, _("A reset is proposed for this account already."))
    except actions.NoSuchKey:
        messages.info(request, _("The key has ended."))
    except actions.AccountClosed:
        messages.info(request, _("Somebody else has opened or closed this account in the meantime."))
    return redirect("administration:officer", officer_id)
