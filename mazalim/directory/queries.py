"""Reads on bodies, desks, categories and places. The directory is public: nobody is asked who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic

from django.db.models import Exists, OuterRef, Q, QuerySet

from mazalim.common.text import normalise, trigrams
from mazalim.directory.models import Category, Desk, Place, PublicBody

SECONDS_KEPT = 60
ENOUGH = 0.45  # share of the asked trigrams that a name must hold; 0.45 keeps one wrong letter in a word of five


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
class _Known:
    row: BodyRow
    spellings: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class _Directory:
    known: tuple[_Known, ...]
    by_pk: dict[int, BodyRow]
    by_path: dict[str, BodyRow]
    ended: dict[int, BodyRow]
    categories: dict[int, Category]
    centre: Desk | None
    at: float


_kept: _Directory | None = None


def forget_directory() -> None:
    """Read the directory anew at the next question; called after a change."""
    global _kept
    _kept = None


@lru_cache(maxsize=16_384)
def _spelling(name: str) -> tuple[str, frozenset[str]]:
    """A name as it is compared. Names rarely change, the directory is read anew all the time."""
    text = normalise(name)
    return text, trigrams(text)


def _directory() -> _Directory:
    """All bodies with the trigrams of their names: 2,000 bodies take about 4 MB and 60 ms once a minute."""
    global _kept
    if _kept is None or monotonic() - _kept.at > SECONDS_KEPT:
        names_at: dict[str, dict[str, str]] = {}
        known, ended = [], {}
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
            known.append(_Known(row, tuple({_spelling(name) for name in body.names.values() if name})))
        rows = [one.row for one in known]
        _kept = _Directory(
            known=tuple(known),
            by_pk={row.pk: row for row in rows},
            by_path={row.path: row for row in rows},
            ended=ended,
            categories={category.pk: category for category in Category.objects.all()},
            centre=Desk.objects.select_related("body").filter(kind=Desk.Kind.CENTRAL).first(),
            at=monotonic(),
        )
    return _kept


def _likeness(words: str, wanted: frozenset[str], spelling: str, found: frozenset[str]) -> float:
    """1 and more where the words stand in the name as typed; else the share of the asked trigrams, less a little for a long name."""
    if words in spelling:
        return 2.0 + len(words) / len(spelling)
    if all(word in spelling for word in words.split()):
        return 1.0 + len(words) / len(spelling)
    return len(wanted & found) / len(wanted) - 0.001 * len(found)


def bodies_named_like(words: str, *, most: int = 12, accepting_alone: bool = True) -> list[BodyRow]:
    """Bodies that accept complaints and whose name in any language is like the words; the most alike first. Forgives typing errors.

    Without `accepting_alone` every body in use is looked at.
    """
    asked = normalise(words)
    wanted = trigrams(asked)
    if not wanted:
        return []
    marks = (
        (max((_likeness(asked, wanted, text, found) for text, found in one.spellings), default=0.0), one.row)
        for one in _directory().known
        if one.row.accepts or not accepting_alone
    )
    best = sorted(((mark, row) for mark, row in marks if mark >= ENOUGH), key=lambda pair: (-pair[0], pair[1].path))
    return [row for _, row in best[:most]]


def bodies_surely_named(words: str, *, most: int = 12) -> list[BodyRow]:
    """Active bodies whose whole name in any language was typed, give or take a few letters. A word of a name is not enough."""
    wanted = trigrams(normalise(words))
    if not wanted:
        return []
    marks = (
        (max((len(wanted & found) / len(wanted | found) for _, found in one.spellings), default=0.0), one.row) for one in _directory().known
    )
    best = sorted(((mark, row) for mark, row in marks if mark >= ENOUGH), key=lambda pair: (-pair[0], pair[1].path))
    return [row for _, row in best[:most]]


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
    rows = [one.row for one in _directory().known]
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
    """The two upper levels of places for one list to choose from: each governorate with its districts. One query."""
    rows = list(Place.objects.filter(Q(parent=None) | Q(parent__parent=None)))
    under: dict[int | None, list[Place]] = {}
    for place in rows:
        under.setdefault(place.parent_id, []).append(place)
    return [(place, under.get(place.pk, [])) for place in under.get(None, [])]
