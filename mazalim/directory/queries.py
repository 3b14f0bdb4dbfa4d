"""Reads on bodies, desks, categories and places. The directory is public: nobody is asked who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Known:
    row: BodyRow
    spellings: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True)
class _Directory:
    known: tuple[_Known, ...]
    by_pk: dict[int, BodyRow]
    by_path: dict[str, BodyRow]
    at: float


_kept: _Directory | None = None


def forget_directory() -> None:
    """Read the directory anew at the next question; called after a change."""
    global _kept
    _kept = None


def _directory() -> _Directory:
    """All bodies with the trigrams of their names: 2,000 bodies take about 4 MB and 60 ms once a minute."""
    global _kept
    if _kept is None or monotonic() - _kept.at > SECONDS_KEPT:
        names_at: dict[str, dict[str, str]] = {}
        known = []
        bodies = (
            PublicBody.objects.filter(is_active=True)
            .order_by("path")
            .only("code", "kind", "names", "path", "numchild", "accepts_complaints")
        )
        for body in bodies:
            names_at[body.path] = body.names
            parent = names_at.get(body.path[: -PublicBody.steplen], {})
            row = BodyRow(body.pk, body.code, body.kind, body.names, parent, body.path, body.accepts_complaints, not body.numchild)
            spellings = tuple((text, trigrams(text)) for text in {normalise(name) for name in body.names.values() if name})
            known.append(_Known(row, spellings))
        rows = [one.row for one in known]
        _kept = _Directory(tuple(known), {row.pk: row for row in rows}, {row.path: row for row in rows}, monotonic())
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


def body_row(pk: int) -> BodyRow | None:
    """One active body."""
    return _directory().by_pk.get(pk)


def body_coded(code: str) -> BodyRow | None:
    """The active body with this code."""
    return next((one.row for one in _directory().known if one.row.code == code), None)


def body_rows(pks: Sequence[int]) -> list[BodyRow]:
    """The active bodies among the given ones, in the given order."""
    known = _directory().by_pk
    return [known[pk] for pk in pks if pk in known]


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
