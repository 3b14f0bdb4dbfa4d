"""Check what was written, tick, and have the code sent."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import CheckForm
from mazalim.journey.intake.queries import answers_shown, chosen_body, enclosures_of, place_of, reader_of
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
    if request.method == "POST" and form.is_valid():
        here = here.write({"is_checked": True})
        if here.draft.proved_at is not None:  # opened again on this device by a code: the contact is proved
            try:
                return to_done(request, actions.lodge_once(draft_id=here.draft.pk, token=here.token, at=here.at), at=here.at)
            except actions.NotComplete:
                return redirect("intake:go_on")
        return send_and_tell(request, here)
    content = here.walk.content
    files = enclosures_of(here.draft)
    context: dict[str, Any] = {
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
    return show(request, here, form, template="intake/lodging/check.html", **context)
