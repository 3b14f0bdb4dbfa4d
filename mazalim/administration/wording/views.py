"""Texts of notices: the list of kinds, and one kind in one language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.wording import actions, queries
from mazalim.administration.wording.forms import TextForm
from mazalim.common.clock import day_of
from mazalim.complaints.door import standing_in
from mazalim.country.queries import policy_at
from mazalim.notices.queries import own_texts, wording
from mazalim.notices.texts import KINDS
from mazalim.web import formats


@administrators_only
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every kind of notice, by who gets it."""
    complainants, officers = queries.kinds(formats.language())
    context = {"complainants": complainants, "officers": officers}
    return render(request, "administration/wording/notices.html", context)


@administrators_only
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """One kind in the language that the address names: look, keep, go back, send to oneself."""
    languages = formats.manner().languages
    language = request.GET.get("in", formats.language())
    if code not in KINDS or language not in languages:
        raise Http404
    at = timezone.now()
    policy = policy_at(at)
    today = day_of(at, policy.zone)
    held = {part: text.strip() for part, text in wording(code, language).items()}
    here = f"{reverse('administration:notice', args=[code])}?in={language}"
    given: dict[str, Any] = {"by": standing_in(request), "kind": code, "language": language, "at": at}
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    if asked == "go_back":
        actions.go_back(**given)
        messages.success(request, _("The shipped text is used again."))
        return redirect(here)
    if asked == "test":
        actions.send_to_oneself(today=today, **given)
        messages.success(request, _("It is on its way to your own address."))
        return redirect(here)
    direction = "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
    form = TextForm(request.POST or None, kind=code, language=language, direction=direction, initial=held)
    looked = held
    if form.is_bound and form.is_valid():
        looked = form.words
        if asked == "keep":
            actions.keep_text(**given | looked)
            messages.success(request, _("Kept. It is used within a minute."))
            return redirect(here)
    context = {
        "kind": code,
        "form": form,
        "names": queries.names_for(code),
        "language": language,
        "direction": direction,
        "languages": languages,
        "is_own": (code, language) in own_texts(),
        "preview": queries.preview(code, language, looked, policy=policy, today=today),
        "is_looked_at": form.is_bound and form.is_valid(),
    }
    return render(request, "administration/wording/notice.html", context)
