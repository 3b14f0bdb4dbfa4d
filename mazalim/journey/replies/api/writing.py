"""The points to answer, the draft, and the promises kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from mazalim.accounts.api import ServiceToken
from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion, actor_officer, moves_open
from mazalim.complaints.models import Complaint
from mazalim.complaints.queries import case_file
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.models import Desk
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.casework.api import ACT_SAYS, Versioned, acted, given, id_in, on_case
from mazalim.journey.intake.api import Asked, Ident, refused_file
from mazalim.journey.replies import actions
from mazalim.journey.replies.forms.drafting import DraftForm
from mazalim.journey.replies.forms.pointing import LEAVE_OUT, SPLIT, PointsForm
from mazalim.journey.replies.forms.promising import KeepForm
from mazalim.journey.replies.queries import Point, commitment_shown_to, offers_for, points_of, possible_owners, what_lacks
from mazalim.journey.replies.rules import MOST_COMMITMENTS, outcomes_open
from mazalim.web.forms import PARTS
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_field
from mazalim.work.api import idempotent

router = Router(tags=["office"])
bearer = ServiceToken()


class PointSplit(Asked):
    """A point that becomes several."""

    point: Ident
    parts: list[str]


class PointDropped(Asked):
    """A point that will not be answered, and why: the complainant reads it."""

    point: Ident
    reason: str


class PointsSet(Versioned):
    """What becomes of the points; those that are not named stand as they stood."""

    split: list[PointSplit] = []
    left_out: list[PointDropped] = []
    taken_up: list[Ident] = []
    added: list[str] = Field([], examples=[["Say when the lamp will be mended."]])


class PointAnswered(Asked):
    """The answer to one point; what is not known yet stays empty."""

    point: Ident = Field(examples=["1"])
    outcome: str = Field("", examples=["upheld"])
    redress: str = Field("", examples=["repaired"])
    reason: str = Field("", examples=["The hole was filled on 20 November."])


class Promised(Asked):
    """What will be done, by when, and by whom."""

    text: str
    due_date: date
    owner: Ident | None = None


class DraftWritten(Asked):
    """A reply so far, as a whole."""

    draft_version: int = Field(description=gettext_noop("The draft's own version as it was read; 0 where there is none."), examples=[0])
    summary: str = ""
    points: list[PointAnswered] = []
    promises: list[Promised] = []


class DraftKept(Schema):
    """The draft as it was saved."""

    draft_version: int
    lacks: list[str] = Field(description=gettext_noop("What keeps it from being handed in."), examples=[["reason_2"]])


class DraftMeant(Asked):
    """The draft that was read."""

    draft_version: int


@on_case(router, "points", "set_points", gettext_noop("Change the points"))
def set_points(request: HttpRequest, case_number: str, asked: PointsSet) -> Status[Any]:
    """Say what the reply must answer."""
    complaint, at = case_shown_to(request, case_number), timezone.now()
    if asked.version != complaint.version:
        raise StaleVersion  # before the points are looked for: they may have gone already
    now = points_of(case_file(complaint, shown_to=standing_in(request)))
    standing, gone = {one.number for one in now.standing}, {one.number for one in now.left_out}
    typed: dict[str, Any] = {"version": asked.version, "added": _lines(asked.added)}
    names = {f"parts_{number}": "split" for number in standing} | {f"reason_{number}": "left_out" for number in standing}
    for split in asked.split:
        number = _known(split.point, standing, "split")
        typed |= {f"act_{number}": SPLIT, f"parts_{number}": _lines(split.parts)}
    for dropped in asked.left_out:
        number = _known(dropped.point, standing, "left_out")
        if f"act_{number}" in typed:
            raise wrong_field("left_out", _("There is nothing with this id."))
        typed |= {f"act_{number}": LEAVE_OUT, f"reason_{number}": dropped.reason}
    for again in asked.taken_up:
        typed[f"again_{_known(again, gone, 'taken_up')}"] = "on"
    form = PointsForm(typed, points=now, point_characters=policy_at(at).limits.point_characters)
    cleaned(form, names)
    try:
        entry = actions.set_points(**given(request, complaint, asked), **form.changes())
    except actions.NothingChanged as error:
        raise wrong_field("added", _("Nothing is changed yet: split a point, leave one out, or add one.")) from error
    except actions.NoPointLeft as error:
        words = _("At least one point must be answered. To refuse the complaint as a whole, propose to refuse it.")
        raise wrong_field("left_out", words) from error
    except actions.TooManyPoints as error:
        raise wrong_field("added", _("These are more points than a reply can answer. Put some together.")) from error
    return acted(request, complaint, entry)


def _known(text: str, numbers: set[int], field: str) -> int:
    number = id_in(text, field)
    if number not in numbers:
        raise wrong_field(field, _("There is nothing with this id."))
    return number


def _lines(texts: Sequence[str]) -> str:
    """Each text on a line of its own, as the page's field holds them."""
    return "\n".join(" ".join(text.split()) for text in texts)


@router.post(
    "/office/cases/{case_number}/draft",
    response={200: DraftKept},
    auth=bearer,
    operation_id="office_save_draft",
    summary=gettext_noop("Write the reply"),
    description=ACT_SAYS,
)
@idempotent("office.save_draft", in_transaction=True)
def save_draft(request: HttpRequest, case_number: str, asked: DraftWritten) -> Status[Any]:
    """Keep what is written so far; a colleague's draft is never overwritten."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    file = case_file(complaint, shown_to=standing)
    points = points_of(file)
    form = _form(asked, complaint, points.standing)
    cleaned(form, {f"promise_{name}{row + 1}": "promises" for row in range(len(asked.promises)) for name in ("", "date_", "owner_")})
    try:
        saved = actions.save_draft(
            complaint_id=complaint.pk,
            by=standing,
            version=asked.draft_version,
            summary=form.cleaned_data["summary"],
            points=form.points_typed(),
            commitments=form.promises_typed(),
            at=at,
        )
    except (actions.ColleaguesDraft, actions.DraftChanged) as error:
        raise draft_refused(error) from error
    except actions.NotAnOwner as error:
        raise wrong_field("promises", _("Choose an officer of this desk")) from error
    return Status(200, DraftKept(draft_version=saved.version, lacks=what_lacks(saved, points)))


def _form(asked: DraftWritten, complaint: Complaint, points: Sequence[Point]) -> DraftForm:
    """The page's form, filled as the page would fill it. Raises Problem."""
    if len(asked.promises) > MOST_COMMITMENTS:
        raise wrong_field("promises", _("This text is too long"))
    typed: dict[str, Any] = {"version": asked.draft_version, "summary": asked.summary}
    for one in asked.points:
        number = _known(one.point, {point.number for point in points}, "points")
        typed |= {f"{name}_{number}": getattr(one, name) for name in ("outcome", "redress", "reason")}
    for row, promise in enumerate(asked.promises, start=1):
        typed |= {f"promise_{row}": promise.text, f"promise_owner_{row}": promise.owner or ""}
        typed |= {f"promise_date_{row}_{part}": str(getattr(promise.due_date, part)) for part in PARTS}
    return DraftForm(
        typed,
        points=points,
        outcomes=outcomes_open(at_central_desk=complaint.desk.kind == Desk.Kind.CENTRAL),
        offers=offers_for(complaint),
        owners=possible_owners(complaint),
        promises=len(asked.promises),
        today=day_of(timezone.now(), calendar().zone),
    )


def draft_refused(error: Exception) -> Problem:
    """Why a draft is not saved, handed in or sent."""
    if isinstance(error, actions.ColleaguesDraft):
        return Problem(NOT_NOW, _("A colleague is writing this reply"))
    words = _("The draft was changed in another window. Look at it again.")
    return Problem(NOT_NOW, words, fields=[("draft_version", words)])


@on_case(router, "commitments/{commitment_id}", "keep_commitment", gettext_noop("Say that a promise is kept"))
def keep_commitment(
    request: HttpRequest,
    case_number: str,
    commitment_id: str,
    text: str = Form(...),
    file: UploadedFile | None = File(None),  # noqa: B008 - ninja's way
) -> Status[Any]:
    """Say what was done, with a file that proves it."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    promise = commitment_shown_to(standing, id_in(commitment_id, "commitment_id"))
    if promise is None or promise.commitment.complaint_id != complaint.pk:
        raise Http404
    if Move.KEEP_COMMITMENT not in moves_open(complaint, by=actor_officer(standing), at=at):
        raise ImpossibleMove(Move.KEEP_COMMITMENT)
    form = KeepForm({"text": text}, MultiValueDict({"proofs": [file]} if file else {}), policy=policy_at(at))
    words = cleaned(form, {"proofs": "file"})["text"]
    proofs = [actions.Proof(file.name or "", cast(BinaryIO, file.file))] if file else []
    try:
        entry = actions.keep_commitment(commitment_id=promise.commitment.pk, by=standing, text=words, proofs=proofs, at=at)
    except (CannotKeep, TooLarge, WrongKind) as error:
        raise refused_file(error) from error
    except actions.NotOpen as error:
        raise Problem(NOT_NOW, _("A colleague has said already that this promise is kept.")) from error
    return acted(request, complaint, entry)
