"""Banners: the list, add, change, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.banners import actions
from mazalim.administration.banners.forms import KINDS, BannerForm
from mazalim.administration.frame.views.door import administrators_only
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.country.models import Banner
from mazalim.country.queries import policy_at
from mazalim.work.views import done_once


@administrators_only
@require_safe
def banners(request: HttpRequest) -> HttpResponse:
    """Every banner, those of later days first."""
    at = timezone.now()
    today = day_of(at, policy_at(at).zone)
    rows = [(row, KINDS.get(row.kind, row.kind), row.first_date <= today <= row.last_date) for row in Banner.objects.all()[:100]]
    return render(request, "administration/banners/banners.html", {"rows": rows})


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_banner(request: HttpRequest) -> HttpResponse:
    """A further banner."""
    return _edit(request, None)


@administrators_only
@require_http_methods(["GET", "POST"])
def edit_banner(request: HttpRequest, banner_id: int) -> HttpResponse:
    """Other words or other days."""
    return _edit(request, get_object_or_404(Banner, pk=banner_id))


def _edit(request: HttpRequest, banner: Banner | None) -> HttpResponse:
    at = timezone.now()
    form = BannerForm(request.POST or None, banner=banner, today=day_of(at, policy_at(at).zone))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "first_date", "last_date")}
        actions.put_banner(by=standing_in(request), banner_id=banner.pk if banner else None, texts=form.words("text"), at=at, **given)
        messages.success(request, _("Kept. It is shown within a minute, on its days."))
        return redirect("administration:banners")
    return render(request, "administration/banners/edit.html", {"form": form, "banner": banner})


@administrators_only
@require_http_methods(["GET", "POST"])
def remove_banner(request: HttpRequest, banner_id: int) -> HttpResponse:
    """Ask before a banner is taken off."""
    banner = get_object_or_404(Banner, pk=banner_id)
    if request.method == "POST":
        actions.remove_banner(by=standing_in(request), banner_id=banner.pk, at=timezone.now())
        messages.success(request, _("The line is removed."))
        return redirect("administration:banners")
    return render(request, "administration/banners/remove.html", {"banner": banner})
