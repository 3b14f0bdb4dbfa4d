"""Reads of replies: the points to answer, the open draft, what waits for a second person, what was promised."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, EntryText, Proposal, State
from mazalim.complaints.paging import ROWS, Cursor, Page, page_of
from mazalim.directory.models import Desk
from mazalim.journey.replies.models import Commitment, Draft
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


@dataclass(frozen=True)
class Approval:
    """One act that waits for a second person."""

    complaint: Complaint
    proposal: Proposal
    is_own: bool  # the reader proposed it, so another person must agree


def _second_person_on(standing: Standing) -> QuerySet[Complaint]:
    """The cases on which an officer may be the second person of another."""
    mine = Q(body_id__in=standing.bodies, is_guarded=False) | Q(is_guarded=True, desk_id__in=standing.desks)
    if standing.is_central:
        mine |= Q(state=State.SCREENING)
    return complaints_shown_to(standing).filter(mine)


def approvals_for(standing: Standing, *, cursor: Cursor | None, at: datetime, size: int = ROWS) -> tuple[list[Approval], Page[Complaint]]:
    """What waits for a second person, the case that is due soonest first; and the page of cases it came from. Two queries."""
    waiting = Proposal.objects.filter(decision="", expires_at__gt=at)
    cases = _second_person_on(standing).filter(Exists(waiting.filter(complaint=OuterRef("pk"))), next_duty_at__isnull=False)
    page = page_of(cases.select_related("body", "desk", "category"), by="next_duty_at", cursor=cursor, size=size)
    of_case: dict[int, list[Proposal]] = defaultdict(list)
    if page.rows:
        for proposal in waiting.filter(complaint__in=page.rows).select_related("proposed_by").order_by("proposed_at", "pk"):
            of_case[proposal.complaint_id].append(proposal)
    rows = [
        Approval(complaint, proposal, proposal.proposed_by_id == standing.officer_id)
        for complaint in page.rows
        for proposal in of_case[complaint.pk]
    ]
    return rows, page


@dataclass(frozen=True)
class Promise:
    """A commitment with its words."""

    commitment: Commitment
    text: str

    @property
    def complaint(self) -> Complaint:
        """The case that it belongs to."""
        return self.commitment.complaint


def promises(rows: Sequence[Commitment]) -> list[Promise]:
    """Commitments read with `entry__words`, each with its words."""
    shown = []
    for row in rows:
        said = json.loads(row.entry.words.text)["commitments"] if hasattr(row.entry, "words") else []
        shown.append(Promise(row, said[row.number - 1]["text"] if len(said) >= row.number else ""))
    return shown


def commitments_for(standing: Standing, *, which: str, cursor: Cursor | None, size: int = ROWS) -> tuple[list[Promise], Page[Commitment]]:
    """The promises on an officer's cases, one query: `open` those not kept, `own` those of them that are the officer's, or `kept`, newest first."""
    shown = complaints_shown_to(standing).exclude(state=State.WITHDRAWN)
    rows = Commitment.objects.filter(complaint__in=shown).select_related("complaint", "entry__words", "owner")
    rows = rows.filter(kept_at__isnull=which != "kept")
    if which == "own":
        rows = rows.filter(owner_id=standing.officer_id)
    page = page_of(rows, by="due_date", cursor=cursor, size=size, is_newest_first=which == "kept")
    return promises(page.rows), page


def commitments_of(complaint: Complaint) -> list[Promise]:
    """The promises of a case that the caller may see, the soonest first. One query."""
    rows = Commitment.objects.filter(complaint=complaint).select_related("complaint", "entry__words", "owner").order_by("due_date", "pk")
    return promises(list(rows))


def commitment_shown_to(standing: Standing, commitment_id: int) -> Promise | None:
    """One promise, if the officer may see its case."""
    rows = Commitment.objects.filter(pk=commitment_id, complaint__in=complaints_shown_to(standing))
    found = promises(list(rows.select_related("complaint", "entry__words", "owner")))
    return found[0] if found else None
