"""Which public body: search, tree, "I do not know", and the bodies that fit what was written."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mazalim.journey.intake.forms import BodyForm, SuggestedForm
from mazalim.journey.intake.forms.body import SearchForm
from mazalim.journey.intake.queries import BodyOption, Branch, bodies_found, bodies_that_may_fit, branch, chosen_body, option_named
from mazalim.journey.intake.views.asking import Here, ask, on_page, posted
from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("body")
def body(request: HttpRequest, here: Here) -> HttpResponse:
    """`?q=` searches by name, `?under=` opens a branch of the tree (empty: the highest bodies). Both are read in the query, so no script is needed."""
    words = request.GET.get("q", "").strip()[:200]
    opened = _branch(request) if not words else None
    chosen = option_named(request.POST.get("body", "")) or chosen_body(here.walk.content)
    offered: list[BodyOption] = bodies_found(words) if words else list(opened.options) if opened else []
    if chosen and chosen not in offered:
        offered.append(chosen)
    if opened and opened.parent and opened.parent.accepts and opened.parent.pk not in [option.row.pk for option in offered]:
        offered.insert(0, BodyOption(opened.parent, opened.above))
    form = BodyForm(posted(request), walk=here.walk, offered=offered)
    context = {
        "search": SearchForm(initial={"q": words}),
        "words": words,
        "branch": opened,
        "under": [option for option in offered if option.row.accepts and not option.row.is_leaf],
        "closed": [option for option in offered if not option.row.accepts and not option.row.is_leaf],
    }
    return ask(request, here, form, template="intake/matter/body.html", **context)


def _branch(request: HttpRequest) -> Branch | None:
    if "under" not in request.GET:
        return None
    under, start = request.GET["under"], request.GET.get("start", "0")
    is_numbers = (
        ((under.isascii() and under.isdecimal()) or not under) and start.isascii() and start.isdecimal() and len(under + start) < 16
    )
    found = branch(int(under or 0), start=int(start)) if is_numbers else None
    if found is None:
        raise Http404("There is no such branch of the tree.")
    return found


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("suggested")
def suggested(request: HttpRequest, here: Here) -> HttpResponse:
    """Three bodies that may be the right ones, for who does not know."""
    offered = bodies_that_may_fit(here.walk.content)
    return ask(
        request,
        here,
        SuggestedForm(posted(request), walk=here.walk, offered=offered),
        template="intake/matter/suggested.html",
        has_any=bool(offered),
    )
