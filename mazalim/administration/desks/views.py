"""Desks: the list, one desk, and what is done to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.administration.closing.actions import BodyIsNeeded
from mazalim.administration.closing.queries import cases_of_desk
from mazalim.administration.desks import actions, queries
from mazalim.administration.desks.forms import CloseDeskForm, DeskForm, DesksForm
from mazalim.administration.desks.queries import DeskPage
from mazalim.administration.desks.words import KINDS
from mazalim.administration.frame.views.door import administrators_only
from mazalim.complaints.door import standing_in
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.web import formats
from mazalim.web.paging import text_cursor_in
from mazalim.work.views import done_once


def _page(code: str) -> DeskPage:
    found = queries.desk_page(code)
    if found is None:
        raise Http404
    return found


@administrators_only
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Every desk, in the order of the tree."""
    form = DesksForm(request.GET)
    chosen = form.chosen
    found = queries.desks(words=chosen["q"], kind=chosen["kind"], lack=chosen["lack"], state=chosen["state"])
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "form": form,
        "listed": queries.desks_page(found, cursor=text_cursor_in(request.GET)),
        "keep": urlencode(kept) + "&" if kept else "",
    }
    return render(request, "administration/desks/desks.html", context)


@administrators_only
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """One desk."""
    page = _page(code)
    context = {"about": page, "desk": page.desk, "kind": KINDS[page.desk.kind], "now": timezone.now()}
    return render(request, "administration/desks/desk.html", context)


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_desk(request: HttpRequest, code: str) -> HttpResponse:
    """A further desk of a body."""
    body = get_object_or_404(PublicBody, code=code, is_active=True)
    taken = set(Desk.objects.filter(body=body).values_list("kind", flat=True))
    kinds = [kind for kind in ("special", "general", "integrity") if kind == "special" or kind not in taken]
    form = DeskForm(request.POST or None, kinds=kinds, categories=list(Category.objects.filter(bodies=body, is_active=True)))
    if form.is_valid():
        given: dict[str, Any] = {"kind": form.cleaned_data["kind"], "category_codes": form.cleaned_data["categories"], "names": form.names}
        try:
            made = actions.add_desk(by=standing_in(request), body=body, at=timezone.now(), **given)
        except actions.KindIsTaken:
            form.add_error("kind", _("The body has a desk of this kind already"))
        else:
            messages.success(request, _("The desk is added. Nobody works at it yet."))
            return redirect("administration:desk", made.code)
    return render(request, "administration/desks/edit.html", {"form": form, "body": body, "desk": None})


@administrators_only
@require_http_methods(["GET", "POST"])
def edit_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Names, kind and categories."""
    held = _page(code).desk
    kinds = ["special", "general"] if held.kind in {"special", "general"} else [held.kind]
    initial = {"kind": held.kind, "categories": [category.code for category in held.categories.all()]}
    categories = list(Category.objects.filter(bodies=held.body, is_active=True) | Category.objects.filter(desks=held))
    offered = list({category.pk: category for category in categories}.values())
    form = DeskForm(request.POST or None, kinds=kinds, categories=offered, names=held.names, initial=initial)
    if form.is_valid():
        given: dict[str, Any] = {"kind": form.cleaned_data["kind"], "category_codes": form.cleaned_data["categories"], "names": form.names}
        try:
            actions.edit_desk(by=standing_in(request), desk_id=held.pk, at=timezone.now(), **given)
        except actions.KindIsTaken:
            form.add_error("kind", _("The body has a desk of this kind already"))
        except actions.DeskIsNeeded:
            form.add_error("kind", _("The body needs its general desk as long as it accepts complaints"))
        else:
            messages.success(request, _("Changed."))
            return redirect("administration:desk", code)
    return render(request, "administration/desks/edit.html", {"form": form, "body": held.body, "desk": held})


@administrators_only
@require_http_methods(["GET", "POST"])
def close_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Close a desk: which other one takes its cases?"""
    page, at = _page(code), timezone.now()
    held = page.desk
    cases = cases_of_desk(held, at=at).count()
    others = Desk.objects.filter(body=held.body, is_active=True).exclude(pk=held.pk).exclude(kind=Desk.Kind.INTEGRITY)
    needs_receiver = bool(cases) and held.kind != Desk.Kind.INTEGRITY
    choices = [(other.code, formats.in_language(other.names)[0]) for other in others]
    form: forms.Form | None = CloseDeskForm(request.POST or None, desks=choices) if needs_receiver else None
    refused = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        receiver = next((other for other in others if form is not None and other.code == form.cleaned_data["receiver"]), None)
        try:
            begun = actions.close_desk(by=standing_in(request), desk_id=held.pk, receiver=receiver, at=at)
        except (actions.DeskIsNeeded, BodyIsNeeded):
            refused = _("This desk is needed, is closed already, or its body is being closed.")
        except actions.NeedsReceiver:
            refused = _("Cases have come to it in the meantime. Choose who takes them.")
        else:
            messages.success(request, _("The desk is closed.") if begun is None else _("It has begun: the desk receives nothing any more."))
            return redirect("administration:desk", code) if begun is None else redirect("administration:closing", begun.pk)
    context = {"about": page, "desk": held, "cases": cases, "form": form, "has_others": bool(choices), "refused": refused}
    return render(request, "administration/desks/close.html", context)


@administrators_only
@require_POST
def reopen_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Take a closed desk into use again."""
    held = _page(code).desk
    try:
        actions.reopen_desk(by=standing_in(request), desk_id=held.pk, at=timezone.now())
    except actions.DeskIsNeeded:
        messages.info(request, _("It is in use already, or its body is closed."))
    else:
        messages.success(request, _("The desk is in use again. Nobody works at it yet."))
    return redirect("administration:desk", code)
