"""Categories: the list, one category, its questions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.categories import actions, queries
from mazalim.administration.categories.forms import CategoryForm, QuestionForm
from mazalim.administration.categories.words import KINDS
from mazalim.administration.frame.views.door import administrators_only
from mazalim.complaints.door import standing_in
from mazalim.country.policy import Span
from mazalim.directory.models import Category
from mazalim.work.views import done_once


@administrators_only
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Every category by its sector."""
    return render(request, "administration/categories/categories.html", {"sectors": queries.categories_by_sector()})


@administrators_only
@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """One category with its questions and bodies."""
    page = queries.category_page(code)
    if page is None:
        raise Http404
    held = page.category
    asked = [(question, KINDS.get(question["kind"], question["kind"])) for question in held.questions]
    response = Span(held.response_days, held.response_unit)  # type: ignore[arg-type]  # one of the model's choices
    context = {"page": page, "category": held, "questions": asked, "response": response, "now": timezone.now()}
    return render(request, "administration/categories/category.html", context)


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def add_category(request: HttpRequest) -> HttpResponse:
    """A further category."""
    form = CategoryForm(request.POST or None, sectors=queries.sectors())
    if form.is_valid():
        made = actions.add_category(by=standing_in(request), at=timezone.now(), **form.given)
        messages.success(request, _("The category is added."))
        return redirect("administration:category", made.code)
    return render(request, "administration/categories/edit.html", {"form": form, "category": None})


@administrators_only
@require_http_methods(["GET", "POST"])
def edit_category(request: HttpRequest, code: str) -> HttpResponse:
    """Names, words, response time, in use or not."""
    held = get_object_or_404(Category, code=code)
    form = CategoryForm(request.POST or None, sectors=queries.sectors(), category=held)
    if form.is_valid():
        actions.edit_category(by=standing_in(request), category_id=held.pk, at=timezone.now(), **form.given)
        messages.success(request, _("Changed."))
        return redirect("administration:category", code)
    return render(request, "administration/categories/edit.html", {"form": form, "category": held})


@administrators_only
@done_once
@require_http_methods(["GET", "POST"])
def edit_question(request: HttpRequest, code: str) -> HttpResponse:
    """Add a question, or change the one that the address names."""
    held = get_object_or_404(Category, code=code)
    asked = request.GET.get("question", "")
    question = queries.question_of(held, asked)
    places = len(held.questions) + (question is None)
    place = held.questions.index(question) + 1 if question else places
    form = QuestionForm(request.POST or None, question=question, place=place, places=places)
    if form.is_valid():
        actions.put_question(
            by=standing_in(request),
            category_id=held.pk,
            code=question["code"] if question else "",
            question=form.question,
            place=form.cleaned_data["place"],
            at=timezone.now(),
        )
        messages.success(request, _("Changed."))
        return redirect("administration:category", code)
    return render(request, "administration/categories/question.html", {"form": form, "category": held, "question": question})


@administrators_only
@require_http_methods(["GET", "POST"])
def remove_question(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a question no more."""
    held = get_object_or_404(Category, code=code)
    question = queries.question_of(held, request.GET.get("question", ""))
    if question is None:
        raise Http404
    if request.method == "POST":
        actions.remove_question(by=standing_in(request), category_id=held.pk, code=question["code"], at=timezone.now())
        messages.success(request, _("The question is removed."))
        return redirect("administration:category", code)
    return render(request, "administration/categories/remove_question.html", {"category": held, "question": question})
