"""Reads on bodies, desks, categories and places. The directory is public: nobody is asked who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from time import monotonic

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.common.text import normalise
from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.directory.names import Names

SECONDS_KEPT = 60


@dataclass(frozen=True)
class BodyRow:
    """A body as lists and suggestions need it."""

    pk: int
    code: str
    kind: str
    names: dict[str, str]
    parent_names: dict[str, str]
    path: str
    accepts: bool
    is_leaf: bool
    ended_at: datetime | None = None  # when it was closed, or merged into its successor
    successor: int | None = None


@dataclass(frozen=True)
class _Directory:
    known: tuple[BodyRow, ...]
    named: dict[str, list[BodyRow]]  # name as it is compared -> who bears it
    by_pk: dict[int, BodyRow]
    by_path: dict[str, BodyRow]
    ended: dict[int, BodyRow]
    categories: dict[int, Category]
    districts: list[tuple[Place, list[Place]]]
    centre: Desk | None
    at: float

    @cached_property
    def names(self) -> Names:
        """The names as they are sought; made when one is, for a worker seeks none."""
        return _names(tuple(self.named))


_kept: _Directory | None = None


def forget_directory() -> None:
    """Read the directory anew at the next question; called after a change."""
    global _kept
    _kept = None


# Names rarely change, the directory is read anew all the time.
_spelling = lru_cache(maxsize=16_384)(normalise)


@lru_cache(maxsize=1)
def _names(texts: tuple[str, ...]) -> Names:
    return Names(texts)


def _directory() -> _Directory:
    """All bodies, categories and places, as they stood within the minute."""
    global _kept
    if _kept is None or monotonic() - _kept.at > SECONDS_KEPT:
        names_at: dict[str, dict[str, str]] = {}
        known: list[BodyRow] = []
        ended: dict[int, BodyRow] = {}
        named: dict[str, list[BodyRow]] = {}
        columns = ("code", "kind", "names", "path", "numchild", "accepts_complaints", "is_active", "ended_at", "successor")
        for body in PublicBody.objects.order_by("path").only(*columns):
            names_at[body.path] = body.names
            parent = names_at.get(body.path[: -PublicBody.steplen], {})
            row = BodyRow(
                *(body.pk, body.code, body.kind, body.names, parent, body.path, body.accepts_complaints, not body.numchild),
                *(body.ended_at, body.successor_id),
            )
            if not body.is_active:
                ended[body.pk] = row
                continue
            known.append(row)
            for text in {_spelling(name) for name in body.names.values() if name}:
                named.setdefault(text, []).append(row)
        _kept = _Directory(
            known=tuple(known),
            named=named,
            by_pk={row.pk: row for row in known},
            by_path={row.path: row for row in known},
            ended=ended,
            categories={category.pk: category for category in Category.objects.all()},
            districts=_districts(),
            centre=Desk.objects.select_related("body").filter(kind=Desk.Kind.CENTRAL).first(),
            at=monotonic(),
        )
    return _kept


def _bearers(directory: _Directory, marks: Mapping[str, float], *, most: int, accepting_alone: bool = False) -> list[BodyRow]:
    """Who bears the names that have a mark, the highest first."""
    best: dict[int, float] = {}
    for name, mark in marks.items():
        for row in directory.named[name]:
            if row.accepts or not accepting_alone:
                best[row.pk] = max(mark, best.get(row.pk, 0.0))
    rows = (directory.by_pk[pk] for pk in best)
    return sorted(rows, key=lambda row: (-best[row.pk], row.path))[:most]


def bodies_named_like(words: str, *, most: int = 12, accepting_alone: bool = True) -> list[BodyRow]:
    """Bodies that accept complaints and whose name in any language is like the words; the most alike first. Forgives typing errors.

    Without `accepting_alone` every body in use is looked at.
    """
    directory = _directory()
    return _bearers(directory, directory.names.like(words), most=most, accepting_alone=accepting_alone)


def bodies_surely_named(words: str, *, most: int = 12) -> list[BodyRow]:
    """Active bodies whose whole name in any language was typed, give or take a few letters. A word of a name is not enough."""
    directory = _directory()
    return _bearers(directory, directory.names.surely(words), most=most)


def body_row(pk: int, *, ended_too: bool = False) -> BodyRow | None:
    """One active body; with `ended_too` also one that was closed since, for what tells of the past."""
    directory = _directory()
    return directory.by_pk.get(pk) or (directory.ended.get(pk) if ended_too else None)


def body_coded(code: str, *, ended_too: bool = False) -> BodyRow | None:
    """The active body with this code; with `ended_too` also one that was closed since."""
    directory = _directory()
    among = [*directory.by_pk.values(), *(directory.ended.values() if ended_too else ())]
    return next((row for row in among if row.code == code), None)


def body_rows(pks: Sequence[int], *, ended_too: bool = False) -> list[BodyRow]:
    """The active bodies among the given ones, in the given order; with `ended_too` also those closed since."""
    found = (body_row(pk, ended_too=ended_too) for pk in pks)
    return [row for row in found if row is not None]


def predecessors_of(pk: int) -> list[BodyRow]:
    """The bodies that were merged into this one, or whose cases it has taken over; the last one first."""
    found = [row for row in _directory().ended.values() if row.successor == pk and row.ended_at is not None]
    return sorted(found, key=lambda row: str(row.ended_at), reverse=True)


def bodies_under(parent: int | None) -> list[BodyRow]:
    """The next level of the tree: the roots, or the children of a body."""
    rows = _directory().known
    if parent is None:
        return [row for row in rows if len(row.path) == PublicBody.steplen]
    above = _directory().by_pk.get(parent)
    if above is None:
        return []
    return [row for row in rows if row.path.startswith(above.path) and len(row.path) == len(above.path) + PublicBody.steplen]


def line_above(pk: int) -> list[BodyRow]:
    """The bodies above a body, the root first."""
    row = _directory().by_pk.get(pk)
    if row is None:
        return []
    known = _directory().by_path
    above = (row.path[:end] for end in range(PublicBody.steplen, len(row.path), PublicBody.steplen))
    return [known[path] for path in above if path in known]


def accepting_bodies() -> QuerySet[PublicBody]:
    """Bodies that accept complaints: each has at least one category."""
    categories = PublicBody.categories.through.objects.filter(publicbody_id=OuterRef("pk"))
    return PublicBody.objects.filter(Exists(categories), is_active=True, accepts_complaints=True).order_by("path")


def categories_of(body_id: int) -> QuerySet[Category]:
    """What may be complained about at a body."""
    return Category.objects.filter(bodies=body_id, is_active=True)


def all_categories() -> QuerySet[Category]:
    """Every category, for who does not know the body."""
    return Category.objects.filter(is_active=True)


def general_desk_names() -> dict[str, str]:
    """How this country calls the desk that takes whatever comes; for bodies that are added later."""
    found = Desk.objects.filter(kind=Desk.Kind.GENERAL).order_by("pk").first() or central_desk()
    return dict(found.names)


def category_known(pk: int | None) -> Category | None:
    """A category, in use or not, as it stood within the minute. Shared by all threads: only to be read."""
    return _directory().categories.get(pk or 0)


def centre_known() -> Desk:
    """The national desk as `central_desk` gives it, as it stood within the minute. Shared by all threads: only to be read."""
    return _directory().centre or central_desk()


def central_desk() -> Desk:
    """The national desk; every profile has exactly one."""
    return Desk.objects.select_related("body").get(kind=Desk.Kind.CENTRAL)


def audit_desk() -> Desk | None:
    """The desk outside the central desk, for what concerns that one; a profile may have none."""
    return Desk.objects.select_related("body").filter(kind=Desk.Kind.AUDIT, is_active=True).first()


def place_known_as(code: str) -> Place | None:
    """The place of a code."""
    return Place.objects.filter(code=code).first() if code.isascii() and code.isprintable() and len(code) <= 20 else None


def districts() -> list[tuple[Place, list[Place]]]:
    """The two upper levels of places for one list to choose from: each governorate with its districts, as they stood within the minute.

    Shared by all threads: only to be read.
    """
    return _directory().districts


def _districts() -> list[tuple[Place, list[Place]]]:
    under: dict[int | None, list[Place]] = {}
    for place in Place.objects.filter(Q(parent=None) | Q(parent__parent=None)):
        under.setdefault(place.parent_id, []).append(place)
    return [(place, under.get(place.pk, [])) for place in under.get(None, [])]
