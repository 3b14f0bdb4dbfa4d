"""Write a reply and hand it in."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move, moves_open
from mazalim.complaints.models import Complaint, Entry, Proposal
from mazalim.journey.casework.actions import proposing
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import open_draft, points_as_lodged, what_lacks, words_of

WRITING = frozenset({Move.DRAFT_REPLY, Move.SEND_REPLY})


class ColleaguesDraft(Exception):
    """A colleague has an open draft: it is shown, never overwritten."""


class DraftChanged(Exception):
    """The draft was saved in between, in another window."""


class NoDraft(Exception):
    """Nothing has been written yet."""


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
    at: datetime,
) -> Draft:
    """Keep what is written so far. `version` is the draft's version on the page, 0 where there was none.

    `points` are {number, outcome, redress, reason}, `commitments` {text, due_date}; anything may still be empty.
    Raises ColleaguesDraft, DraftChanged, or ImpossibleMove where no reply can be written now.
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
    draft.content = {
        "summary": summary,
        "points": [
            {"number": int(point["number"])} | {name: str(point.get(name, "")) for name in ("outcome", "redress", "reason")}
            for point in points
        ],
    }
    draft.commitments = [{"text": promise["text"], "due_date": _iso(promise["due_date"])} for promise in commitments]
    draft.version += 1
    draft.updated_at = at
    draft.save()
    return draft


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
    draft = own_complete_draft(complaint, by=by, version=version)
    words = words_of(draft, points_as_lodged(complaint))
    payload = {"points": len(words["points"]), "commitments": len(words["commitments"])}
    entry = move(complaint, Move.DRAFT_REPLY, by=actor_officer(by), payload=payload, at=at)
    proposing.put_forward(complaint, Proposal.Act.REPLY, by=by, text=json.dumps(words, ensure_ascii=False), at=at)
    return entry


def own_complete_draft(complaint: Complaint, *, by: Standing, version: int) -> Draft:
    """The officer's own draft, ready to leave. Raises NoDraft, ColleaguesDraft, DraftChanged or Incomplete."""
    draft = open_draft(complaint)
    if draft is None:
        raise NoDraft
    if draft.author_id != by.officer_id:
        raise ColleaguesDraft
    if draft.version != version:
        raise DraftChanged
    if lacks := what_lacks(draft, points_as_lodged(complaint)):
        raise Incomplete(lacks)
    return draft
