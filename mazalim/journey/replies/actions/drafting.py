"""Write a reply and hand it in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move, moves_open
from mazalim.complaints.models import Complaint, Entry, Proposal
from mazalim.journey.casework.actions import proposing
from mazalim.journey.replies.models import Draft, Part
from mazalim.journey.replies.queries import (
    open_draft,
    points_of_case,
    possible_owners,
    text_filled,
    texts_for,
    what_lacks,
    words_of,
)
from mazalim.journey.replies.queries.drafts import ANSWER
from mazalim.journey.replies.rules import REASON_CHARACTERS, SUMMARY_CHARACTERS, Points

WRITING = frozenset({Move.DRAFT_REPLY, Move.SEND_REPLY})


class ColleaguesDraft(Exception):
    """A colleague has an open draft: it is shown, never overwritten."""


class DraftChanged(Exception):
    """The draft was saved in between, in another window."""


class NoDraft(Exception):
    """Nothing has been written yet."""


class NotAnOwner(Exception):
    """A promise is kept by an officer of the desk that holds the case."""


class NoSuchText(Exception):
    """No standard text of this number fits the case, or no point of this number stands."""


class NoRoom(Exception):
    """With the standard text the field would hold more than it may."""


@dataclass(frozen=True)
class Taken:
    """A standard text to be put behind what is written: into the reasons of a point, or into the summary (`point` 0)."""

    text_id: int
    point: int = 0


class Incomplete(Exception):
    """The draft lacks something; `fields` names what, as `rules.lacking` does."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@transaction.atomic
def save_draft(
    *,
    complaint_id: int,
    by: Standing,
    version: int,
    summary: str,
    points: Sequence[Mapping[str, Any]],
    commitments: Sequence[Mapping[str, Any]] = (),
    taken: Taken | None = None,
    at: datetime,
) -> Draft:
    """Keep what is written so far. `version` is the draft's version on the page, 0 where there was none.

    `points` are {number, outcome, redress, reason}, `commitments` {text, due_date, owner}, where an owner may be left out; anything may
    still be empty. `taken` puts a standard text behind what is written, never over it, and notes which version it was.
    Raises ColleaguesDraft, DraftChanged, NotAnOwner, NoSuchText, NoRoom, or ImpossibleMove where no reply can be written now.
    """
    complaint = locked(complaint_id)
    if not moves_open(complaint, by=actor_officer(by), at=at) & WRITING:
        raise ImpossibleMove(Move.DRAFT_REPLY)
    draft = open_draft(complaint)
    if draft is None:
        Draft.objects.filter(complaint=complaint).delete()  # one that another desk or an earlier round left behind
        if version:
            raise DraftChanged
        draft = Draft(complaint=complaint, desk_id=complaint.desk_id, round=complaint.round, author_id=by.officer_id)
    elif draft.author_id != by.officer_id:
        raise ColleaguesDraft
    elif draft.version != version:
        raise DraftChanged
    answers = {int(point["number"]): {name: str(point.get(name, "")) for name in ANSWER} for point in points}
    # What was written on a point that does not stand now is kept: it may be taken up again.
    answers |= {number: answer for number, answer in draft.answers.items() if number not in answers}
    content = {"summary": summary, "texts": draft.content.get("texts", [])}
    if taken is not None:
        _take_text(complaint, taken, by=by, content=content, answers=answers)
    draft.content = content | {"points": [{**answer, "number": number} for number, answer in answers.items()]}
    draft.commitments = _promised(complaint, commitments)
    draft.version += 1
    draft.updated_at = at
    draft.save()
    return draft


def _promised(complaint: Complaint, commitments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    owners = {promise["owner"] for promise in commitments if promise.get("owner")}
    if owners and not owners <= {officer.pk for officer in possible_owners(complaint)}:
        raise NotAnOwner
    return [{"text": one["text"], "due_date": _iso(one["due_date"]), "owner": one.get("owner") or None} for one in commitments]


def _take_text(complaint: Complaint, taken: Taken, *, by: Standing, content: dict[str, Any], answers: dict[int, dict[str, Any]]) -> None:
    text = texts_for(complaint).filter(pk=taken.text_id, part=Part.REASON if taken.point else Part.SUMMARY).first()
    point = next((one for one in points_of_case(complaint).standing if one.number == taken.point), None)
    if text is None or (taken.point and point is None):
        raise NoSuchText
    words = text_filled(text, complaint, by=by, point=point.text if point else "")
    place, name, most = (answers.setdefault(taken.point, dict.fromkeys(ANSWER, "")), "reason", REASON_CHARACTERS)
    if not taken.point:
        place, name, most = content, "summary", SUMMARY_CHARACTERS
    place[name] = "\n\n".join(filter(None, (str(place[name]).rstrip(), words)))
    if len(place[name]) > most:
        raise NoRoom
    content["texts"] = [*(note for note in content["texts"] if note[0] != text.pk), [text.pk, text.version]]


def _iso(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else date.fromisoformat(day).isoformat()


@transaction.atomic
def take_over(*, complaint_id: int, by: Standing, version: int, at: datetime) -> Draft:
    """Make a colleague's draft one's own, for the officer to whom the case is assigned now. Not a word is lost.

    Raises NoDraft, DraftChanged, or ImpossibleMove for anybody else.
    """
    complaint = locked(complaint_id)
    if complaint.officer_id != by.officer_id or not moves_open(complaint, by=actor_officer(by), at=at) & WRITING:
        raise ImpossibleMove(Move.DRAFT_REPLY)
    draft = open_draft(complaint)
    if draft is None:
        raise NoDraft
    if draft.version != version:
        raise DraftChanged
    draft.author_id = by.officer_id
    draft.version += 1
    draft.updated_at = at
    draft.save()
    return draft


@transaction.atomic
def hand_in(*, complaint_id: int, by: Standing, version: int, at: datetime) -> Entry:
    """Lay a complete draft before a second person, who agrees to these very words; `version` is the draft's on the page.

    Raises NoDraft, ColleaguesDraft, DraftChanged, Incomplete or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    draft, points = own_complete_draft(complaint, by=by, version=version)
    words = words_of(draft, points)
    payload = {"points": len(words["points"]), "commitments": len(words["commitments"])}
    entry = move(complaint, Move.DRAFT_REPLY, by=actor_officer(by), payload=payload, at=at)
    proposing.put_forward(complaint, Proposal.Act.REPLY, by=by, text=json.dumps(words, ensure_ascii=False), payload=noted_of(draft), at=at)
    return entry


def noted_of(draft: Draft) -> dict[str, Any]:
    """What the office notes of a draft beside its words: who keeps each promise, and which versions of standard texts it took."""
    return {"owners": [promise.get("owner") for promise in draft.commitments], "texts": draft.content.get("texts", [])}


def own_complete_draft(complaint: Complaint, *, by: Standing, version: int) -> tuple[Draft, Points]:
    """The officer's own draft, ready to leave, and the points it answers. Raises NoDraft, ColleaguesDraft, DraftChanged or Incomplete."""
    draft = open_draft(complaint)
    if draft is None:
        raise NoDraft
    if draft.author_id != by.officer_id:
        raise ColleaguesDraft
    if draft.version != version:
        raise DraftChanged
    points = points_of_case(complaint)
    if lacks := what_lacks(draft, points):
        raise Incomplete(lacks)
    return draft, points
