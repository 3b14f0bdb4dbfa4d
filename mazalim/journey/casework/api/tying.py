"""Take a link back; answer together what one person sent twice, and separate it again."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Status
from pydantic import Field

from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.journey.casework.actions import tying
from mazalim.journey.casework.api.acting import Reasoned, acted, given, on_case, router
from mazalim.journey.casework.forms import ReasonForm
from mazalim.journey.casework.queries import cases_beside, cases_of_same_person, other_case
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_field


class Joined(Reasoned):
    """With which case of the same person this one is answered."""

    lead: str = Field(description=gettext_noop("The number of the case that is answered for both."), examples=["2026-0001234"])


@on_case(router, "links/{other_number}/end", "unlink", gettext_noop("Take the link back"))
def unlink(request: HttpRequest, case_number: str, other_number: str, asked: Reasoned) -> Status[Any]:
    """Say that two cases do not belong together after all."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    other = other_case(standing, complaint, other_number)
    may_end = {one.case.case_number for one in cases_beside(standing, complaint).linked if one.may_be_unlinked}
    if other is None or other_number not in may_end:
        raise Http404
    reason = cleaned(ReasonForm(asked.model_dump()))["reason"]
    try:
        entry = tying.unlink(**given(request, complaint, asked), other_id=other.pk, reason=reason)
    except (tying.CannotLink, tying.NotLinked) as error:
        raise Problem(NOT_NOW, _("This link cannot be taken back by you")) from error
    return acted(request, complaint, entry)


@on_case(router, "join", "join", gettext_noop("Answer two cases together"))
def join(request: HttpRequest, case_number: str, asked: Joined) -> Status[Any]:
    """Let this complaint be answered together with another one of the same person."""
    complaint = case_shown_to(request, case_number)
    reason = cleaned(ReasonForm(asked.model_dump()))["reason"]
    known = {case.case_number: case.pk for case in cases_of_same_person(standing_in(request), complaint)}
    if asked.lead not in known:
        raise wrong_field("lead", _("Choose a case from the list"))
    try:
        entry = tying.join(**given(request, complaint, asked), lead_id=known[asked.lead], reason=reason)
    except tying.CannotJoin as error:
        raise wrong_field("lead", _("This case cannot be answered for both any more. Choose another one")) from error
    except tying.AnotherPerson as error:
        raise wrong_field("lead", _("As far as the records tell, the two were not sent by one person")) from error
    return acted(request, complaint, entry)


@on_case(router, "separate", "separate", gettext_noop("Answer the case by itself"))
def separate(request: HttpRequest, case_number: str, asked: Reasoned) -> Status[Any]:
    """Let a joined complaint be answered by itself again."""
    complaint = case_shown_to(request, case_number)
    reason = cleaned(ReasonForm(asked.model_dump()))["reason"]
    return acted(request, complaint, tying.separate(**given(request, complaint, asked), reason=reason))
