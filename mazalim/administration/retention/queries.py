"""What is due, what waits for a second administrator, what was done. Administrators read no case: they see numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from mazalim.administration.retention.rules import closed_before
from mazalim.complaints.lifecycle.table import OVER
from mazalim.complaints.models import Complaint, Disposal, DisposalLine
from mazalim.complaints.models.disposal import PARTS
from mazalim.country.queries import policy_at

MOST_SHOWN = 200
MOST_COUNTED = 10_000  # a page counts no further
MOST_IN_A_LIST = 2_000
NEWEST = 20


def _is_due(part: str, before: datetime) -> Q:
    return Q(closed_at__lte=before, **{f"{part}_disposed_at": None})


def due(*, at: datetime) -> QuerySet[Complaint]:
    """Cases of which a part is due and that nothing keeps: no legal hold, and not on a list already."""
    before = closed_before(policy_at(at), at=at)
    any_part = Q()
    for part in PARTS:
        any_part |= _is_due(part, before[part])
    listed = DisposalLine.objects.filter(complaint=OuterRef("pk"), result="")
    return Complaint.objects.filter(any_part, is_held=False, state__in=OVER).exclude(Exists(listed))


def parts_due(complaint: Complaint, *, at: datetime) -> dict[str, bool]:
    """Which parts of a case are due."""
    before = closed_before(policy_at(at), at=at)
    return {
        part: complaint.closed_at is not None and complaint.closed_at <= before[part] and getattr(complaint, f"{part}_disposed_at") is None
        for part in PARTS
    }


@dataclass(frozen=True)
class DueNow:
    """What the page says of the cases that are due."""

    cases: int
    is_more: bool  # more than are counted
    identity: int
    texts: int
    enclosures: int
    oldest: datetime | None  # the end of the case that has waited longest
    held: int


def due_now(*, at: datetime) -> DueNow:
    """Counts of what is due, up to a limit; two queries."""
    before = closed_before(policy_at(at), at=at)
    counted = due(at=at).order_by("closed_at", "pk")[:MOST_COUNTED]
    sums = Complaint.objects.filter(pk__in=counted.values("pk")).aggregate(
        cases=Count("pk"), oldest=Min("closed_at"), **{part: Count("pk", filter=_is_due(part, before[part])) for part in PARTS}
    )
    held = Complaint.objects.filter(is_held=True).count()
    return DueNow(is_more=sums["cases"] >= MOST_COUNTED, held=held, **sums)


@dataclass(frozen=True)
class ListShown:
    """A list with its counts."""

    disposal: Disposal
    cases: int
    identity: int
    texts: int
    enclosures: int
    done: int
    kept: int

    @property
    def left(self) -> int:
        """Cases that are still to be done."""
        return self.cases - self.done - self.kept


def _counted() -> QuerySet[Disposal]:
    return Disposal.objects.select_related("proposed_by", "decided_by").annotate(
        cases=Count("lines"),
        done=Count("lines", filter=Q(lines__result=DisposalLine.Result.DONE)),
        kept=Count("lines", filter=Q(lines__result=DisposalLine.Result.KEPT)),
        **{f"{part}_lines": Count("lines", filter=Q(**{f"lines__{part}": True})) for part in PARTS},
    )


def _shown(row: Disposal) -> ListShown:
    counts = {name: getattr(row, name) for name in ("cases", "done", "kept")} | {part: getattr(row, f"{part}_lines") for part in PARTS}
    return ListShown(row, **counts)


def disposals_waiting() -> QuerySet[Disposal]:
    """Lists that nobody has decided on; one at most."""
    return Disposal.objects.filter(decision="")


def waiting_list() -> ListShown | None:
    """The list that waits for a second administrator; there is one at most."""
    return next((_shown(row) for row in _counted().filter(decision="")), None)


def newest_lists() -> list[ListShown]:
    """The lists decided last."""
    return [_shown(row) for row in _counted().exclude(decision="").order_by("-decided_at", "-pk")[:NEWEST]]


def list_shown(disposal_id: int) -> ListShown | None:
    """One list."""
    return next((_shown(row) for row in _counted().filter(pk=disposal_id)), None)


def lines_shown(disposal: Disposal) -> list[DisposalLine]:
    """The first lines of a list with their cases: of these the page shows number and end alone."""
    return list(disposal.lines.select_related("complaint").order_by("complaint__closed_at", "pk")[:MOST_SHOWN])
