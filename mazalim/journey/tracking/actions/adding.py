"""What the complainant adds to the file: a message, enclosures, an answer; and taking the complaint back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from mazalim.complaints.actions import enclose, locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, move, moves_open
from mazalim.complaints.models import Entry
from mazalim.country.queries import policy_at
from mazalim.evidence import actions as evidence
from mazalim.work import limits


class TooManyMessages(Exception):
    """This complaint has had its messages for the day."""


class TooManyFiles(Exception):
    """More files at once than the profile allows."""


class NothingSaid(Exception):
    """Neither words nor a file."""


@dataclass(frozen=True)
class NamedFile:
    """A file as it was sent."""

    name: str
    file: BinaryIO


@transaction.atomic
def message(*, complaint_id: int, text: str, at: datetime, files: Sequence[NamedFile] = ()) -> Entry:
    """Add words, with files where there are any. Raises NothingSaid, TooManyMessages, TooManyFiles, ImpossibleMove, evidence.TooLarge or WrongKind."""
    if not text.strip():
        raise NothingSaid
    return _add(Move.MESSAGE, complaint_id=complaint_id, text=text, files=files, at=at)


@transaction.atomic
def add_enclosures(*, complaint_id: int, files: Sequence[NamedFile], at: datetime, text: str = "") -> Entry:
    """Add one file or several, with a line on what they show. Raises as `message` does."""
    if not files:
        raise NothingSaid
    return _add(Move.ENCLOSE, complaint_id=complaint_id, text=text, files=files, at=at)


@transaction.atomic
def answer(*, complaint_id: int, text: str, at: datetime, files: Sequence[NamedFile] = ()) -> Entry:
    """Answer the open question; the clock runs on. Raises as `message` does."""
    if not text.strip():
        raise NothingSaid
    return _add(Move.ANSWER, complaint_id=complaint_id, text=text, files=files, at=at)


@transaction.atomic
def contest_pause(*, complaint_id: int, text: str, at: datetime) -> Entry:
    """Say why the open question is no reason to stop the clock; a supervisor looks at it, once a pause. Raises NothingSaid or ImpossibleMove."""
    if not text.strip():
        raise NothingSaid
    complaint = locked(complaint_id)
    payload = {"question": complaint.open_question}
    return move(complaint, Move.CONTEST_PAUSE, by=actor_complainant(), text=text, payload=payload, at=at)


@transaction.atomic
def withdraw(*, complaint_id: int, at: datetime, reason: str = "") -> Entry:
    """Take the complaint back for good. Raises ImpossibleMove."""
    return move(locked(complaint_id), Move.WITHDRAW, by=actor_complainant(), text=reason, at=at)


def _add(what: Move, *, complaint_id: int, text: str, files: Sequence[NamedFile], at: datetime) -> Entry:
    complaint, by, most = locked(complaint_id), actor_complainant(), policy_at(at).limits
    # Asked before any file is written, because a stored object does not go away with the transaction.
    if what not in moves_open(complaint, by=by, at=at):
        raise ImpossibleMove(what)
    if len(files) > most.enclosures:
        raise TooManyFiles
    if what != Move.ANSWER and not limits.count("messages_per_complaint", str(complaint_id), at=at):
        raise TooManyMessages
    stored = [evidence.store(name=one.name, file=one.file, most_bytes=most.enclosure_bytes, at=at) for one in files]
    entry = move(complaint, what, by=by, text=text, payload={"enclosures": len(stored)} if stored else None, at=at)
    enclose(entry=entry, files=stored)
    return entry
