"""Public bodies: add, rename, move in the tree, categories."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.bodies.rules import categories_of_sectors
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.directory.queries import forget_directory
from mazalim.journey.routing.suggest import forget_suggestions


class CodeIsTaken(Exception):
    """Another body has this code, perhaps one that is closed."""


class UnderItself(Exception):
    """A body cannot stand under itself or under what stands under it, nor under a closed one."""


def facts(body: PublicBody, *, parent: str = "") -> dict[str, Any]:
    """A body as the audit list shows it."""
    return {
        "names": body.names,
        "kind": body.kind,
        "parent": parent,
        "sectors": body.sectors,
        "accepts": body.accepts_complaints,
    }


def changed() -> None:
    """Let this process read the directory anew; others do within a minute."""
    forget_directory()
    forget_suggestions()


@transaction.atomic
def add_body(
    *,
    by: Standing,
    code: str,
    kind: str,
    names: dict[str, str],
    sectors: Sequence[str],
    accepts: bool,
    parent: PublicBody | None,
    desk_names: dict[str, str],
    at: datetime,
) -> PublicBody:
    """Add a body under another one, or as a root; with a general desk where it accepts complaints. Raises CodeIsTaken."""
    if PublicBody.objects.filter(code__iexact=code).exists():
        raise CodeIsTaken
    fields = {"code": code, "kind": kind, "names": names, "sectors": list(sectors), "accepts_complaints": accepts}
    if parent is not None:
        above = PublicBody.objects.select_for_update().get(pk=parent.pk)
        body = PublicBody.objects.add_child(above, create_kwargs=fields)
    else:
        body = PublicBody.objects.add_root(create_kwargs=fields)
    if accepts:
        body.categories.set(categories_of_sectors(sectors, Category.objects.filter(is_active=True)))
        Desk.objects.create(code=f"{code}-general", body=body, kind=Desk.Kind.GENERAL, names=desk_names)
    after = facts(body, parent=parent.code if parent else "")
    record(by=by.officer_id, subject="body", key=code, names=names, act="add", after=after, at=at)
    changed()
    return body


@transaction.atomic
def rename_body(*, by: Standing, body_id: int, names: dict[str, str], at: datetime) -> PublicBody:
    """Give a body new names."""
    body = PublicBody.objects.select_for_update().get(pk=body_id)
    before = body.names
    if before != names:
        body.names = names
        body.save(update_fields=["names"])
        record(
            by=by.officer_id,
            subject="body",
            key=body.code,
            names=before,
            act="rename",
            before={"names": before},
            after={"names": names},
            at=at,
        )
        changed()
    return body


@transaction.atomic
def move_body(*, by: Standing, body_id: int, parent: PublicBody | None, at: datetime) -> PublicBody:
    """Put a body, with all that stands under it, under another one, or at the root. Raises UnderItself."""
    list(PublicBody.objects.select_for_update().order_by("pk").values_list("pk", flat=True))  # paths depend on one another
    body = PublicBody.objects.get(pk=body_id)
    above = PublicBody.objects.get_parent(body)
    if parent is not None:
        parent = PublicBody.objects.get(pk=parent.pk)
        if parent.path.startswith(body.path) or not parent.is_active:
            raise UnderItself
        if above is None or above.pk != parent.pk:
            PublicBody.objects.move(body, parent, pos="last-child")
    elif above is not None:
        PublicBody.objects.move(body, PublicBody.objects.filter(depth=1).order_by("path").last(), pos="last-sibling")
    before, after = above.code if above else "", parent.code if parent else ""
    if before != after:
        given: dict[str, Any] = {"before": {"parent": before}, "after": {"parent": after}}
        record(by=by.officer_id, subject="body", key=body.code, names=body.names, act="move", at=at, **given)
        changed()
    return PublicBody.objects.get(pk=body_id)


@transaction.atomic
def set_categories(*, by: Standing, body_id: int, category_codes: Collection[str], accepts: bool, at: datetime) -> PublicBody:
    """Say what may be complained about at a body, and whether it accepts complaints at all; cases that it has stay with it."""
    body = PublicBody.objects.select_for_update().get(pk=body_id)
    before = {"accepts": body.accepts_complaints, "categories": sorted(body.categories.values_list("code", flat=True))}
    after = {"accepts": accepts, "categories": sorted(category_codes)}
    if before != after:
        body.accepts_complaints = accepts
        body.save(update_fields=["accepts_complaints"])
        body.categories.set(Category.objects.filter(code__in=category_codes))
        act = "categorise" if before["accepts"] == accepts else "open_or_shut"
        record(by=by.officer_id, subject="body", key=body.code, names=body.names, act=act, before=before, after=after, at=at)
        changed()
    return body
