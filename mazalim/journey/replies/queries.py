"""Reads of replies: the points to answer, the open draft, what waits for approval, what was promised."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mazalim.complaints.models import Complaint, EntryText
from mazalim.directory.models import Desk
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.rules import lacking, outcomes_open


@dataclass(frozen=True)
class Point:
    """One thing that the complainant asks, in their own words."""

    number: int
    text: str


def points_of(complaint: Complaint, lodged: dict[str, Any]) -> tuple[Point, ...]:
    """What the reply must answer, from the words as lodged; where nothing was asked for, the complaint itself.

    Suggestions, remarks and praise have no points: they are answered as a whole.
    """
    if complaint.is_short_lane:
        return ()
    asked = [text for text in lodged.get("points", []) if text] or [lodged.get("subject") or complaint.subject]
    return tuple(Point(number, text) for number, text in enumerate(asked, start=1))


def points_as_lodged(complaint: Complaint) -> tuple[Point, ...]:
    """The points, where no page has read the file yet. One query."""
    words = EntryText.objects.filter(entry__complaint=complaint, entry__number=1).values_list("text", flat=True).first()
    return points_of(complaint, json.loads(words) if words else {})


def open_draft(complaint: Complaint) -> Draft | None:
    """The draft of this round and desk, with its author. The caller has shown that the reader may see the case."""
    draft = Draft.objects.filter(complaint=complaint).select_related("author", "desk").first()
    return draft if draft is not None and draft.belongs_to(complaint) else None


def words_of(draft: Draft, points: Sequence[Point]) -> dict[str, Any]:
    """The reply as it will stand in the entry: every point with its text, outcome, redress and reason."""
    answers = draft.answers
    empty = {"outcome": "", "redress": "", "reason": ""}
    return {
        "summary": draft.content.get("summary", ""),
        "points": [
            {"number": point.number, "text": point.text}
            | {name: answers.get(point.number, empty).get(name, "") for name in ("outcome", "redress", "reason")}
            for point in points
        ],
        "commitments": list(draft.commitments),
    }


def what_lacks(draft: Draft, points: Sequence[Point]) -> list[str]:
    """The fields that keep a draft from being handed in, as `rules.lacking` names them."""
    allowed = outcomes_open(at_central_desk=draft.desk.kind == Desk.Kind.CENTRAL)
    return lacking([point.number for point in points], summary=draft.content.get("summary", ""), answers=draft.answers, allowed=allowed)
