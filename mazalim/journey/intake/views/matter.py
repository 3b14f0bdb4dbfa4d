"""The matter itself: against whom, what about, what happened, when and where, the category's questions, and what would put it right."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.journey.intake.forms import AgainstForm, CategoryForm, HappenedForm, PointsForm, QuestionsForm, WhenWhereForm
from mazalim.journey.intake.forms.sectors import sector_rows
from mazalim.journey.intake.queries import LONG_LIST, categories_offered, sectors_of, similar_questions
from mazalim.journey.intake.views.asking import Here, ask, on_page, posted, show
from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("against")
def against(request: HttpRequest, here: Here) -> HttpResponse:
    """A service or an official."""
    return ask(request, here, AgainstForm(posted(request), walk=here.walk), template="intake/matter/against.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("category")
def category(request: HttpRequest, here: Here) -> HttpResponse:
    """What it is about; where the list would be too long, `?sector=` opens a part of it."""
    offered = categories_offered(here.walk.content)
    if len(offered) <= LONG_LIST:
        return ask(request, here, CategoryForm(posted(request), walk=here.walk, offered=offered), template="intake/matter/category.html")
    sectors = sectors_of(offered)
    sector = request.GET.get("sector", "")
    if sector not in sectors and request.method != "POST":
        return show(request, here, template="intake/matter/sectors.html", sectors=sector_rows(sectors, chosen=here.walk.category))
    form = CategoryForm(posted(request), walk=here.walk, offered=sectors.get(sector, offered))
    return ask(request, here, form, template="intake/matter/category.html", has_other_sectors=True)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("happened")
def happened(request: HttpRequest, here: Here) -> HttpResponse:
    """Subject and description."""
    return ask(request, here, HappenedForm(posted(request), walk=here.walk), keeps=True)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("when_where")
def when_where(request: HttpRequest, here: Here) -> HttpResponse:
    """Day, district, place."""
    return ask(request, here, WhenWhereForm(posted(request), walk=here.walk), keeps=True)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("questions")
def questions(request: HttpRequest, here: Here) -> HttpResponse:
    """What the category asks."""
    return ask(request, here, QuestionsForm(posted(request), walk=here.walk), keeps=True)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("points")
def points(request: HttpRequest, here: Here) -> HttpResponse:
    """What would put it right, point by point."""
    form = PointsForm(posted(request), walk=here.walk)
    answer = ask(request, here, form, template="intake/matter/points.html", keeps=True)
    is_passed_on = answer.status_code == 302 and not here.returns and "later" not in request.POST
    return redirect("intake:similar") if is_passed_on and similar_questions(here.walk.content) else answer


@login_not_required
@personal
@require_safe
@on_page("enclosures")
def similar(request: HttpRequest, here: Here) -> HttpResponse:
    """Questions that others asked, where some fit; it stands between points and enclosures and wants no answer."""
    found = similar_questions(here.walk.content)
    if not found:
        return redirect("intake:enclosures")
    return show(request, here, template="intake/matter/similar.html", found=found)
