"""A supervisor's word on a pause that the complainant contests."""

from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.casework.actions.proposing import SamePerson


class NoWords(Exception):
    """A pause is upheld only with words that the complainant reads."""


def _not_by_who_asked(complaint: Complaint, by: Standing, what: Move) -> None:
    """Nor by a system where another system asked: a person stands between the two, as with every proposal."""
    asked = complaint.entries.select_related("officer").filter(number=complaint.open_question).first()
    asker = asked.officer if asked is not None else None
    if asker is not None and (asker.pk == by.officer_id or (asker.is_service and by.is_service)):
        raise SamePerson(what)


@transaction.atomic
def lift_pause(*, complaint_id: int, by: Standing, text: str = "", at: datetime, version: int | None = None) -> Entry:
    """Let the clock run again; the question stays and may still be answered.

    Raises SamePerson for who asked it, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    _not_by_who_asked(complaint, by, Move.LIFT_PAUSE)
    payload = {"question": complaint.open_question}
    return move(complaint, Move.LIFT_PAUSE, by=actor_officer(by), text=text, payload=payload, version=version, at=at)


@transaction.atomic
def uphold_pause(*, complaint_id: int, by: Standing, text: str, at: datetime, version: int | None = None) -> Entry:
    """Say that the question must be answered first, and why; the complainant reads it.

    Raises NoWords, SamePerson for who asked the question, ImpossibleMove or StaleVersion.
    """
    if not text.strip():
        raise NoWords
    complaint = locked(complaint_id)
    _not_by_who_asked(complaint, by, Move.UPHOLD_PAUSE)
    payload = {"question": complaint.open_question}
    return move(complaint, Move.UPHOLD_PAUSE, by=actor_officer(by), text=text, payload=payload, version=version, at=at)
