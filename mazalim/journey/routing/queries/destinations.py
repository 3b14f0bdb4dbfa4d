"""Where a complaint goes: the desk of a body for a category, the desk that may judge an accused official, and the next one above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from mazalim.accounts.queries import officers_at_desk
from mazalim.complaints.conflict import Unclean, colleagues_left, unclean
from mazalim.complaints.models import Complaint
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import BodyRow, audit_desk, central_desk
from mazalim.directory.rules import DeskOffer, desk_for


class NoDesk(Exception):
    """The body has no desk that could take the complaint."""


@dataclass(frozen=True)
class Destination:
    """A desk, and why it is the right one. `is_guarded` where nobody outside the desk may read the case."""

    body_id: int
    desk_id: int
    is_guarded: bool
    why: str  # body_and_category, integrity_desk, integrity_desk_above, central_desk, audit_desk

    def as_cover(self) -> dict[str, int | bool]:
        """The cover changes that put a complaint there."""
        return {"body_id": self.body_id, "desk_id": self.desk_id, "is_guarded": self.is_guarded}


def destination_of(*, body: PublicBody | BodyRow, category_id: int, accuses_official: bool) -> Destination:
    """The desk of a body for a category; for a complaint against an official an integrity desk, never the unit named. Raises NoDesk.

    The integrity desk is the body's own, else the next one above it, else the central desk; against somebody of the central desk's own body
    the auditor's desk. One query, or three for a complaint against an official.
    """
    if accuses_official:
        body_id, first = body.pk, next(_ladder(body))
        return _on(first, body_id=body_id, own_path=body.path)
    lists_it = Desk.categories.through.objects.filter(desk_id=OuterRef("pk"), category_id=category_id)
    desks = Desk.objects.filter(body_id=body.pk, is_active=True).values_list("pk", "kind", Exists(lists_it))
    offers = [DeskOffer(pk, kind, frozenset({category_id} if lists else ())) for pk, kind, lists in desks]
    return desk_among(offers, body_id=body.pk, category_id=category_id)


def desk_among(offers: Sequence[DeskOffer], *, body_id: int, category_id: int) -> Destination:
    """The desk of a body for a category, where nobody is accused, among those that the body has. Raises NoDesk. No query."""
    chosen = desk_for(offers, category_pk=category_id)
    if chosen is None:
        raise NoDesk
    return Destination(body_id, chosen, is_guarded=False, why="body_and_category")


def _ladder(body: PublicBody | BodyRow) -> Iterator[Desk]:
    """The desks that may judge an official of a body, each outside of the one before: integrity desks upwards, the central desk, the auditor's."""
    line = [body.path[:end] for end in range(len(body.path), 0, -PublicBody.steplen)]
    found = Desk.objects.filter(body__path__in=line, kind=Desk.Kind.INTEGRITY, is_active=True).select_related("body")
    desks = {desk.body.path: desk for desk in found}
    yield from (desks[path] for path in line if path in desks)
    centre, auditor = central_desk(), audit_desk()
    if centre.body_id != body.pk or auditor is None:
        yield centre
    if auditor is not None:
        yield auditor


def _on(desk: Desk, *, body_id: int, own_path: str) -> Destination:
    names = {Desk.Kind.CENTRAL.value: "central_desk", Desk.Kind.AUDIT.value: "audit_desk"}
    own = "integrity_desk" if desk.body.path == own_path else "integrity_desk_above"
    return Destination(body_id, desk.pk, is_guarded=True, why=names.get(desk.kind, own))


def clean_place(complaint: Complaint, wanted: Destination) -> Destination:
    """The place wanted where it is clean for the case, else the first clean one above it. Whoever places a case asks here.

    Only an accused officer puts a case under guard; where all have recused themselves its supervisors go on reading it. One query where
    nobody is excluded from the case.
    """
    desk = Desk.objects.select_related("body").get(pk=wanted.desk_id)
    reason = unclean(complaint, desk, is_guarded=wanted.is_guarded)
    if reason is None:
        return wanted
    found = above(complaint, body=PublicBody.objects.get(pk=wanted.body_id), desk_id=desk.pk)
    return replace(found, is_guarded=wanted.is_guarded or reason == Unclean.ACCUSED)


def above(complaint: Complaint, *, body: PublicBody, desk_id: int) -> Destination:
    """The first clean desk above the one that holds a case, before all one where somebody works.

    Where no desk at all is clean it is the last one, the auditor's: the officers concerned are kept from the case by their exclusion.
    """
    ladder = list(_ladder(body))
    places = [desk.pk for desk in ladder]
    higher = ladder[places.index(desk_id) + 1 :] if desk_id in places else ladder
    clean = [desk for desk in higher if unclean(complaint, desk, is_guarded=True) is None]
    staffed = next((desk for desk in clean if officers_at_desk(desk.pk).exists()), None)
    chosen = staffed or (clean[0] if clean else ladder[-1])
    return _on(chosen, body_id=body.pk, own_path=body.path)


def place_now(complaint: Complaint) -> Destination:
    """Where a case belongs that lies where it lies: there, where the desk is still clean for it, else above."""
    return clean_place(complaint, Destination(complaint.body_id, complaint.desk_id, is_guarded=complaint.is_guarded, why=""))


def second_desk_for(complaint: Complaint, *, but: int) -> Desk | None:
    """The first clean desk above a case's own where somebody else may be the second person; None where nobody is."""
    body = PublicBody.objects.get(pk=complaint.body_id)
    ladder = list(_ladder(body))
    places = [desk.pk for desk in ladder]
    higher = ladder[places.index(complaint.desk_id) + 1 :] if complaint.desk_id in places else ladder
    for desk in higher:
        if unclean(complaint, desk, is_guarded=True) is None and colleagues_left(complaint, desk.pk, but=but).exists():
            return desk
    return None
