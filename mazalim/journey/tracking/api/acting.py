"""What every act of the complainant has in common on the machine's door: forms, refusals, the answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Status

from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, moves_open
from mazalim.complaints.models import Entry
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.kinds import WrongKind
from mazalim.journey.intake.api import refused_file
from mazalim.journey.tracking.actions import TooManyMessages
from mazalim.journey.tracking.api.bearer import complaint_followed, following
from mazalim.journey.tracking.api.refusals import why_not
from mazalim.journey.tracking.api.showing import done
from mazalim.web.problems import NOT_NOW, TOO_MANY, Problem, cleaned
from mazalim.work import limits

__all__ = ["act", "cleaned", "possible"]


def possible(request: HttpRequest, what: Move) -> None:
    """Raises Problem with the reason where a move is not open now: before anything is said of the fields."""
    complaint, at = following(request).complaint, timezone.now()
    if what not in moves_open(complaint, by=actor_complainant(), at=at):
        raise Problem(NOT_NOW, why_not(what, complaint, at=at))


def act(request: HttpRequest, what: Move, do: Callable[[int, datetime], Entry], *refusals: type[Exception]) -> Status[Any]:
    """Do an act (given the complaint's id and the time) and answer with what it left behind.

    `refusals` are exceptions that mean, as ImpossibleMove does, that the complaint has moved on meanwhile.
    """
    by, at = following(request), timezone.now()
    late: tuple[type[Exception], ...] = (ImpossibleMove, *refusals)
    try:
        entry = do(by.follower.complaint_id, at)
    except late as error:
        raise Problem(NOT_NOW, why_not(what, complaint_followed(by.follower) or by.complaint, at=at)) from error
    except TooManyMessages as error:
        words = _("This file has had all its messages for today. Please come back tomorrow.")
        raise Problem(TOO_MANY, words, retry_after=limits.seconds_left("messages_per_complaint", at=at)) from error
    except (CannotKeep, TooLarge, WrongKind) as error:
        raise refused_file(error) from error
    return Status(201, done(by, entry, at=at))
