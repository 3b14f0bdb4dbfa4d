"""Carry out a table of bodies: all of it in one transaction, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.bodies.actions.editing import changed
from mazalim.administration.bodies.actions.growing import new_places
from mazalim.administration.bodies.rules import Difference, Row, categories_of_sectors
from mazalim.administration.bodies.table import difference
from mazalim.administration.models import BodiesTable, Change
from mazalim.administration.roles.actions import stop_all
from mazalim.directory.actions import LANGUAGES
from mazalim.directory.models import Category, Desk, PublicBody

ROWS = 500
ALL = frozenset(LANGUAGES)


class TableHasFaults(Exception):
    """A line of the table is wrong; nothing was changed."""


class BodiesHaveChanged(Exception):
    """Since the preview somebody else has changed bodies, so that the table would do something else than was shown."""


def mark_of(found: Difference) -> str:
    """Stands for what the preview showed."""
    return sha256(repr(found).encode()).hexdigest()[:32]


@transaction.atomic
def keep_table(*, by: Standing, text: str, closes_missing: bool, at: datetime) -> BodiesTable:
    """Keep a table until it is carried out; an earlier one of the same person goes."""
    BodiesTable.objects.filter(sent_by_id=by.officer_id).delete()
    return BodiesTable.objects.create(sent_by_id=by.officer_id, sent_at=at, text=text, closes_missing=closes_missing)


@transaction.atomic
def import_bodies(*, by: Standing, table: BodiesTable, mark: str, desk_names: Mapping[str, str], at: datetime) -> Difference:
    """Add, change and close what the table says. `mark` is that of the preview. Raises TableHasFaults or BodiesHaveChanged."""
    bodies = {body.code: body for body in PublicBody.objects.select_for_update().order_by("pk")}
    found = difference(table.text, closes_missing=table.closes_missing, at=at)
    if found.faults:
        raise TableHasFaults
    if mark_of(found) != mark:
        raise BodiesHaveChanged
    told: dict[str, Row] = {row.code: row for row in found.added} | {one.after.code: one.after for one in found.changed}
    touched = _write(bodies, found, told, at=at)
    _categorise([row for row in told.values() if row.code in touched], bodies)
    _open_desks(found, bodies, desk_names)
    gone = [bodies[row.code] for row in found.closed]
    if gone:
        stop_all(by=by.officer_id, at=at, desk__body__in=gone)
        stop_all(by=by.officer_id, at=at, body__in=gone)
        Desk.objects.filter(body__in=gone).update(is_active=False)
    _write_down(found, bodies, by=by.officer_id, at=at)
    table.delete()
    changed()
    return found


def _write(bodies: dict[str, PublicBody], found: Difference, told: Mapping[str, Row], *, at: datetime) -> set[str]:
    """Write the rows of the table and the tree that they make; returns the codes whose categories follow their sectors anew."""
    touched = {row.code for row in found.added}
    for one in found.changed:
        if (one.before.sectors, one.before.accepts) != (one.after.sectors, one.after.accepts):
            touched.add(one.after.code)
    moved = {one.after.code: one.after.parent for one in found.changed if one.is_moved}
    places = new_places(bodies, added={row.code: row.parent for row in found.added}, moved=moved)
    updated = []
    for code, body in bodies.items():
        row, place = told.get(code), places[code]
        is_other = (body.path, body.depth, body.numchild) != place
        if row is not None:
            body.kind, body.sectors, body.accepts_complaints = row.kind, list(row.sectors), row.accepts
            body.names = {language: text for language, text in body.names.items() if language not in ALL} | dict(row.names)
        if row is not None or is_other:
            body.path, body.depth, body.numchild = place
            updated.append(body)
    for row in found.closed:
        body = bodies[row.code]
        body.is_active, body.accepts_complaints, body.ended_at = False, False, at
        if body not in updated:
            updated.append(body)
    fields = ["kind", "sectors", "names", "accepts_complaints", "is_active", "ended_at", "path", "depth", "numchild"]
    PublicBody.objects.bulk_update(updated, fields, batch_size=ROWS)
    made = []
    for row in found.added:
        path, depth, children = places[row.code]
        own: dict[str, Any] = {"code": row.code, "kind": row.kind, "sectors": list(row.sectors), "names": dict(row.names)}
        made.append(PublicBody(**own, accepts_complaints=row.accepts, path=path, depth=depth, numchild=children))
    bodies |= {body.code: body for body in PublicBody.objects.bulk_create(made, batch_size=ROWS)}
    return touched


def _categorise(rows: list[Row], bodies: Mapping[str, PublicBody]) -> None:
    through = PublicBody.categories.through
    categories = list(Category.objects.filter(is_active=True))
    through.objects.filter(publicbody__in=[bodies[row.code] for row in rows]).delete()
    links = [
        through(publicbody_id=bodies[row.code].pk, category_id=category.pk)
        for row in rows
        if row.accepts
        for category in categories_of_sectors(row.sectors, categories)
    ]
    through.objects.bulk_create(links, batch_size=ROWS * 4)


def _open_desks(found: Difference, bodies: Mapping[str, PublicBody], names: Mapping[str, str]) -> None:
    """A general desk for every body that begins to accept complaints and has none."""
    begun = [bodies[row.code] for row in (*found.added, *(one.after for one in found.changed)) if row.accepts]
    served = set(Desk.objects.filter(kind__in=[Desk.Kind.GENERAL, Desk.Kind.CENTRAL]).values_list("body_id", flat=True))
    desks = [
        Desk(code=f"{body.code}-general", body=body, kind=Desk.Kind.GENERAL, names=dict(names)) for body in begun if body.pk not in served
    ]
    Desk.objects.bulk_create(desks, batch_size=ROWS)


def _shown(row: Row) -> dict[str, Any]:
    return {
        "names": dict(row.names),
        "kind": row.kind,
        "parent": row.parent,
        "sectors": list(row.sectors),
        "accepts": row.accepts,
    }


def _write_down(found: Difference, bodies: Mapping[str, PublicBody], *, by: int, at: datetime) -> None:
    """One line for the table, and one for each body that it changed."""
    if found.is_nothing:
        return
    numbers = {"added": len(found.added), "changed": len(found.changed), "closed": len(found.closed)}
    record(by=by, subject="table", key="", names={}, act="import", after=numbers, at=at)
    common: dict[str, Any] = {"at": at, "by_id": by, "subject": "body"}
    lines = [Change(**common, key=row.code, names=dict(row.names), act="add", after=_shown(row)) for row in found.added]
    for one in found.changed:
        names = dict(one.before.names)
        lines.append(Change(**common, key=one.after.code, names=names, act="edit", before=_shown(one.before), after=_shown(one.after)))
    for row in found.closed:
        before = {"is_active": True}
        lines.append(Change(**common, key=row.code, names=dict(row.names), act="close", before=before, after={"is_active": False}))
    Change.objects.bulk_create(lines, batch_size=ROWS)
