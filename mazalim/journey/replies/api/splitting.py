"""Split a case off for another body; begin a reply with the lead case's."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Schema, Status
from pydantic import Field

from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion, actor_officer, moves_open
from mazalim.complaints.queries import case_file
from mazalim.country.queries import policy_at
from mazalim.journey.casework.actions import NotAReceiver
from mazalim.journey.casework.api import ACT_SAYS, Reasoned, id_in
from mazalim.journey.intake.api import Asked, Ident
from mazalim.journey.replies import actions
from mazalim.journey.replies.api.writing import DraftKept, bearer, draft_refused, router
from mazalim.journey.replies.forms.splitting import SplitForm
from mazalim.journey.replies.queries import points_of, what_lacks
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_field
from mazalim.work.api import idempotent


class SplitAsked(Reasoned):
    """What goes to the other body."""

    body: Ident = Field(examples=["17"])
    points: list[Ident] = Field([], description=gettext_noop("The points that go; at least one stays."), examples=[["2"]])
    asked: str = Field("", description=gettext_noop("One more point, in the complainant's language."))
    enclosures: list[str] = []


class SplitMade(Schema):
    """The new case. It lies with the other body: only its number is told."""

    case_number: str = Field(examples=["2026-0001235"])


@router.post(
    "/office/cases/{case_number}/split",
    response={201: SplitMade},
    auth=bearer,
    operation_id="office_split",
    summary=gettext_noop("Split the case"),
    description=ACT_SAYS,
)
@idempotent("office.split", in_transaction=True)
def split(request: HttpRequest, case_number: str, asked: SplitAsked) -> Status[Any]:
    """Give a part of the complaint to another body, in a case of its own."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    if Move.SPLIT not in moves_open(complaint, by=actor_officer(standing), at=at):
        raise ImpossibleMove(Move.SPLIT)
    if asked.version != complaint.version:
        raise StaleVersion  # before the points are judged: they may have gone already
    file, body_id = case_file(complaint, shown_to=standing), id_in(asked.body, "body")
    form = SplitForm(
        asked.model_dump(),
        points=points_of(file).standing,
        enclosures=[one for leaf in file.leaves if not leaf.is_internal for one in leaf.enclosures],
        choices=[(body_id, asked.body)],  # whether it takes cases is for the action to say
        point_characters=policy_at(at).limits.point_characters,
    )
    typed = cleaned(form)
    try:
        made = actions.split(
            complaint_id=complaint.pk,
            by=standing,
            body_id=body_id,
            numbers=typed.get("points", []),
            asked=typed["asked"],
            enclosures=typed.get("enclosures", []),
            reason=typed["reason"],
            version=asked.version,
            at=at,
        )
    except NotAReceiver as error:
        raise wrong_field("body", _("This public body cannot take the case. Choose another one")) from error
    except actions.NothingToSplit as error:
        raise wrong_field("points", _("Say what the other public body is to answer")) from error
    return Status(201, SplitMade(case_number=made.case_number))


@router.post(
    "/office/cases/{case_number}/draft/begin-with-lead",
    response={200: DraftKept},
    auth=bearer,
    operation_id="office_begin_with_lead",
    summary=gettext_noop("Begin the reply with the lead case's"),
    description=ACT_SAYS,
)
@idempotent("office.begin_with_lead", in_transaction=True)
def begin_with_lead(request: HttpRequest, case_number: str, asked: Asked) -> Status[Any]:
    """Write the lead case's answer into the draft; nothing that is written already is written over."""
    complaint, standing = case_shown_to(request, case_number), standing_in(request)
    try:
        saved = actions.begin_with_lead(complaint_id=complaint.pk, by=standing, at=timezone.now())
    except actions.AlreadyBegun as error:
        raise Problem(NOT_NOW, _("Something is written already. Nothing was written over it.")) from error
    except (actions.ColleaguesDraft, actions.DraftChanged) as error:
        raise draft_refused(error) from error
    except actions.NothingToTakeOver as error:
        raise Problem(NOT_NOW, _("The lead case has no answer yet.")) from error
    points = points_of(case_file(complaint, shown_to=standing))
    return Status(200, DraftKept(draft_version=saved.version, lacks=what_lacks(saved, points)))
