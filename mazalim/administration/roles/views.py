"""Roles: propose one, decide on those of others, end one; and the teams of a supervisor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.accounts.actions import RolesDoNotMix
from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.views.proving import proved_again
from mazalim.administration.frame.views.door import administrators_only, supervisors_only
from mazalim.administration.roles import actions, queries
from mazalim.administration.roles.forms import PlaceForm, RoleForm
from mazalim.administration.roles.words import ROLES
from mazalim.complaints.door import standing_in
from mazalim.directory.models import Desk, PublicBody
from mazalim.web import formats
from mazalim.web.views import conflict
from mazalim.work.views import done_once


@administrators_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second administrator, and what begins soon."""
    context = {"waiting": queries.waiting(shown_to=standing_in(request)), "roles": ROLES, "now": timezone.now()}
    return render(request, "administration/roles/waiting.html", context)


@administrators_only
@proved_again
@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Agree, do not agree, or take back."""
    given: dict[str, Any] = {"by": standing_in(request), "proposal_id": proposal_id, "at": timezone.now()}
    try:
        if "agree" in request.POST:
            proposal = actions.agree(**given)
            messages.success(request, _("Agreed. It begins on %(moment)s.") % {"moment": formats.moment(proposal.starts_at or given["at"])})
        elif "decline" in request.POST:
            actions.decline(**given)
            messages.success(request, _("Not agreed. It will not begin."))
        else:
            actions.take_back(**given)
            messages.success(request, _("Taken back. It will not begin."))
    except actions.NotForOneself:
        messages.info(request, _("Another administrator must decide on this."))
    except actions.NotOpen:
        messages.info(request, _("Somebody else has decided on this in the meantime."))
    return redirect("administration:waiting")


@administrators_only
@proved_again
@done_once
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Propose a role: first which and where, then the desk or body among those found."""
    officer = get_object_or_404(Officer, pk=officer_id)
    asked = request.GET if "role" in request.GET else None
    form = RoleForm(asked, held=queries.roles_held(officer))
    context: dict[str, Any] = {"officer": officer, "form": form, "place": None, "is_oneself": officer.pk == standing_in(request).officer_id}
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        found = _places(role, form.cleaned_data["q"])
        place = PlaceForm(request.POST or None, places=[(one.code, _told(one)) for one in found]) if found is not None else None
        context |= {"role": ROLES[role], "place": place, "has_places": bool(found), "needs_place": found is not None}
        if request.method == "POST" and (place is None or place.is_valid()):
            chosen = next((one for one in found or [] if place and one.code == place.cleaned_data["place"]), None)
            refused = _propose(request, officer, role, chosen)
            if not refused:
                messages.success(request, _("Proposed. Another administrator must agree; it begins a day after that."))
                return redirect("administration:officer", officer_id)
            context["refused"] = refused
    return render(request, "administration/roles/propose.html", context)


def _places(role: Role, words: str) -> list[Desk] | list[PublicBody] | None:
    if role == Role.OFFICER:
        return queries.desks_like(words)
    return queries.bodies_like(words) if role == Role.SUPERVISOR else None


def _told(place: Desk | PublicBody) -> str:
    name = formats.in_language(place.names)[0]
    return f"{formats.in_language(place.body.names)[0]} – {name}" if isinstance(place, Desk) else name


def _propose(request: HttpRequest, officer: Officer, role: Role, place: Desk | PublicBody | None) -> str:
    """Propose, or say why not."""
    scope: dict[str, Any] = {"desk": place if isinstance(place, Desk) else None, "body": place if isinstance(place, PublicBody) else None}
    try:
        actions.propose_role(by=standing_in(request), officer_id=officer.pk, role=role, at=timezone.now(), **scope)
    except actions.NotForOneself:
        return _("Nobody proposes a role for themselves.")
    except actions.HasItAlready:
        return _("This account has the role already, or it is proposed already.")
    except actions.NotOpen:
        return _("The account or the place is closed.")
    except RolesDoNotMix:
        return _("An account is an administrator's or works cases, never both.")
    return ""


@administrators_only
@proved_again
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a role, after one question."""
    held = Grant.objects.select_related("officer", "desk__body", "body").filter(pk=grant_id).first()
    if held is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            actions.end_role(by=standing_in(request), grant_id=grant_id, at=timezone.now())
        except actions.NotOpen:
            return conflict(request, explanation=_("This role has ended already."))
        except actions.LastAdministrator:
            refused = _("This is the last administrator. Add another one first.")
        else:
            messages.success(request, _("The role has ended."))
            own = held.officer_id == standing_in(request).officer_id
            return redirect("accounts:account") if own else redirect("administration:officer", held.officer_id)
    return render(request, "administration/roles/end.html", {"grant": held, "role": ROLES[held.role], "refused": refused})


@supervisors_only
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who works at the desks of one's bodies, and who is about to."""
    return render(request, "administration/roles/members.html", {"teams": queries.teams_of(standing_in(request).bodies)})
