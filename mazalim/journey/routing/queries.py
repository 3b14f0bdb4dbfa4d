"""Where a complaint goes: the desk of a body for a category, and the desk that may judge an accused official."""

from dataclasses import dataclass

from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk
from mazalim.directory.rules import DeskOffer, desk_for


class NoDesk(Exception):
    """The body has no desk that could take the complaint."""


@dataclass(frozen=True)
class Destination:
    """A desk, and why it is the right one. `is_guarded` where nobody outside the desk may read the case."""

    body_id: int
    desk_id: int
    is_guarded: bool
    why: str  # body_and_category, integrity_desk, integrity_desk_above, central_desk

    def as_cover(self) -> dict[str, int | bool]:
        """The cover changes that put a complaint there."""
        return {"body_id": self.body_id, "desk_id": self.desk_id, "is_guarded": self.is_guarded}


def destination_of(*, body: PublicBody, category_id: int, accuses_official: bool) -> Destination:
    """The desk of a body for a category; for a complaint against an official an integrity desk, never the unit named. Raises NoDesk.

    The integrity desk is the body's own, else the next one above it, else the central desk. Two queries.
    """
    if accuses_official:
        return _integrity_desk(body)
    desks = Desk.objects.filter(body=body, is_active=True).prefetch_related("categories")
    offers = [DeskOffer(desk.pk, desk.kind, frozenset(category.pk for category in desk.categories.all())) for desk in desks]
    chosen = desk_for(offers, category_pk=category_id)
    if chosen is None:
        raise NoDesk
    return Destination(body.pk, chosen, is_guarded=False, why="body_and_category")


def _integrity_desk(body: PublicBody) -> Destination:
    line = [body.path[:end] for end in range(len(body.path), 0, -PublicBody.steplen)]
    desks = {
        desk.body.path: desk
        for desk in Desk.objects.filter(body__path__in=line, kind=Desk.Kind.INTEGRITY, is_active=True).select_related("body")
    }
    for path in line:
        if path in desks:
            why = "integrity_desk" if path == body.path else "integrity_desk_above"
            return Destination(body.pk, desks[path].pk, is_guarded=True, why=why)
    return Destination(body.pk, central_desk().pk, is_guarded=True, why="central_desk")
