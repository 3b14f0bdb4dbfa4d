"""Questions and answers: the list, add, change, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.questions import actions, queries
from mazalim.administration.questions.forms import EntryForm
from mazalim.complaints.door import standing_in
from mazalim.country.models import QuestionAndAnswer
from mazalim.work.views import done_once


@administrators_only
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Every question under its theme."""
    return render(request, "administration/questions/questions.html", {"themes": queries.questions_by_theme()})


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_entry(request: HttpRequest) -> HttpResponse:
    """A further question."""
    return _edit(request, None)


@administrators_only
@require_http_methods(["GET", "POST"])
def edit_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Other words, another theme or place."""
    return _edit(request, get_object_or_404(QuestionAndAnswer, pk=entry_id))


def _edit(request: HttpRequest, entry: QuestionAndAnswer | None) -> HttpResponse:
    places = QuestionAndAnswer.objects.count() + (entry is None)
    form = EntryForm(request.POST or None, entry=entry, themes=queries.themes(), places=places)
    if form.is_valid():
        actions.put_entry(
            by=standing_in(request),
            entry_id=entry.pk if entry else None,
            theme=form.cleaned_data["theme"],
            place=form.cleaned_data["place"],
            question=form.words("question"),
            answer=form.words("answer"),
            at=timezone.now(),
        )
        messages.success(request, _("Changed."))
        return redirect("administration:questions")
    return render(request, "administration/questions/edit.html", {"form": form, "entry": entry})


@administrators_only
@require_http_methods(["GET", "POST"])
def remove_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Ask before a question is taken off the page."""
    entry = get_object_or_404(QuestionAndAnswer, pk=entry_id)
    if request.method == "POST":
        actions.remove_entry(by=standing_in(request), entry_id=entry.pk, at=timezone.now())
        messages.success(request, _("The question is removed."))
        return redirect("administration:questions")
    return render(request, "administration/questions/remove.html", {"entry": entry})
