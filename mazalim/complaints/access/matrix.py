"""Who is what to a case, and what of it that opens: the table that `reading.py` makes its query of and docs/security/access.md prints.

A relation is what somebody is to one case, worked out from the officer's standing and the case's cover, never from the account. Who has no relation
to a case has no case: every surface answers as if it did not exist. Being excluded takes away every relation of an officer.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Q

from mazalim.accounts.queries import Standing
from mazalim.complaints.models import State
from mazalim.directory.models import Desk


class Relation(StrEnum):
    """What somebody is to one case."""

    COMPLAINANT = "complainant"
    DESK = "officer of the desk"
    SUPERVISOR = "supervisor of the body"
    TOLD_ABOVE = "supervisor who was told"
    APPEAL_DESK = "officer of the appeal's desk"
    APPEAL_SUPERVISOR = "supervisor over the appeal"
    SECOND_DESK = "officer of the second desk"
    SCREENING = "central officer who sorts"
    TOLD_CENTRE = "central officer who was told"


class Part(StrEnum):
    """A part of one case that a surface may show."""

    COVER = "in lists, counts, search and files of lists"
    PUBLIC = "public leaves, letters and their enclosures"
    INTERNAL = "internal leaves, notes, tasks, drafts"
    IDENTITY = "who the complainant is, and papers that name them"
    READERS = "who opened the file"


class Extent(StrEnum):
    """How far a part is open."""

    YES = "yes"
    REVEALED = "after opening it with a reason, eight hours"
    OWN = "their own"
    NO = "no"


OFFICERS_PARTS = {
    Part.COVER: Extent.YES,
    Part.PUBLIC: Extent.YES,
    Part.INTERNAL: Extent.YES,
    Part.IDENTITY: Extent.REVEALED,
    Part.READERS: Extent.YES,
}
OWN_PARTS = {Part.COVER: Extent.NO, Part.PUBLIC: Extent.OWN, Part.INTERNAL: Extent.NO, Part.IDENTITY: Extent.OWN, Part.READERS: Extent.YES}
EVERY_STATE = frozenset(State)
EVERY_RELATION = frozenset(Relation)


@dataclass(frozen=True)
class Row:
    """One relation of officers: whom it fits, and the case's field that says so."""

    relation: Relation
    who: str
    mine: Callable[[Standing], frozenset[int] | bool]  # desks or bodies of the officer; a truth where the role has no scope
    field: str  # of the cover: must be among `mine`; where `mine` is a truth, a flag that must be set, or "" for none
    states: frozenset[State] = EVERY_STATE
    takes_guarded: bool = True  # also cases on an integrity desk
    hands: frozenset[str] = frozenset()  # by which hand of the lifecycle's table it acts


TABLE: tuple[Row, ...] = (
    Row(
        Relation.DESK,
        "Works at the desk that holds the case.",
        lambda who: who.desks,
        "desk_id",
        hands=frozenset(
            {"officer", "supervisor"}
        ),  # the second only on an integrity desk, where colleagues are one another's second person
    ),
    Row(
        Relation.SUPERVISOR,
        "Oversees the public body that holds the case.",
        lambda who: who.bodies,
        "body_id",
        takes_guarded=False,
        hands=frozenset({"supervisor"}),
    ),
    Row(Relation.TOLD_ABOVE, "Oversees a public body above, to which the case was escalated.", lambda who: who.bodies, "opened_to_body_id"),
    Row(
        Relation.APPEAL_DESK,
        "Works at the desk that decides the appeal, or decided it.",
        lambda who: who.desks,
        "appeal_desk_id",
        hands=frozenset({"appeal_officer"}),
    ),
    Row(
        Relation.APPEAL_SUPERVISOR,
        "Oversees the public body whose desk decides the appeal, or decided it.",
        lambda who: who.bodies,
        "appeal_desk__body_id",
        takes_guarded=False,
    ),
    Row(
        Relation.SECOND_DESK,
        "Works at the integrity desk above that gives the second person where none is left below.",
        lambda who: who.desks if who.is_at_integrity_desk else frozenset(),
        "second_desk_id",
        hands=frozenset({"supervisor"}),
    ),
    Row(
        Relation.SCREENING,
        "Runs the central desk, while the case is being screened.",
        lambda who: who.is_central,
        "",
        states=frozenset({State.SCREENING}),
        hands=frozenset({"central_officer"}),
    ),
    Row(
        Relation.TOLD_CENTRE,
        "Runs the central desk, to which the case was escalated.",
        lambda who: who.is_central,
        "is_opened_to_centre",
        hands=frozenset({"central_officer"}),
    ),
)


_UNGUARDED = Q(is_guarded=False)


def cases_of(row: Row, visitor: Standing, among: Mapping[str, int] = MappingProxyType({})) -> Q | None:
    """The condition under which a case stands in this relation to an officer; None where it never does.

    `among` is what all the cases asked about have in common, as field and key (one desk, or one body). What follows from it is left out of the
    condition, which is empty where nothing is left: a database that is told the same twice believes that few rows are meant.
    """
    mine = row.mine(visitor)
    if not mine:
        return None
    if isinstance(mine, bool):
        where = Q(**{row.field: True}) if row.field else Q()
    elif row.field in among:
        if among[row.field] not in mine:
            return None
        where = Q()
    elif row.field == "appeal_desk__body_id":
        where = Q(appeal_desk__in=Desk.objects.filter(body_id__in=mine))  # a subquery: the desks of a body are few, and no join is needed
    else:
        where = Q(**{f"{row.field}__in": mine})
    if row.states != EVERY_STATE:
        where &= Q(state__in=sorted(row.states))
    return where if row.takes_guarded else where & _UNGUARDED


def any_relation(visitor: Standing, among: Mapping[str, int] = MappingProxyType({})) -> Q | None:
    """The condition under which a case stands in any relation to an officer; None where none does, empty where all `among` do."""
    conditions = [where for row in TABLE if (where := cases_of(row, visitor, among)) is not None]
    if not all(conditions):
        return Q()
    if _UNGUARDED in conditions:  # whatever else takes no guarded cases follows from it
        conditions = [where for where in conditions if where == _UNGUARDED or _UNGUARDED.children[0] not in where.children]
    return reduce(or_, conditions) if conditions else None


def relations_apart(visitor: Standing, relations: frozenset[Relation]) -> Iterator[tuple[Mapping[str, int], Q]]:
    """Each of these relations of an officer by itself, desk by desk and body by body: what its cases have in common, and the condition besides.

    Each of these an index gives in order, which it cannot do for all of them together.
    """
    for row in TABLE:
        if row.relation not in relations:
            continue
        mine = row.mine(visitor)
        if isinstance(mine, bool) or row.field == "appeal_desk__body_id":
            where = cases_of(row, visitor)
            if where is not None:
                yield {}, where
            continue
        for key in sorted(mine):
            among = {row.field: key}
            where = cases_of(row, visitor, among)
            if where is not None:
                yield among, where
