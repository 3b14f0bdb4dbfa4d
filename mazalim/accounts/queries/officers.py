"""What an officer is allowed to be."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from mazalim.accounts.models import Absence, Grant, Officer, Role
from mazalim.common.database.kept import rows_of
from mazalim.common.text import consonant_key, normalise, trigrams
from mazalim.directory.models import Desk, PublicBody


@dataclass(frozen=True)
class Standing:
    """An officer's roles, read once a request. Everything that decides access takes this, never the account."""

    officer_id: int
    name: str
    language: str
    desks: frozenset[int] = frozenset()  # where the officer works
    bodies: frozenset[int] = frozenset()  # which the officer supervises
    is_central: bool = False
    is_at_integrity_desk: bool = False  # nobody outside such a desk reads its cases, so its members are one another's second person
    is_at_audit_desk: bool = False  # takes what concerns the central desk itself
    decides_appeals: bool = False  # works at a desk above others
    is_counter: bool = False  # lodges for citizens and reads no case
    is_auditor: bool = False
    is_administrator: bool = False
    is_service: bool = False  # a body's own system
    desk_names: tuple[dict[str, str], ...] = field(default=(), compare=False)

    @property
    def works_cases(self) -> bool:
        """Holds any role that reads cases."""
        return bool(self.desks or self.bodies or self.is_central)

    @property
    def may_lodge_for_others(self) -> bool:
        """Writes at a counter or a telephone what a citizen says."""
        return self.is_counter or self.works_cases

    @property
    def oversees_conflicts(self) -> bool:
        """May lift exclusions, without reading the cases."""
        return self.is_central or self.is_at_audit_desk

    @property
    def is_supervisor(self) -> bool:
        """Oversees a body, or works at the central desk, where every officer may be the second person of another."""
        return bool(self.bodies) or self.is_central

    @property
    def may_approve(self) -> bool:
        """Is somebody's second person."""
        return self.is_supervisor or self.is_at_integrity_desk


def standing_of(officer: Officer) -> Standing:
    """The roles that are in force. One query."""
    grants = rows_of(Grant, "grants in force", _grants_in_force, officer.pk)
    roles = {grant.role for grant in grants}
    named = [scope.names for grant in grants if (scope := grant.desk or grant.body)]
    return Standing(
        officer_id=officer.pk,
        name=officer.name,
        language=officer.language,
        desks=frozenset(grant.desk_id for grant in grants if grant.desk_id),
        bodies=frozenset(grant.body_id for grant in grants if grant.body_id),
        is_central=Role.CENTRAL_OFFICER in roles,
        is_at_integrity_desk=any(
            grant.desk.kind in {Desk.Kind.INTEGRITY, Desk.Kind.CENTRAL, Desk.Kind.AUDIT} for grant in grants if grant.desk
        ),
        is_at_audit_desk=any(grant.desk.kind == Desk.Kind.AUDIT for grant in grants if grant.desk),
        decides_appeals=any(_is_above_others(grant) for grant in grants),
        is_counter=Role.COUNTER_OFFICER in roles,
        is_auditor=Role.AUDITOR in roles,
        is_administrator=Role.ADMINISTRATOR in roles,
        is_service=officer.is_service,
        desk_names=tuple(named),
    )


def _grants_in_force(officer_id: int) -> QuerySet[Grant]:
    return Grant.objects.filter(officer=officer_id, ended_at=None).select_related("desk__body", "body")


def _is_above_others(grant: Grant) -> bool:
    """Whether appeals against other bodies come to a grant's desk, or to a desk of its body."""
    if grant.desk is None:
        return grant.body is not None and not grant.body.is_leaf()
    return grant.desk.kind in {Desk.Kind.CENTRAL, Desk.Kind.AUDIT} or (
        grant.desk.kind in {Desk.Kind.GENERAL, Desk.Kind.INTEGRITY} and not grant.desk.body.is_leaf()
    )


@dataclass(frozen=True)
class Scope:
    """A desk where somebody works, or a body that somebody supervises."""

    names: dict[str, str]
    is_supervisor: bool


def scopes_of(officer: Officer) -> list[Scope]:
    """The desks and bodies of an officer's roles, for their own page."""
    grants = Grant.objects.filter(officer=officer, ended_at=None).select_related("desk", "body").order_by("pk")
    return [Scope(scope.names, grant.role == Role.SUPERVISOR) for grant in grants if (scope := grant.desk or grant.body)]


def officers_at_desk(desk_id: int) -> QuerySet[Officer]:
    """Who works at a desk, by name."""
    return Officer.objects.filter(is_active=True, grants__desk=desk_id, grants__ended_at=None).order_by("name")


def supervisors_of(body_id: int) -> QuerySet[Officer]:
    """Who oversees a body, by name."""
    return Officer.objects.filter(is_active=True, grants__body=body_id, grants__ended_at=None).order_by("name")


def officers_of_body(body_id: int) -> QuerySet[Officer]:
    """Who works at a desk of a body or oversees it, by name."""
    here = Q(grants__desk__body=body_id) | Q(grants__body=body_id)
    return Officer.objects.filter(here, is_active=True, grants__ended_at=None).distinct().order_by("name")


def supervisors_over_desk(desk_id: int) -> QuerySet[Officer]:
    """Who oversees the body that a desk belongs to, by name; at the central desk its own officers."""
    if Desk.objects.filter(pk=desk_id, kind=Desk.Kind.CENTRAL).exists():
        return central_officers()
    return Officer.objects.filter(is_active=True, grants__body__desks=desk_id, grants__ended_at=None).order_by("name")


def central_officers() -> QuerySet[Officer]:
    """Who runs the central desk, by name."""
    return Officer.objects.filter(is_active=True, grants__role=Role.CENTRAL_OFFICER, grants__ended_at=None).order_by("name")


# --- Who is away ---------------------------------------------------------------------------------


def absences_on(day: date, officers: Collection[int]) -> dict[int, Absence]:
    """Which of the officers are away on a day, by their id: the absence that lasts longest. One query."""
    rows = Absence.objects.filter(officer_id__in=officers, first_day__lte=day, last_day__gte=day, taken_back_at=None)
    return {row.officer_id: row for row in rows.select_related("deputy").order_by("last_day", "pk")}


def officers_overseen(standing: Standing) -> QuerySet[Officer]:
    """Who works, or has worked, at a desk that the officer oversees, by name; for central officers also one another."""
    here = Q(grants__desk__body__in=standing.bodies)
    if standing.is_central:
        here |= Q(grants__role=Role.CENTRAL_OFFICER)
    return Officer.objects.filter(here).distinct().order_by("name", "pk")


def colleagues_of(officer_id: int) -> QuerySet[Officer]:
    """Who works at a desk of an officer, by name, without themselves."""
    desks = Grant.objects.filter(officer=officer_id, ended_at=None, desk__isnull=False).values("desk")
    found = Officer.objects.filter(is_active=True, grants__desk__in=desks, grants__ended_at=None).exclude(pk=officer_id)
    return found.distinct().order_by("name", "pk")


def absences_of(officers: Collection[int], *, day: date, most: int = 200) -> list[Absence]:
    """Absences of the officers that last until the day or longer, the soonest first. One query."""
    rows = Absence.objects.filter(officer_id__in=officers, last_day__gte=day, taken_back_at=None)
    return list(rows.select_related("officer", "deputy", "entered_by").order_by("first_day", "pk")[:most])


# --- Officers by name --------------------------------------------------------------------------

ALIKE = 0.5  # from 0 to 1: how like the words asked a name has to be


@dataclass(frozen=True)
class OfficerFound:
    """An officer whose name is like some words, and where they work."""

    officer_id: int
    name: str
    place_names: tuple[dict[str, str], ...]  # of their desks and of the bodies that they supervise


def officers_named_like(words: str, *, near: PublicBody | None, most: int = 10) -> list[OfficerFound]:
    """Officers whose names are like the words, however they are spelt and in whichever script; the most alike first. Two queries.

    `near` keeps to those who work in a body, above it, under it, or everywhere; None looks at all officers: at their names alone, which are
    taken apart once, and then at the roles of the few that are found.
    """
    asked = normalise(words).split()
    if not asked:
        return []
    grants = Grant.objects.filter(ended_at=None).exclude(role=Role.ADMINISTRATOR)
    if near is not None:
        line = [near.path[:end] for end in range(near.steplen, len(near.path) + 1, near.steplen)]
        there = Q(desk__body__path__startswith=near.path) | Q(body__path__startswith=near.path)
        grants = grants.filter(there | Q(desk__body__path__in=line) | Q(body__path__in=line) | Q(desk=None, body=None))
    sought = [_taken_apart(word) for word in asked]
    rows = Officer.objects.filter(pk__in=grants.values("officer_id")).values_list("pk", "name")
    marked = [(mark, name, pk) for pk, name in rows if (mark := _alike(sought, name)) >= ALIKE]
    best = sorted(marked, key=lambda row: (-row[0], row[1]))[:most]
    places: dict[int, list[dict[str, str]]] = {pk: [] for _, _, pk in best}
    held = grants.filter(officer_id__in=places).order_by("pk").values_list("officer_id", "desk__names", "body__names")
    for officer_id, at_desk, over_body in held:
        if at_desk or over_body:
            places[officer_id].append(at_desk or over_body)
    return [OfficerFound(pk, name, tuple(places[pk])) for _, name, pk in best]


NAMES_KEPT = 65_536  # words of names, each some hundred bytes with its trigrams: many officers share them


@dataclass(frozen=True)
class _Word:
    """A word of a name, and what it is compared by."""

    word: str
    key: str
    pieces: frozenset[str]


@lru_cache(maxsize=NAMES_KEPT)
def _taken_apart(word: str) -> _Word:
    return _Word(word, consonant_key(word), frozenset(trigrams(word)))


@lru_cache(maxsize=NAMES_KEPT)
def _words_of(name: str) -> tuple[_Word, ...]:
    return tuple(_taken_apart(word) for word in normalise(name).split())


def _alike(sought: list[_Word], name: str) -> float:
    """How well the words are found in a name: each counts by the word of the name that is most like it."""
    parts = _words_of(name)
    return sum(max((_word_alike(word, part) for part in parts), default=0.0) for word in sought) / len(sought)


def _word_alike(asked: _Word, part: _Word) -> float:
    if asked.word == part.word:
        return 1.0
    if part.word.startswith(asked.word):
        return 0.9
    if asked.key and asked.key == part.key:
        return 0.8
    return 0.8 * len(asked.pieces & part.pieces) / len(asked.pieces) if asked.pieces else 0.0
