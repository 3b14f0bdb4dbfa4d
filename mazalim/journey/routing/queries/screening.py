"""What waits for screening by the central desk, with what helps to place it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from mazalim.accounts.queries import Standing
from mazalim.common.words import pick
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Entry, EntryText, Proposal, State
from mazalim.directory.queries import BodyRow, body_row
from mazalim.journey.routing.suggest import Suggestion, suggest_bodies
from mazalim.web.paging import Cursor, page_of

ROWS_A_PAGE = 10


@dataclass(frozen=True)
class Offer:
    """A suggested body with the reason that goes to the complainant, in their language, if the officer agrees with one click."""

    suggestion: Suggestion
    reason: str


@dataclass(frozen=True)
class Dispute:
    """Why a case came back to the central desk: who sent it on last, where they think it belongs, and why."""

    sender: BodyRow | None
    proposed: BodyRow | None
    reason: str


@dataclass(frozen=True)
class CaseScreened:
    """One case on the screening page."""

    complaint: Complaint
    text: str
    offers: tuple[Offer, ...]
    dispute: Dispute | None  # the ruling that it waits for
    refusal: Proposal | None  # proposed, and waiting for a second person


@dataclass(frozen=True)
class ScreeningPage:
    """Cases that wait for the central desk, the oldest first, and the cursors of the pages beside this one."""

    cases: tuple[CaseScreened, ...]
    next: Cursor | None
    before: Cursor | None


def cases_in_screening(*, shown_to: Standing, cursor: Cursor | None, at: datetime, most: int = ROWS_A_PAGE) -> ScreeningPage:
    """The next cases in screening that the officer may read, with what helps to place them; four queries."""
    waiting = complaints_shown_to(shown_to).filter(state=State.SCREENING).select_related("category", "place", "body", "desk")
    page = page_of(waiting, by="lodged_at", cursor=cursor, size=most)
    shown = page.rows
    texts = _texts(shown)
    disputes = _disputes(shown)
    proposals = Proposal.objects.filter(complaint__in=shown, act=Proposal.Act.REFUSE, decision="", expires_at__gt=at)
    refusals = {proposal.complaint_id: proposal for proposal in proposals.select_related("proposed_by")}
    cases = tuple(
        CaseScreened(
            complaint,
            texts.get(complaint.pk, ""),
            _offers(complaint, texts.get(complaint.pk, "")),
            disputes.get(complaint.pk),
            refusals.get(complaint.pk),
        )
        for complaint in shown
    )
    return ScreeningPage(cases, page.next, page.before)


def _texts(complaints: Sequence[Complaint]) -> dict[int, str]:
    words = EntryText.objects.filter(entry__complaint__in=complaints, entry__number=1).values_list("entry__complaint", "text")
    return {pk: str(json.loads(text).get("description", "")) for pk, text in words}


def _disputes(complaints: Sequence[Complaint]) -> dict[int, Dispute]:
    """The newest referral of each case that was referred before."""
    entries = Entry.objects.filter(complaint__in=[one for one in complaints if one.referrals], kind="refer").select_related("words")
    return {
        entry.complaint_id: Dispute(
            sender=body_row(entry.payload["from_body"]),
            proposed=body_row(entry.payload["to_body"]),
            reason=entry.words.text if hasattr(entry, "words") else "",
        )
        for entry in entries.order_by("complaint_id", "number")
    }


def _offers(complaint: Complaint, text: str) -> tuple[Offer, ...]:
    found = suggest_bodies(
        text=f"{complaint.subject}\n{text}", language=complaint.language, place_id=complaint.place_id, category_id=complaint.category_id
    )
    with translation.override(complaint.language):
        reason = _("%(body)s deals with this matter.")
        return tuple(Offer(one, reason % {"body": pick(one.body.names, complaint.language)[0]}) for one in found)
