"""What every act of a body's own system has in common: the case, the version that was read, the answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema, Status
from pydantic import Field

from mazalim.accounts.api import ServiceToken
from mazalim.common.text import number_in
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.door import standing_in
from mazalim.complaints.lifecycle import actor_officer, moves_open
from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.intake.api import Asked
from mazalim.web.problems import wrong_field
from mazalim.work.api import idempotent

router = Router(tags=["office"])
bearer = ServiceToken()
ACT_SAYS = gettext_noop("The same act as on the page of the case: what is not in “may” is answered with 409.")


class Versioned(Asked):
    """Whatever rests on what was read of a case."""

    version: int = Field(description=gettext_noop("The version of the case that was read; nothing newer is overwritten."), examples=[7])


class Reasoned(Versioned):
    """An act with its reason."""

    reason: str


class Acted(Schema):
    """What an act left in the file, and where the case stands after it; null where it lies out of sight now."""

    entry: str = Field(description=gettext_noop("The number of the new entry."))
    at: datetime
    state: str | None
    version: int | None
    may: list[str]


def on_case(to: Router, path: str, name: str, summary: str) -> Callable[[Callable[..., Status[Any]]], Any]:
    """Mark an act on one case: its address under the case, its name, idempotency in the act's own transaction."""

    def mark(operation: Callable[..., Status[Any]]) -> Any:
        return to.post(
            f"/office/cases/{{case_number}}/{path}",
            response={201: Acted},
            auth=bearer,
            operation_id=f"office_{name}",
            summary=summary,
            description=ACT_SAYS,
        )(idempotent(f"office.{name}", in_transaction=True)(operation))

    return mark


def given(request: HttpRequest, complaint: Complaint, asked: Versioned) -> dict[str, Any]:
    """What every act takes: the case, whose hand, the version that was read, the moment."""
    return {"complaint_id": complaint.pk, "by": standing_in(request), "version": asked.version, "at": timezone.now()}


def acted(request: HttpRequest, complaint: Complaint, entry: Entry) -> Status[Any]:
    """The answer after an act."""
    standing = standing_in(request)
    now = complaints_shown_to(standing).filter(pk=complaint.pk).first()
    may = moves_open(now, by=actor_officer(standing), at=timezone.now()) if now else ()
    return Status(
        201,
        Acted(
            entry=str(entry.number),
            at=entry.at,
            state=now.state if now else None,
            version=now.version if now else None,
            may=sorted(move.value for move in may),
        ),
    )


def id_in(text: str, field: str) -> int:
    """The number that an id is. Raises Problem."""
    number = number_in(text)
    if number is None:
        raise wrong_field(field, _("There is nothing with this id."))
    return number
