"""Conflict of interest: who the official is, back to the ordinary desk, stepping back from a case."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Schema, Status
from pydantic import Field

from mazalim.accounts.queries import OfficerFound, officers_named_like
from mazalim.complaints.conflict import stands_outside
from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, State
from mazalim.journey.casework import actions
from mazalim.journey.casework.api.acting import Reasoned, Versioned, acted, bearer, given, on_case, router
from mazalim.journey.casework.forms import OfficialForm, ReasonForm, RecuseForm
from mazalim.journey.casework.queries import accused_officers
from mazalim.journey.intake.api import Ident
from mazalim.web import formats
from mazalim.web.problems import NOT_NOW, Problem, cleaned


class OfficerSeen(Schema):
    """An officer who may be the official."""

    id: str = Field(examples=["12"])
    name: str
    places: list[str] = Field(description=gettext_noop("The desks and public bodies of the officer's roles."))


class OfficialRuled(Reasoned):
    """Who the official is, or that it is nobody here."""

    found: str = Field(description=gettext_noop("matched, not_an_officer or does_not_exist."), examples=["matched"])
    q: str = Field("", description=gettext_noop("The words with which the officers were looked for."), examples=["Leyla Yusef"])
    officers: list[Ident] = []


class Recused(Versioned):
    """Why the account steps back."""

    reason: str = Field(examples=["other"])
    text: str = ""


@router.get(
    "/office/cases/{case_number}/official",
    response=list[OfficerSeen],
    auth=bearer,
    operation_id="office_find_official",
    summary=gettext_noop("Look for the official"),
    description=gettext_noop("Officers whose names are like the words, however they are spelt; the most alike first."),
)
def find_official(request: HttpRequest, case_number: str, q: str = "") -> list[OfficerSeen]:
    """Officers among whom the accused official may be."""
    complaint = _to_be_matched(request, case_number)
    return [
        OfficerSeen(id=str(one.officer_id), name=one.name, places=[formats.in_language(names)[0] for names in one.place_names])
        for one in _found(complaint, q)
    ]


def _found(complaint: Complaint, words: str) -> list[OfficerFound]:
    return officers_named_like(words[:100], near=None if complaint.state == State.SCREENING else complaint.body)


@on_case(router, "official", "rule_on_official", gettext_noop("Say who the official is"))
def rule_on_official(request: HttpRequest, case_number: str, asked: OfficialRuled) -> Status[Any]:
    """The officers matched see nothing of the case any more."""
    complaint = _to_be_matched(request, case_number)
    known = {one.pk: one.name for one in accused_officers(complaint)} | {one.officer_id: one.name for one in _found(complaint, asked.q)}
    form = OfficialForm(asked.model_dump(), choices=list(known.items()))
    if not stands_outside(complaint, standing_in(request).officer_id):
        form.fields["found"].choices = form.fields["found"].choices[:1]  # type: ignore[attr-defined]  # a choice field
    typed = cleaned(form)
    what = {**given(request, complaint, asked), "reason": typed["reason"]}
    if typed["found"] == "matched":
        return acted(request, complaint, actions.match_official(**what, officers=typed["officers"]))
    return acted(request, complaint, actions.rule_out_official(**what, found=typed["found"]))


def _to_be_matched(request: HttpRequest, case_number: str) -> Complaint:
    complaint = case_shown_to(request, case_number)
    if Move.MATCH_OFFICIAL not in moves_open(complaint, by=actor_officer(standing_in(request)), at=timezone.now()):
        raise ImpossibleMove(Move.MATCH_OFFICIAL)
    return complaint


@on_case(router, "release", "release", gettext_noop("Give the case to the ordinary desk"))
def release(request: HttpRequest, case_number: str, asked: Reasoned) -> Status[Any]:
    """Give the case to the ordinary desk of its body."""
    complaint = case_shown_to(request, case_number)
    if not stands_outside(complaint, standing_in(request).officer_id):
        raise ImpossibleMove(Move.RELEASE)
    reason = cleaned(ReasonForm(asked.model_dump()))["reason"]
    try:
        entry = actions.release(**given(request, complaint, asked), reason=reason)
    except actions.NotClean as error:
        words = _("The case has to stay here: an accused officer works in this public body, or stands over it.")
        raise Problem(NOT_NOW, words) from error
    return acted(request, complaint, entry)


@on_case(router, "recuse", "recuse", gettext_noop("Step back from the case"))
def recuse(request: HttpRequest, case_number: str, asked: Recused) -> Status[Any]:
    """The account sees nothing of the case any more."""
    complaint = case_shown_to(request, case_number)
    typed = cleaned(RecuseForm(asked.model_dump()))
    return acted(request, complaint, actions.recuse(**given(request, complaint, asked), reason=typed["reason"], text=typed["text"]))
