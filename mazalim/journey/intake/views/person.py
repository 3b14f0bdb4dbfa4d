"""Who complains: name, date of birth, citizenship, identity number, contact, and how they want to be known."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import BirthDateForm, CitizenshipForm, ContactForm, IdentityNumberForm, KnownForm, NameForm
from mazalim.journey.intake.queries import reasons_to_turn_away
from mazalim.journey.intake.steps import step_named
from mazalim.journey.intake.views.asking import Here, ask, gone, missing_page, nothing_held, on_page, opened_here, posted, show, walk_in
from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("name")
def name(request: HttpRequest, here: Here) -> HttpResponse:
    """Given name and family name."""
    return ask(request, here, NameForm(posted(request), walk=here.walk), template="intake/person/name.html")


def _ask_whether_admitted(request: HttpRequest, here: Here, form: BirthDateForm | CitizenshipForm, template: str) -> HttpResponse:
    """As `ask`; whoever is not admitted is told where else to turn. The answer is kept, so that a slip can be mended."""
    if request.method == "POST" and form.is_valid():
        after = here.write(form.changes())
        if reasons_to_turn_away(after.walk):
            return redirect("intake:elsewhere")
        return redirect("intake:later" if "later" in request.POST and not here.draft.is_for_other else after.onward)
    return ask(request, here, form, template=template)


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("birth_date")
def birth_date(request: HttpRequest, here: Here) -> HttpResponse:
    """Age is reckoned on this day in the country's zone."""
    return _ask_whether_admitted(request, here, BirthDateForm(posted(request), walk=here.walk), "intake/person/birth_date.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("citizenship")
def citizenship(request: HttpRequest, here: Here) -> HttpResponse:
    """A citizen of the country, or of another."""
    return _ask_whether_admitted(request, here, CitizenshipForm(posted(request), walk=here.walk), "intake/question.html")


@login_not_required
@personal
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Where somebody can turn who is too young, or no citizen."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        return gone(request)
    if mine is None:
        return nothing_held(request)
    walk = walk_in(mine[0], at=at)
    reasons = reasons_to_turn_away(walk)
    if not reasons:
        return missing_page(walk)
    here = Here(mine[0].draft, mine[1], walk, step_named(reasons[0]), at, returns=False)
    return show(request, here, template="intake/person/elsewhere.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("identity_number")
def identity_number(request: HttpRequest, here: Here) -> HttpResponse:
    """The number of the identity card."""
    return ask(request, here, IdentityNumberForm(posted(request), walk=here.walk), template="intake/person/identity_number.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("contact")
def contact(request: HttpRequest, here: Here) -> HttpResponse:
    """E-mail or phone."""
    return ask(request, here, ContactForm(posted(request), walk=here.walk), template="intake/person/contact.html")


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("known")
def known(request: HttpRequest, here: Here) -> HttpResponse:
    """By name or confidentially."""
    return ask(request, here, KnownForm(posted(request), walk=here.walk), template="intake/person/known.html")
