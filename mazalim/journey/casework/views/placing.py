"""Refer and categorise."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.accounts.queries import Standing
from mazalim.common.text import number_in
from mazalim.complaints.door import refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.queries import case_file
from mazalim.country.policy import Span
from mazalim.country.queries import calendar
from mazalim.directory.models import Category
from mazalim.directory.queries import BodyRow, all_categories, bodies_named_like, body_row, categories_of
from mazalim.journey.casework import actions
from mazalim.journey.casework.forms import CategoriseForm, ReferForm
from mazalim.journey.casework.rules import goes_to_a_ruling, is_shorter
from mazalim.journey.casework.views.frame import act_page, case_for, done, given
from mazalim.journey.routing.queries import precedents
from mazalim.journey.routing.suggest import suggest_bodies, suggest_categories
from mazalim.web import formats
from mazalim.web.forms import Explained
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, case_number: str) -> HttpResponse:
    """Send the case to another body. The button of the search sends the form back with what was typed, and changes nothing."""
    complaint = case_for(request, case_number, Move.REFER)
    is_search = "search" in request.POST
    words = (request.POST if request.method == "POST" else request.GET).get("q", "")
    chosen = number_in((request.POST if request.method == "POST" else request.GET).get("body"))
    rows, choices = bodies_offered(complaint, standing_in(request), words=words, chosen=chosen)
    form = ReferForm(
        None if is_search else request.POST or None,
        choices=choices,
        initial={
            "version": request.POST.get("version", complaint.version),
            "q": words,
            "body": chosen,
            "reason": request.POST.get("reason", ""),
        },
    )
    if form.is_valid():
        try:
            actions.refer(
                **given(request, complaint, form),
                body_id=form.cleaned_data["body"],
                category_id=form.cleaned_data["category"],
                reason=form.cleaned_data["reason"],
            )
        except actions.NotAReceiver:
            form.add_error("body", _("This public body cannot take the case. Choose another one"))
        except actions.WrongCategory:
            form.add_error("body", _("This public body does not deal with the category suggested. Choose it again, without a suggestion"))
        else:
            return done(request, complaint, _("The case is referred."))
    is_screening = complaint.state == State.SCREENING
    return act_page(
        request,
        "refer",
        complaint,
        form,
        is_search=is_search or bool(words),
        found=len(rows),
        words=words,
        is_ruling=is_screening and complaint.referrals > 0,
        goes_to_ruling=not is_screening and goes_to_a_ruling(complaint),
        precedents=precedents(standing_in(request), complaint),
    )


def bodies_offered(
    complaint: Complaint, standing: Standing, *, words: str, chosen: int | None
) -> tuple[list[BodyRow], list[tuple[int, Explained]]]:
    """The bodies to choose from: those found by the search, else those suggested; the one chosen stays among them."""
    hints: dict[int, str] = {}
    if words.strip():
        rows = bodies_named_like(words, most=10)
    else:
        text = case_file(complaint, shown_to=standing).matter
        found = suggest_bodies(
            text=text, language=complaint.language, place_id=complaint.place_id, category_id=complaint.category_id, most=4
        )
        rows = [one.body for one in found]
        hints = {
            one.body.pk: _("Words of the complaint: %(words)s") % {"words": formats.comma().join(one.why.words)}
            for one in found
            if one.why.words
        }
    if complaint.state != State.SCREENING:
        rows = [row for row in rows if row.pk != complaint.body_id][:10]
    picked = body_row(chosen) if chosen and chosen not in {row.pk for row in rows} else None
    shown = [*([picked] if picked and picked.accepts else []), *rows]
    return rows, [(row.pk, Explained(formats.in_language(row.names)[0], _hint(row, hints))) for row in shown]


def _hint(row: BodyRow, hints: dict[int, str]) -> str:
    return " · ".join(filter(None, [formats.in_language(row.parent_names)[0], hints.get(row.pk, "")]))


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def categorise(request: HttpRequest, case_number: str) -> HttpResponse:
    """Put the case into another category."""
    complaint = case_for(request, case_number, Move.CATEGORISE)
    offered = all_categories() if complaint.state == State.SCREENING else categories_of(complaint.body_id)
    categories = [category for category in offered if category.pk != complaint.category_id]
    form = CategoriseForm(
        request.POST or None, choices=[("", "…"), *_choices(complaint, categories)], initial={"version": complaint.version}
    )
    if form.is_valid():
        try:
            actions.categorise(**given(request, complaint, form), category_id=form.cleaned_data["category"])
        except (actions.WrongCategory, actions.NotAReceiver):
            form.add_error("category", _("Choose a category from the list"))
        else:
            return done(request, complaint, _("The category is changed."))
    likely = suggest_categories(case_file(complaint, shown_to=standing_in(request)).matter)
    among = {category.pk for category in categories}
    return act_page(request, "categorise", complaint, form, likely=[one for one in likely if one.category.pk in among])


def _choices(complaint: Complaint, categories: Iterable[Category]) -> list[tuple[int | str, str]]:
    """The categories by name; one that shortens the deadline says so."""
    days, terms = calendar(), complaint.terms
    rows: list[tuple[int | str, str]] = []
    for category in categories:
        span = Span(category.response_days, category.response_unit)  # type: ignore[arg-type]  # the column's choices
        name = formats.in_language(category.names)[0]
        if is_shorter(span, terms.decision, calendar=days, complaint=complaint):
            name = _("%(category)s (shorter: %(time)s)") % {"category": name, "time": formats.span(span)}
        rows.append((category.pk, name))
    return sorted(rows, key=lambda row: row[1])
