"""An officer's saved views: keep one, rename it, open the desk with it, forget it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.complaints.door import standing_in, standing_with_cases
from mazalim.country.queries import policy_at
from mazalim.journey.workbench import actions
from mazalim.journey.workbench.forms import DeskForm, NameForm
from mazalim.journey.workbench.models import SavedView
from mazalim.journey.workbench.queries.places import Places, Saved, places_of
from mazalim.journey.workbench.rules import view_named
from mazalim.web.views import personal
from mazalim.work.views import done_once


def _own(request: HttpRequest, view_id: int) -> tuple[Places, Saved]:
    places = places_of(standing_with_cases(request))
    view = next((one for one in places.saved if one.pk == view_id), None)
    if view is None:
        raise Http404
    return places, view


@personal
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """The officer's saved views."""
    return render(request, "workbench/saved/views.html", {"places": places_of(standing_with_cases(request)), "most": SavedView.MOST})


@personal
@require_http_methods(["GET", "POST"])
@done_once
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list that the address describes under a name."""
    standing, at = standing_with_cases(request), timezone.now()
    places = places_of(standing, asked=request.GET.get("place", ""))
    view = view_named(request.GET.get("view", ""), is_search=bool(request.GET.get("q", "").strip()))
    narrowed = DeskForm(request.GET, places=places, view=view, languages=policy_at(at).languages)
    query = narrowed.address()
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_view(by=standing, query=query, at=at, **form.cleaned_data)
        except actions.TooManyViews:
            form.add_error(
                None, _("You have saved %(most)s views, which is as many as there may be. Delete one first.") % {"most": SavedView.MOST}
            )
        except actions.NameTaken:
            form.add_error("name", _("You have a view of this name. Choose another name."))
        else:
            return redirect(f"{reverse('workbench:desk')}?{made.query}")
    context = {"form": form, "view": view, "places": places, "chips": narrowed.chips, "asked": query}
    return render(request, "workbench/saved/save.html", context)


@personal
@require_http_methods(["GET", "POST"])
@done_once
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Give a saved view another name, or let the desk open with it."""
    _places, view = _own(request, view_id)
    form = NameForm(request.POST or None, initial={"name": view.name, "is_default": view.is_default})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_view(by=standing_in(request), view_id=view_id, **form.cleaned_data)
        except actions.NameTaken:
            form.add_error("name", _("You have a view of this name. Choose another name."))
        except SavedView.DoesNotExist as error:
            raise Http404 from error
        else:
            return redirect("workbench:views")
    return render(request, "workbench/saved/change.html", {"form": form, "saved": view})


@personal
@require_http_methods(["GET", "POST"])
@done_once
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Ask once, then forget a saved view."""
    _places, view = _own(request, view_id)
    if request.method == "POST":
        try:
            actions.delete_view(by=standing_in(request), view_id=view_id)
        except SavedView.DoesNotExist as error:
            raise Http404 from error
        messages.info(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return redirect("workbench:views")
    return render(request, "workbench/saved/delete.html", {"saved": view})
