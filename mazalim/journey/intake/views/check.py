"""Check what was written, tick, and have the code sent."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.common.canonical import canonical
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import CheckForm
from mazalim.journey.intake.queries import EnclosureKept, answers_shown, chosen_body, enclosures_of, place_of, reader_of
from mazalim.journey.intake.rules import ON_PAPER
from mazalim.journey.intake.views.asking import Here, on_page, posted, show
from mazalim.journey.intake.views.code import send_and_tell
from mazalim.journey.intake.views.done import to_done
from mazalim.web import formats
from mazalim.web.views import personal


@login_not_required
@personal
@require_http_methods(["GET", "POST"])
@on_page("check")
def check(request: HttpRequest, here: Here) -> HttpResponse:
    """A line for every answer, and exactly what the public body will read."""
    form = CheckForm(posted(request))
    files = enclosures_of(here.draft)
    seen = _sign_of(here, files)
    if request.method == "POST" and request.POST.get("seen", seen) != seen:
        form.add_error(None, _("This was changed in another window meanwhile. Here is how it stands now: please check it once more."))
    if request.method == "POST" and form.is_valid():
        here = here.write({"is_checked": True})
        if here.walk.content.verify_by == ON_PAPER:
            return redirect("intake:signed")
        if here.draft.proved_at is not None:  # opened again on this device by a code: the contact is proved
            try:
                return to_done(request, actions.lodge_once(draft_id=here.draft.pk, token=here.token, at=here.at), at=here.at)
            except actions.NotComplete:
                return redirect("intake:go_on")
        return send_and_tell(request, here)
    return show(request, here, form, template="intake/lodging/check.html", seen=seen, **answers_of(here, files))


def answers_of(here: Here, files: Sequence[EnclosureKept]) -> dict[str, Any]:
    """What the lines of all answers show."""
    content = here.walk.content
    return {
        "steps": [step for step in here.walk.steps() if step.name != "suggested"],
        "body": chosen_body(content),
        "category": here.walk.category,
        "place": place_of(content),
        "answers": answers_shown(here.walk),
        "files": files,
        "total_size": sum(file.size for file in files),
        "reader": reader_of(here.walk),
        "country_name": formats.locale().territories.get(content.citizenship, content.citizenship),
    }


def _sign_of(here: Here, files: Sequence[EnclosureKept]) -> str:
    """Stands for everything that the page shows, so that nothing is sent that was not on it."""
    shown = replace(here.walk.content, is_checked=False, passed=(), language="").as_json() | {"files": [file.key for file in files]}
    return sha256(canonical(shown)).hexdigest()[:32]
