"""Standard texts: the list, one text with its versions, writing and changing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mazalim.complaints.door import standing_in, standing_with_cases
from mazalim.directory.models import Category, PublicBody
from mazalim.directory.queries import all_categories
from mazalim.journey.replies import actions
from mazalim.journey.replies.forms.texts import FOR_ALL, ArchiveForm, SearchForm, TextForm
from mazalim.journey.replies.models import StandardText
from mazalim.journey.replies.queries import bodies_written_for, categories_written_for, sample_of, text_shown_to, texts_listed, versions_of
from mazalim.journey.replies.rules import PLACEHOLDERS, may_write_for
from mazalim.web import formats
from mazalim.web.paging import cursor_in
from mazalim.web.views import conflict, personal
from mazalim.work.views import done_once


def _text(request: HttpRequest, text_id: int, *, to_write: bool = False) -> StandardText:
    """A text that the officer may read: 404 for everybody else, 403 for who reads it and may not change it."""
    standing = standing_with_cases(request)
    text = text_shown_to(standing, text_id)
    if text is None:
        raise Http404
    if to_write and not may_write_for(standing, text.body_id):
        raise PermissionDenied
    return text


@personal
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """The texts of the officer's bodies and those for all, with a search."""
    standing = standing_with_cases(request)
    is_archived = request.GET.get("show") == "archived"
    form = SearchForm(request.GET, categories=all_categories())
    page = texts_listed(standing, form.wanted(is_archived=is_archived), cursor=cursor_in(request.GET))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context = {
        "form": form,
        "listed": page,
        "is_archived": is_archived,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "may_write": standing.is_central or bool(standing.bodies),
        "keep": f"{query.urlencode()}&" if query else "",
        "now": timezone.now(),
    }
    return render(request, "replies/texts/list.html", context)


@personal
@require_safe
def text(request: HttpRequest, text_id: int) -> HttpResponse:
    """One text: as it reads now, filled with sample values, and every version that it had."""
    shown = _text(request, text_id)
    at = timezone.now()
    context = {
        "text": shown,
        "sample": sample_of(shown.words, shown.language, body=shown.body, category=shown.category, at=at),
        "versions": list(versions_of(shown)),
        "may_write": may_write_for(standing_in(request), shown.body_id),
        "now": at,
    }
    return render(request, "replies/texts/text.html", context)


@personal
@done_once
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new text."""
    standing, at = standing_with_cases(request), timezone.now()
    bodies = bodies_written_for(standing)
    if not bodies and not standing.is_central:
        raise PermissionDenied
    first = str(bodies[0].pk) if bodies else FOR_ALL
    form = TextForm(
        request.POST or None,
        bodies=bodies,
        for_all=standing.is_central,
        categories=categories_written_for(standing),
        initial={"version": 0, "part": "reason", "body": first, "language": formats.language()},
    )
    if form.is_valid() and "look" not in request.POST:
        made = actions.write_text(by=standing, body_id=form.body_id, language=form.cleaned_data["language"], wording=form.wording(), at=at)
        messages.info(request, _("The text is there for the officers."))
        return redirect("replies:text", made.pk)
    body = next((one for one in bodies if form.is_bound and str(one.pk) == form.data.get("body")), None)
    language = form.cleaned_data.get("language", "") if form.is_bound else ""
    return _form_page(request, form, body=body, language=language)


@personal
@done_once
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, text_id: int) -> HttpResponse:
    """The next version of a text."""
    found, standing = _text(request, text_id, to_write=True), standing_in(request)
    initial = {"version": found.version, "part": found.part, "outcome": found.outcome, "title": found.title, "words": found.words}
    form = TextForm(
        request.POST or None,
        bodies=[],
        for_all=False,
        categories=categories_written_for(standing),
        initial=initial | {"category": found.category_id},
    )
    form.settle()
    status = 200
    if form.is_valid() and "look" not in request.POST:
        version = form.cleaned_data["version"]
        try:
            actions.change_text(text_id=found.pk, by=standing, version=version, wording=form.wording(), at=timezone.now())
        except actions.TextChanged:
            form.add_error(None, _("Somebody else changed this text meanwhile. What you typed is on this page, but it is not saved."))
            status = 409
        else:
            messages.info(request, _("The new version is there for the officers. The one before stays readable."))
            return redirect("replies:text", found.pk)
    return _form_page(request, form, text=found, body=found.body, language=found.language, status=status)


def _form_page(
    request: HttpRequest, form: TextForm, *, body: PublicBody | None, language: str, text: StandardText | None = None, status: int = 200
) -> HttpResponse:
    sample = ""
    if form.is_bound and form.is_valid() and "look" in request.POST:
        category = Category.objects.filter(pk=form.cleaned_data["category"] or 0).first()
        sample = sample_of(form.cleaned_data["words"], language, body=body, category=category, at=timezone.now())
    context = {"form": form, "text": text, "sample": sample, "language": language, "placeholders": PLACEHOLDERS}
    return render(request, "replies/texts/write.html", context, status=status)


@require_POST
@done_once
def archive(request: HttpRequest, text_id: int) -> HttpResponse:
    """Put a text away, or bring it back."""
    found = _text(request, text_id, to_write=True)
    form = ArchiveForm(request.POST)
    if form.is_valid():
        is_archived = not found.is_archived
        version = form.cleaned_data["version"]
        try:
            actions.archive_text(text_id=found.pk, by=standing_in(request), version=version, is_archived=is_archived, at=timezone.now())
        except actions.TextChanged:
            explanation = _("Somebody else changed this text while you had the page open. Look at it again.")
            return conflict(request, explanation=explanation, back=reverse("replies:text", args=[found.pk]))
        said = _("The text is put away: no reply takes it any more.") if is_archived else _("The text is there for the officers again.")
        messages.info(request, said)
    return redirect("replies:text", found.pk)
