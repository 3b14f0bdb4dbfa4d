"""The reply that is being written."""

from typing import Any

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing, officers_at_desk
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.queries import JSON_REPLIES, CaseFile, LeafShown
from mazalim.directory.models import Desk
from mazalim.journey.casework.queries import lead_of
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.rules import Points, lacking, outcomes_open

ANSWER = ("outcome", "redress", "reason")


def open_draft(complaint: Complaint) -> Draft | None:
    """The draft of this round and desk, with its author. The caller has shown that the reader may see the case."""
    draft = Draft.objects.filter(complaint=complaint).select_related("author", "desk").first()
    return draft if draft is not None and draft.belongs_to(complaint) else None


def draft_at_hand(complaint: Complaint) -> Draft | None:
    """The same of a complaint that was read with `reply_draft__author` and `reply_draft__desk`. No query."""
    draft: Draft | None = getattr(complaint, "reply_draft", None)
    return draft if draft is not None and draft.belongs_to(complaint) else None


def lead_answered(standing: Standing, complaint: Complaint, draft: Draft | None) -> Complaint | None:
    """The lead case with whose answer the reply can begin: the officer may see it, it is answered, and nothing is written here yet. One query,
    none once something is written.
    """
    if draft is not None and (draft.is_begun or draft.author_id != standing.officer_id):
        return None
    lead = lead_of(standing, complaint)
    return lead if lead is not None and lead.answered_at is not None and lead.state != State.INADMISSIBLE else None


def words_of(draft: Draft, points: Points) -> dict[str, Any]:
    """The reply as it will stand in the entry, whole in itself: every point with where it came from, its outcome, redress and reason;
    what was left out, and why; what is promised. Who keeps a promise is for the office alone and not among the words.
    """
    answers = draft.answers
    return {
        "summary": draft.content.get("summary", ""),
        "points": [point.as_json() | {name: answers.get(point.number, {}).get(name, "") for name in ANSWER} for point in points.standing],
        "left_out": [one.as_json() for one in points.left_out],
        "commitments": [{"text": promise["text"], "due_date": promise["due_date"]} for promise in draft.commitments],
    }


def what_lacks(draft: Draft, points: Points) -> list[str]:
    """The fields that keep a draft from being handed in, as `rules.lacking` names them."""
    allowed = outcomes_open(at_central_desk=draft.desk.kind == Desk.Kind.CENTRAL)
    numbers = [point.number for point in points.standing]
    return lacking(numbers, summary=draft.content.get("summary", ""), answers=draft.answers, allowed=allowed)


def sent_back_of(file: CaseFile) -> LeafShown | None:
    """The leaf by which a second person gave the reply back, until it is handed in again."""
    turns = (leaf for leaf in reversed(file.leaves) if leaf.kind in {Move.SEND_BACK, Move.DRAFT_REPLY, *JSON_REPLIES})
    newest = next(turns, None)
    return newest if newest is not None and newest.kind == Move.SEND_BACK else None


def doubt_of(file: CaseFile) -> LeafShown | None:
    """What the complainant says is missing in the reply of the round before; None in the first round, and where nothing was said."""
    said = (leaf for leaf in reversed(file.leaves) if leaf.kind in {Move.REOPEN, Move.BREAK_COMMITMENT})
    newest = next(said, None)
    return newest if newest is not None and newest.text else None


def possible_owners(complaint: Complaint) -> list[Officer]:
    """Who may be made to keep a promise of the reply: the desk's officers, but for the excluded. One query."""
    return list(officers_at_desk(complaint.desk_id).exclude(exclusions__complaint=complaint).distinct())
