"""The desk that decides an appeal, and the body that gives its view, for a body's own system."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router, Status
from pydantic import Field

from mazalim.common.clock import day_of
from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.complaints.queries import case_file
from mazalim.country.queries import calendar
from mazalim.journey.appeals import actions
from mazalim.journey.appeals.forms import PROMISES, DecisionForm, StatementForm
from mazalim.journey.casework.api import Versioned, acted, given, id_in, on_case
from mazalim.journey.intake.api import Asked
from mazalim.journey.replies.api import PointAnswered
from mazalim.journey.replies.queries import points_of
from mazalim.web.forms import PARTS
from mazalim.web.problems import cleaned, wrong_field

router = Router(tags=["office"])


class DecisionPromised(Asked):
    """What will be done, and by when."""

    text: str
    due_date: date


class AppealDecided(Versioned):
    """The decision; points and promises only where it is allowed, in whole or in part."""

    decision: str = Field(examples=["partly_allowed"])
    reasons: str
    points: list[PointAnswered] = []
    promises: list[DecisionPromised] = []


class Stated(Asked):
    """The question to the body appealed against, or its view."""

    text: str


@on_case(router, "appeal/decision", "decide_appeal", gettext_noop("Decide the appeal"))
def decide(request: HttpRequest, case_number: str, asked: AppealDecided) -> Status[Any]:
    """Decide with reasons, point by point where the matter itself is decided."""
    complaint = case_shown_to(request, case_number)
    points = points_of(case_file(complaint, shown_to=standing_in(request))).standing
    if len(asked.promises) > PROMISES:
        raise wrong_field("promises", _("This text is too long"))
    typed: dict[str, Any] = {"version": asked.version, "decision": asked.decision, "reasons": asked.reasons}
    for one in asked.points:
        number = id_in(one.point, "points")
        typed |= {f"{name}_{number}": getattr(one, name) for name in ("outcome", "redress", "reason")}
    for row, promise in enumerate(asked.promises, start=1):
        typed[f"promise_{row}"] = promise.text
        typed |= {f"promise_date_{row}_{part}": str(getattr(promise.due_date, part)) for part in PARTS}
    form = DecisionForm(typed, points=points, today=day_of(timezone.now(), calendar().zone))
    cleaned(form, {f"promise_{name}{row}": "promises" for row in range(1, PROMISES + 1) for name in ("", "date_")})
    return acted(request, complaint, actions.decide(**given(request, complaint, asked), decision=form.typed))


@on_case(router, "appeal/statement", "statement", gettext_noop("Statement on the appeal"))
def statement(request: HttpRequest, case_number: str, asked: Stated) -> Status[Any]:
    """Ask the body appealed against for its view; the body gives it."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    is_question = Move.ASK_STATEMENT in moves_open(complaint, by=actor_officer(standing), at=at)
    text = cleaned(StatementForm({"text": asked.text}, is_question=is_question))["text"]
    act = actions.ask_statement if is_question else actions.give_statement
    return acted(request, complaint, act(complaint_id=complaint.pk, by=standing, text=text, at=at))
