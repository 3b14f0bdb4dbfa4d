"""The tree and one body."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from mazalim.administration.bodies import queries
from mazalim.administration.bodies.forms import BodiesForm
from mazalim.administration.frame.views.door import administrators_only
from mazalim.directory.models import PublicBody
from mazalim.web.paging import text_cursor_in


@administrators_only
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The tree, a level at a time, or what fits the search."""
    form = BodiesForm(request.GET, kinds=queries.kinds())
    chosen = form.chosen
    under = request.GET.get("under", "")
    parent = get_object_or_404(PublicBody, code=under) if under and "\0" not in under else None
    found = queries.bodies(parent=parent, words=chosen["q"], kind=chosen["kind"], lack=chosen["lack"])
    kept = {name: value for name, value in {**chosen, "under": under}.items() if value}
    is_tree = not any(chosen.values())
    context = {
        "form": form,
        "listed": queries.bodies_page(found, cursor=text_cursor_in(request.GET)),
        "keep": urlencode(kept) + "&" if kept else "",
        "parent": parent if is_tree else None,
        "above": queries.line_of(parent) if parent and is_tree else [],
        "is_tree": is_tree,
    }
    return render(request, "administration/bodies/bodies.html", context)


@administrators_only
@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body."""
    page = queries.body_page(code)
    if page is None:
        raise Http404
    return render(request, "administration/bodies/body.html", {"about": page, "body": page.body, "now": timezone.now()})
