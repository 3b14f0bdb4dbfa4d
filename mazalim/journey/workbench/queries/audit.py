"""What auditors see of conflicts of interest: which case, what was done, by whom and when. Never what a case is about."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from mazalim.accounts.queries import Standing
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Entry, Exclusion
from mazalim.complaints.models.entry import CONFLICT_KINDS
from mazalim.web.paging import ROWS, Cursor, Page, page_of

# The reasons for lifting an exclusion are written for auditors; every other word of a case stays in it.
_READ = frozenset({Move.PROPOSE_LIFT.value, Move.LIFT_EXCLUSION.value, Move.DECLINE_LIFT.value})


@dataclass(frozen=True)
class Step:
    """One thing that was done."""

    entry: Entry
    reason: str  # for lifting alone; empty elsewhere


@dataclass(frozen=True)
class AuditPage:
    """One page of what was done, newest first."""

    rows: tuple[Step, ...]
    next: Cursor | None
    before: Cursor | None


def conflicts_seen(standing: Standing, *, cursor: Cursor | None, size: int = ROWS) -> AuditPage:
    """What was done about conflicts of interest, but for cases from which the auditor is excluded. One query."""
    if not standing.is_auditor:
        return AuditPage((), None, None)
    own = Exclusion.objects.filter(complaint=OuterRef("complaint"), officer=standing.officer_id)
    entries = Entry.objects.filter(kind__in=CONFLICT_KINDS).exclude(Exists(own)).select_related("complaint", "officer", "words")
    page: Page[Entry] = page_of(entries, by="at", cursor=cursor, size=size, is_newest_first=True)
    rows = tuple(Step(entry, entry.words.text if entry.kind in _READ and hasattr(entry, "words") else "") for entry in page.rows)
    return AuditPage(rows, page.next, page.before)
