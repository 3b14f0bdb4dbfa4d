"""The points that the reply must answer: split, add, leave out with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import about_to, case_shown_to, refused_when_late, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.queries import case_file
from mazalim.country.queries import policy_at
from mazalim.journey.replies import actions
from mazalim.journey.replies.actions.drafting import WRITING
from mazalim.journey.replies.forms.pointing import PointsForm
from mazalim.journey.replies.queries import open_draft, points_of
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest, case_number: str) -> HttpResponse:
    """Say what the reply must answer. The complainant's own words stay as they are in the file."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    if Move.SET_POINTS not in moves:
        raise ImpossibleMove(Move.SET_POINTS)
    file = case_file(complaint, shown_to=standing)
    now = points_of(file)
    form = PointsForm(
        request.POST or None,
        points=now,
        point_characters=policy_at(at).limits.point_characters,
        initial={"version": complaint.version},
    )
    about_to(request, form)
    if form.is_valid():
        try:
            actions.set_points(complaint_id=complaint.pk, by=standing, version=form.cleaned_data["version"], at=at, **form.changes())
        except actions.NothingChanged:
            form.add_error(None, _("Nothing is changed yet: split a point, leave one out, or add one."))
        except actions.NoPointLeft:
            form.add_error(None, _("At least one point must be answered. To refuse the complaint as a whole, propose to refuse it."))
        except actions.TooManyPoints:
            form.add_error(None, _("These are more points than a reply can answer. Put some together."))
        else:
            messages.info(request, _("The points are changed. The complainant sees them as they stand now."))
            return redirect("replies:draft" if moves & WRITING else "workbench:case", case_number)
    context = {"complaint": complaint, "file": file, "form": form, "points": now, "draft": open_draft(complaint), "now": at}
    return render(request, "replies/points.html", context)
