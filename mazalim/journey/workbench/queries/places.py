"""Where an officer may look, and what the filters of the list offer there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.journey.workbench.models import SavedView


@dataclass(frozen=True)
class Choice:
    """One thing to choose in a filter."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Saved:
    """A view that the officer saved."""

    pk: int
    name: str
    query: str  # as rules.canonical writes it
    is_default: bool


@dataclass(frozen=True)
class Places:
    """Where an officer may look: the desks and bodies of their roles, what the filters offer there, and the views that the officer saved."""

    places: tuple[Choice, ...]  # key: desks (all of the officer's own), desk-7, body-3, above, all
    chosen: str
    desk_names: Mapping[str, str]  # of the chosen desk; empty for a whole body
    body_names: Mapping[str, str]
    categories: tuple[Choice, ...]
    officers: tuple[Choice, ...]
    areas: tuple[Choice, ...] = ()  # the upper level of places: governorates, regions
    saved: tuple[Saved, ...] = ()

    @property
    def default(self) -> Saved | None:
        """The view with which the desk opens."""
        return next((view for view in self.saved if view.is_default), None)


def places_of(standing: Standing, *, asked: str = "") -> Places:
    """The officer's desks and bodies; `asked` is one of them, else the first is chosen. One query for names, categories, colleagues, saved views.

    A supervisor may look at a whole body or at one of its desks; what was moved up for lateness has a place of its own, and so has all of it.
    """
    alias = Desk.objects.all().db
    sql, params = _asking(standing.desks, standing.bodies, standing.officer_id, alias)
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    named: dict[str, list[tuple[int, Mapping[str, str], int]]] = {
        kind: [] for kind in ("desk", "body", "category", "officer", "area", "view")
    }
    for kind, pk, names, within in rows:
        named[kind].append((pk, {"": names} if kind in {"officer", "view"} else json.loads(names), within))
    return _places(standing, named, asked)


@lru_cache(maxsize=512)
def _asking(desks: frozenset[int], bodies: frozenset[int], officer_id: int, alias: str) -> tuple[str, tuple[Any, ...]]:
    """The one query and its values. To put it together takes longer than to answer it, so it is kept for each officer."""
    own = Desk.objects.filter(Q(pk__in=desks) | Q(body_id__in=bodies), is_active=True)
    named = _named(own, "desk", within=F("body_id")).union(
        _named(PublicBody.objects.filter(Q(pk__in=bodies) | Q(desks__in=desks)).distinct(), "body"),
        _named(Category.objects.filter(Q(bodies__in=bodies) | Q(bodies__desks__in=desks)).distinct(), "category"),
        _named(
            Officer.objects.filter(
                Q(grants__desk__in=desks) | Q(grants__desk__body__in=bodies), grants__ended_at=None, is_active=True
            ).distinct(),
            "officer",
            names=Cast("name", TextField()),
        ),
        _named(Place.objects.filter(parent=None), "area"),
        _named(SavedView.objects.filter(officer_id=officer_id), "view", within=_IS_DEFAULT, names=_NAME_AND_QUERY),
        all=True,
    )
    sql, params = named.query.get_compiler(alias).as_sql()
    return sql, tuple(params)


_IS_DEFAULT = Case(When(is_default=True, then=Value(1)), default=Value(0), output_field=IntegerField())
_NAME_AND_QUERY = Concat(F("name"), Value("\n"), F("query"), output_field=TextField())


def _saved(rows: list[tuple[int, Mapping[str, str], int]]) -> tuple[Saved, ...]:
    views = []
    for pk, names, is_default in sorted(rows, key=lambda row: row[0]):
        name, _, query = names[""].partition("\n")
        views.append(Saved(pk, name, query, bool(is_default)))
    return tuple(views)


def _named(rows: QuerySet[Any], kind: str, *, within: Any = None, names: Any = None) -> QuerySet[Any]:
    return (
        rows.order_by()
        .annotate(
            of_kind=Value(kind, CharField()),
            shown_names=names or Cast("names", TextField()),
            within=within if within is not None else Cast(Value(0), IntegerField()),
        )
        .values_list("of_kind", "pk", "shown_names", "within")
    )


def _places(standing: Standing, named: dict[str, list[tuple[int, Mapping[str, str], int]]], asked: str) -> Places:
    bodies = {pk: names for pk, names, _ in named["body"]}
    desks = sorted(named["desk"])
    places = [Choice("desks", {})] if len(standing.desks) > 1 else []  # who works at several desks sees them together first
    places += [Choice(f"desk-{pk}", names) for pk, names, _ in desks if pk in standing.desks]
    places += [Choice(f"body-{pk}", names) for pk, names in sorted(bodies.items()) if pk in standing.bodies]
    places += [Choice(f"desk-{pk}", names) for pk, names, within in desks if within in standing.bodies and pk not in standing.desks]
    if standing.is_supervisor:
        places.append(Choice("above", {}))
    if len(places) > 1 or standing.decides_appeals:
        places.append(Choice("all", {}))
    keys = [place.key for place in places]
    chosen = asked if asked in keys else keys[0] if keys else ""
    desk = next(((names, within) for pk, names, within in desks if f"desk-{pk}" == chosen), None)
    return Places(
        places=tuple(places),
        chosen=chosen,
        desk_names=desk[0] if desk else {},
        body_names=bodies.get(desk[1] if desk else int(chosen.removeprefix("body-")) if chosen.startswith("body-") else 0, {}),
        categories=tuple(Choice(str(pk), names) for pk, names, _ in sorted(named["category"])),
        officers=tuple(Choice(str(pk), names) for pk, names, _ in sorted(named["officer"], key=lambda one: one[1][""])),
        areas=tuple(Choice(str(pk), names) for pk, names, _ in sorted(named["area"], key=lambda one: one[0])),
        saved=_saved(named["view"]),
    )
