"""The rules: those in force, their history, a new version."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.policy import actions, queries
from mazalim.administration.policy.forms import VersionForm
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.country.models import PolicyVersion
from mazalim.country.queries import policy_at
from mazalim.web import formats
from mazalim.work.views import done_once


@administrators_only
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """Every rule in force, and the versions there were and will be."""
    at = timezone.now()
    rules = policy_at(at)
    shown = queries.versions(day_of(at, rules.zone))
    in_force = next(one for one in shown if one.is_in_force)
    context = {
        "rules": rules,
        "sections": queries.sections_of(in_force.version.policy),
        "versions": shown,
        "in_force": in_force.version,
        "languages": [formats.language_name(code) for code in rules.languages],
    }
    return render(request, "administration/policy/policy.html", context)


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_version(request: HttpRequest) -> HttpResponse:
    """Other rules from a day to come."""
    at = timezone.now()
    newest = PolicyVersion.objects.order_by("-valid_from")[0]
    form = VersionForm(request.POST or None, policy=newest.policy, newest=newest.valid_from, today=day_of(at, policy_at(at).zone))
    if form.is_valid():
        try:
            actions.add_version(by=standing_in(request), values=form.values, valid_from=form.cleaned_data["valid_from"], at=at)
        except actions.TooEarly:
            form.add_error("valid_from", _("Somebody else has written a version meanwhile; look at the rules again"))
        else:
            messages.success(request, _("The new rules are written down. They hold from their day on."))
            return redirect("administration:policy")
    return render(request, "administration/policy/edit.html", {"form": form})


@administrators_only
@require_http_methods(["GET", "POST"])
def take_back_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask before a version that has not begun is taken back."""
    at = timezone.now()
    found = next((one for one in queries.versions(day_of(at, policy_at(at).zone)) if one.version.pk == version_id), None)
    if found is None or not found.is_to_come:
        raise Http404
    if request.method == "POST":
        try:
            actions.take_back_version(by=standing_in(request), version_id=version_id, at=at)
        except actions.HasBegun as error:
            raise Http404 from error
        messages.success(request, _("The version is taken back."))
        return redirect("administration:policy")
    return render(request, "administration/policy/take_back.html", {"found": found})
