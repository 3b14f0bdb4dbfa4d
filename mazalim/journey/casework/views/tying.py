"""Link cases, take a link back; answer together what one person sent twice, and separate it again."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mazalim.complaints.door import refused_when_late, standing_in
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint
from mazalim.journey.casework.actions import tying
from mazalim.journey.casework.forms import JoinForm, LinkForm, ReasonForm
from mazalim.journey.casework.queries import cases_beside, cases_of_same_person, other_case
from mazalim.journey.casework.views.frame import act_page, case_for, done, given
from mazalim.web import formats
from mazalim.web.forms import Explained
from mazalim.web.views import personal
from mazalim.work.views import done_once


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, case_number: str) -> HttpResponse:
    """Say that another case belongs to this one, and which of them leads."""
    complaint, standing = case_for(request, case_number, Move.LINK), standing_in(request)
    asked = request.GET.get("with", "")[:16]
    form = LinkForm(request.POST or None, initial={"version": complaint.version, "case_number": asked})
    other = other_case(standing, complaint, form.cleaned_data["case_number"] if form.is_valid() else asked)
    if form.is_valid():
        if other is None:
            form.add_error("case_number", _("There is no other case with this number on your desks"))
        else:
            try:
                tying.link(
                    **given(request, complaint, form),
                    other_id=other.pk,
                    lead=tying.Lead(form.cleaned_data["lead"]),
                    reason=form.cleaned_data["reason"],
                )
            except tying.CannotLink:
                form.add_error("case_number", _("You only read that case, so it cannot be linked by you"))
            except tying.AlreadyLinked:
                form.add_error("case_number", _("These two cases are linked already"))
            except tying.CannotLead:
                form.add_error("lead", _("One of them follows another case already, or leads others. A case follows one lead alone"))
            else:
                return done(request, complaint, _("The cases are linked."))
    return act_page(request, "tying/link", complaint, form, other=other)


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def unlink(request: HttpRequest, case_number: str, other_number: str) -> HttpResponse:
    """Take a link back, after a question."""
    complaint, standing = case_for(request, case_number, Move.UNLINK), standing_in(request)
    roles = {one.case.case_number: one.role for one in cases_beside(standing, complaint).linked if one.may_be_unlinked}
    other = other_case(standing, complaint, other_number)
    if other is None or other_number not in roles:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        try:
            tying.unlink(**given(request, complaint, form), other_id=other.pk, reason=form.cleaned_data["reason"])
        except (tying.CannotLink, tying.NotLinked):
            form.add_error(None, _("This link cannot be taken back by you"))
        else:
            return done(request, complaint, _("The link is taken back."))
    return act_page(request, "tying/unlink", complaint, form, other=other, role=roles[other_number])


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, case_number: str) -> HttpResponse:
    """Let this complaint be answered together with another one of the same person."""
    complaint = case_for(request, case_number, Move.JOIN)
    cases = cases_of_same_person(standing_in(request), complaint)
    form = JoinForm(request.POST or None, cases=_choices(cases), initial={"version": complaint.version})
    if form.is_valid():
        try:
            tying.join(**given(request, complaint, form), lead_id=form.cleaned_data["lead"], reason=form.cleaned_data["reason"])
        except tying.CannotJoin:
            form.add_error("lead", _("This case cannot be answered for both any more. Choose another one"))
        except tying.AnotherPerson:
            form.add_error("lead", _("As far as the records tell, the two were not sent by one person"))
        else:
            return done(request, complaint, _("Both get one answer. The complainant is told."))
    return act_page(request, "tying/join", complaint, form, cases=cases)


def _choices(cases: Iterable[Complaint]) -> list[tuple[int, Explained]]:
    return [
        (
            case.pk,
            Explained(
                f"{case.case_number} · {case.subject}",
                _("Lodged %(lodged)s, answer due %(due)s")
                % {"lodged": formats.plain_day(case.lodged_at), "due": formats.plain_day(case.due_at) if case.due_at else "–"},
            ),
        )
        for case in cases
    ]


@personal
@done_once
@refused_when_late
@require_http_methods(["GET", "POST"])
def separate(request: HttpRequest, case_number: str) -> HttpResponse:
    """Let a joined complaint be answered by itself again, after a question."""
    complaint = case_for(request, case_number, Move.SEPARATE)
    form = ReasonForm(request.POST or None, initial={"version": complaint.version})
    if form.is_valid():
        tying.separate(**given(request, complaint, form), reason=form.cleaned_data["reason"])
        return done(request, complaint, _("The case gets an answer of its own again. The complainant is told."))
    return act_page(request, "tying/separate", complaint, form)
