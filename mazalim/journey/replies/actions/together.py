"""One answer for several cases: send it to those that were joined, or begin with it in a case that follows a lead."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.complaints.queries import JSON_REPLIES
from mazalim.journey.casework.actions import proposing
from mazalim.journey.casework.queries import lead_of
from mazalim.journey.replies.actions.drafting import save_draft
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import open_draft, points_of_case


class NothingToTakeOver(Exception):
    """The case follows no lead that the officer may see, or the lead has no answer yet."""


class AlreadyBegun(Exception):
    """Something is written already, and nothing is written over it."""


def answer_joined(lead: Complaint, reply: Entry, words: dict[str, Any], *, at: datetime) -> list[Entry]:
    """Send the reply of a lead to every case that was joined to it, in the transaction that sends it; each keeps its own rights after it.

    Promises are made once: they stand, and are kept or broken, in the file of the lead.
    """
    entries = []
    for complaint in Complaint.objects.select_for_update().filter(joined_to=lead).order_by("pk"):
        text = json.dumps(words | {"commitments": [], "answered_with": lead.case_number}, ensure_ascii=False)
        counted = {name: reply.payload[name] for name in ("outcomes", "redress", "reasons")}
        dropped = {"proposals_dropped": proposing.drop_all(complaint, at=at)}
        entries.append(
            move(
                complaint,
                Move.ANSWER_TOGETHER,
                by=actor_system(),
                text=text,
                cover={"outcome": lead.outcome, "officer_id": lead.officer_id, "drafter_id": lead.drafter_id},
                payload={"lead": lead.pk, "commitments": 0, **counted, **dropped},
                at=at,
            )
        )
        Draft.objects.filter(complaint=complaint).delete()
    return entries


@transaction.atomic
def begin_with_lead(*, complaint_id: int, by: Standing, at: datetime) -> Draft:
    """Begin the reply with the answer of the lead case, its points matched by number; every word is to be looked at before it is sent.

    Raises NothingToTakeOver, AlreadyBegun, ColleaguesDraft or ImpossibleMove.
    """
    complaint = locked(complaint_id)
    lead = lead_of(by, complaint)
    said = EntryText.objects.filter(entry__complaint=lead, entry__kind__in=JSON_REPLIES).order_by("-entry__number") if lead else None
    newest = said.values_list("text", flat=True).first() if said is not None else None
    if newest is None:
        raise NothingToTakeOver
    draft = open_draft(complaint)
    if draft is not None and draft.author_id == by.officer_id and draft.is_begun:
        raise AlreadyBegun
    words = json.loads(newest)
    answers = {point["number"]: point for point in words["points"]}
    points = [
        {"number": one.number} | {name: answers.get(one.number, {}).get(name, "") for name in ("outcome", "redress", "reason")}
        for one in points_of_case(complaint).standing
    ]
    return save_draft(
        complaint_id=complaint_id, by=by, version=draft.version if draft else 0, summary=words["summary"], points=points, at=at
    )
