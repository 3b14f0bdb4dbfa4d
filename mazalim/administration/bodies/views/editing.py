"""Add, rename, move, categories."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.administration.bodies import actions, queries
from mazalim.administration.bodies.forms import BodyForm, CategoriesForm, RenameForm
from mazalim.administration.frame.bodies import BodyChoice
from mazalim.administration.frame.views.door import administrators_only
from mazalim.complaints.door import standing_in
from mazalim.directory.models import PublicBody
from mazalim.directory.queries import general_desk_names
from mazalim.work.views import done_once


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_body(request: HttpRequest) -> HttpResponse:
    """A new body, under the one that the address names or at the root."""
    under = request.GET.get("under", "")
    parent = get_object_or_404(PublicBody, code=under, is_active=True) if under and "\0" not in under else None
    form = BodyForm(request.POST or None, kinds=queries.kinds(), sectors=queries.sectors())
    if form.is_valid():
        typed = form.cleaned_data
        given: dict[str, Any] = {name: typed[name] for name in ("code", "kind", "sectors", "accepts")}
        given |= {"names": form.names, "parent": parent, "desk_names": general_desk_names()}
        try:
            made = actions.add_body(by=standing_in(request), at=timezone.now(), **given)
        except actions.CodeIsTaken:
            form.add_error("code", _("Another body has this code, perhaps one that is closed"))
        else:
            said = _("The body is added, with a desk that nobody works at yet.") if typed["accepts"] else _("The body is added.")
            messages.success(request, said)
            return redirect("administration:body", made.code)
    return render(request, "administration/bodies/add.html", {"form": form, "parent": parent})


@administrators_only
@require_http_methods(["GET", "POST"])
def rename_body(request: HttpRequest, code: str) -> HttpResponse:
    """The name in every language."""
    body = get_object_or_404(PublicBody, code=code, is_active=True)
    form = RenameForm(request.POST or None, names=body.names)
    if form.is_valid():
        actions.rename_body(by=standing_in(request), body_id=body.pk, names=form.names, at=timezone.now())
        messages.success(request, _("The name is changed."))
        return redirect("administration:body", code)
    return render(request, "administration/bodies/rename.html", {"form": form, "body": body})


@administrators_only
@require_http_methods(["GET", "POST"])
def move_body(request: HttpRequest, code: str) -> HttpResponse:
    """Another place in the tree."""
    body = get_object_or_404(PublicBody, code=code, is_active=True)
    to_root = request.method == "POST" and "to_root" in request.POST
    choice = BodyChoice(request.GET, None if to_root else request.POST or None, but={body.pk})
    if to_root or choice.chosen is not None:
        try:
            actions.move_body(by=standing_in(request), body_id=body.pk, parent=choice.chosen, at=timezone.now())
        except actions.UnderItself:
            if choice.form is not None:
                choice.form.add_error("body", _("A body cannot stand under itself, nor under what stands under it"))
        else:
            messages.success(request, _("The body stands elsewhere now, with all that is under it."))
            return redirect("administration:body", code)
    context = {"body": body, "choice": choice, "above": queries.line_of(body)}
    return render(request, "administration/bodies/move.html", context)


@administrators_only
@require_http_methods(["GET", "POST"])
def body_categories(request: HttpRequest, code: str) -> HttpResponse:
    """What may be complained about at the body."""
    body = get_object_or_404(PublicBody, code=code, is_active=True)
    held = list(body.categories.values_list("code", flat=True))
    initial = {"accepts": body.accepts_complaints, "categories": held}
    form = CategoriesForm(request.POST or None, initial=initial, categories=queries.all_categories())
    if form.is_valid():
        given: dict[str, Any] = {"category_codes": form.cleaned_data["categories"], "accepts": form.cleaned_data["accepts"]}
        actions.set_categories(by=standing_in(request), body_id=body.pk, at=timezone.now(), **given)
        messages.success(request, _("Changed."))
        return redirect("administration:body", code)
    return render(request, "administration/bodies/categories.html", {"form": form, "body": body})
