"""Which desk decides an appeal, who takes no part in it, and which appeals a desk has."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from mazalim.accounts.models import Grant, Role
from mazalim.accounts.queries import Standing, officers_at_desk, supervisors_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.conflict import Unclean, unclean
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Complaint, Exclusion, State
from mazalim.complaints.queries import CaseFile, LeafShown
from mazalim.directory.models import Desk
from mazalim.directory.queries import audit_desk, central_desk, line_above
from mazalim.web.paging import MOST_COUNTED, ROWS, Cursor, Page, counts_of, page_of

# Whoever left one of these leaves worked on the case or decided it.
_WORKED = (
    Move.TAKE, Move.ASSIGN, Move.DRAFT_REPLY, Move.APPROVE, Move.SEND_REPLY, Move.PROPOSE_REFUSAL, Move.REFUSE, Move.ANSWER_TOGETHER,
)  # fmt: skip
FEW = 8


def first_instance_of(complaint: Complaint) -> frozenset[int]:
    """Who worked on the case, wrote its reply or refusal, or agreed to it, in any round. One query."""
    found = {complaint.officer_id, complaint.drafter_id}
    for kind, officer_id, payload in complaint.entries.filter(kind__in=_WORKED).values_list("kind", "officer_id", "payload"):
        # A supervisor who assigns has decided nothing; the officer assigned has worked on it.
        found.add(payload.get("officer") if kind == Move.ASSIGN else officer_id)
    return frozenset(pk for pk in found if pk)


def appeal_desk_for(complaint: Complaint, *, barred: Set[int]) -> Desk:
    """The desk that decides: that of the body above, from body to body upwards, in the end the central desk, for which an audit desk stands in.

    Of a guarded case it is an integrity desk. A desk is passed over where all who work there are barred or otherwise excluded, or where one
    of them is accused. Where nobody at all is left, the central desk has the appeal until somebody comes.
    """
    above = [row.pk for row in reversed(line_above(complaint.desk.body_id if complaint.is_guarded else complaint.body_id))]
    kind = Desk.Kind.INTEGRITY if complaint.is_guarded else Desk.Kind.GENERAL
    at_body = {desk.body_id: desk for desk in Desk.objects.filter(body_id__in=above, kind=kind, is_active=True).select_related("body")}
    central, audit = central_desk(), audit_desk()
    desks = [*(at_body[pk] for pk in above if pk in at_body), central, *([audit] if audit else [])]
    people: dict[int, set[int]] = defaultdict(set)
    grants = Grant.objects.filter(desk__in=desks, role=Role.OFFICER, ended_at=None, officer__is_active=True)
    for desk_id, officer_id in grants.values_list("desk_id", "officer_id"):
        people[desk_id].add(officer_id)
    excluded = set(Exclusion.objects.filter(complaint=complaint).values_list("officer_id", flat=True))
    for desk in desks:
        if people[desk.pk] - barred - excluded and unclean(complaint, desk, is_guarded=True) != Unclean.ACCUSED:
            return desk
    return audit if audit and unclean(complaint, central, is_guarded=True) == Unclean.ACCUSED else central


def cannot_be_spared(complaint: Complaint, *, barred: Set[int], deciding_desk_id: int) -> frozenset[int]:
    """Of those barred the ones without whom the body could not answer, where it still may or must; never one who works at the deciding desk."""
    at_desk = set(officers_at_desk(complaint.desk_id).values_list("pk", flat=True))
    above = set() if complaint.is_guarded else set(supervisors_of(complaint.body_id).values_list("pk", flat=True))
    needed: set[int] = set()
    if at_desk <= barred:
        needed |= ({complaint.officer_id or 0} & at_desk) or at_desk
    if above <= barred:
        needed |= above
    return frozenset(needed - set(officers_at_desk(deciding_desk_id).values_list("pk", flat=True)))


# --- What a desk has ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """How many there are, up to the number that is counted."""

    number: int

    @property
    def is_capped(self) -> bool:
        """More than were counted."""
        return self.number > MOST_COUNTED

    @property
    def shown(self) -> int:
        """The number to write, followed by a plus sign where it is capped."""
        return min(self.number, MOST_COUNTED)


@dataclass(frozen=True)
class AppealsPage:
    """One page of appeals, and how many there are to decide and decided (counted to a thousand)."""

    listed: Page[Complaint]
    open: Counted
    decided: Counted


def appeals_shown_to(standing: Standing) -> QuerySet[Complaint]:
    """The appeals that came to the officer's desks, or to desks of bodies that the officer supervises."""
    mine = Q(appeal_desk_id__in=standing.desks)
    if standing.bodies:
        mine |= Q(appeal_desk__in=Desk.objects.filter(body_id__in=standing.bodies), is_guarded=False)
    return complaints_shown_to(standing).filter(mine)


def appeals_page(standing: Standing, *, is_decided: bool, cursor: Cursor | None, size: int = ROWS) -> AppealsPage:
    """Those to decide, the soonest due first, or those decided, the newest first. Two queries."""
    mine = appeals_shown_to(standing)
    waiting, decided = mine.filter(state=State.UNDER_APPEAL), mine.exclude(state=State.UNDER_APPEAL).exclude(appeal_decision="")
    rows = (decided if is_decided else waiting).select_related("body", "category", "appeal_desk")
    page: Page[Complaint] = page_of(
        rows, by="last_entry_at" if is_decided else "next_duty_at", cursor=cursor, size=size, is_newest_first=is_decided
    )
    number_open, number_decided = counts_of(waiting, decided)
    return AppealsPage(page, Counted(number_open), Counted(number_decided))


def appeals_to_decide(standing: Standing, *, most: int = FEW) -> list[Complaint]:
    """The few that are due soonest, for an officer's own work. One query; none for who has no desk."""
    if not standing.desks:
        return []
    waiting = complaints_shown_to(standing).filter(state=State.UNDER_APPEAL, appeal_desk_id__in=standing.desks)
    return list(waiting.select_related("body", "category").order_by("next_duty_at", "pk")[:most])


# --- What a file says of its appeal ------------------------------------------------------------


@dataclass(frozen=True)
class AppealSeen:
    """The appeal of a file: what is to be examined, against what, and the answer that it is against."""

    lodged: LeafShown
    against: str  # rules.Against
    first_answer: LeafShown | None  # the reply or refusal; a late reply where one came
    is_reply_late: bool

    @property
    def content(self) -> dict[str, Any]:
        """The words of the first answer."""
        return self.first_answer.content if self.first_answer else {}


def appeal_in(file: CaseFile) -> AppealSeen | None:
    """The newest appeal of a file that the caller has read."""
    lodged = next((leaf for leaf in reversed(file.leaves) if leaf.kind == Move.APPEAL), None)
    if lodged is None:
        return None
    answers = [leaf for leaf in file.leaves if leaf.kind in {Move.APPROVE, Move.SEND_REPLY, Move.REFUSE}]
    against = lodged.payload["against"]
    if against == "silence":  # of this round nothing came before; what came since is the late reply
        answers = [leaf for leaf in answers if leaf.number > lodged.number]
    return AppealSeen(lodged, against, answers[-1] if answers else None, against == "silence")
