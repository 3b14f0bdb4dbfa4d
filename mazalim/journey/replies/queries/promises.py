"""What replies promised."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, State
from mazalim.journey.replies.models import Commitment
from mazalim.web.paging import ROWS, Cursor, Page, page_of


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
