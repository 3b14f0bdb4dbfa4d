"""Desks: add, edit, close, open again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.closing.actions import begin_closing_desk, finish_desk
from mazalim.administration.closing.queries import cases_of_desk
from mazalim.administration.models import Closing
from mazalim.directory.models import Category, Desk, PublicBody

ONE_OF_A_KIND = {Desk.Kind.GENERAL, Desk.Kind.INTEGRITY}


class KindIsTaken(Exception):
    """The body has a desk of this kind already, perhaps a closed one, and can have one only."""


class DeskIsNeeded(Exception):
    """The country's own desks, and the general desk of a body that accepts complaints, are not closed."""


class NeedsReceiver(Exception):
    """Cases lie on the desk: it closes only when another one of the body receives them."""


def facts(desk: Desk) -> dict[str, Any]:
    """A desk as the audit list shows it."""
    categories = sorted(desk.categories.values_list("code", flat=True)) if desk.pk else []
    return {"names": desk.names, "kind": desk.kind, "body": desk.body.code, "categories": categories}


def _free_code(body: PublicBody, kind: str) -> str:
    taken = set(Desk.objects.filter(code__startswith=f"{body.code}-").values_list("code", flat=True))
    if kind != Desk.Kind.SPECIAL:
        kinds = (f"{body.code}-{kind}", f"{body.code}-{kind.upper()}")
        return next((code for code in kinds if code not in taken), f"{body.code}-{kind}-{len(taken)}")
    number = len(taken) + 1
    while f"{body.code}-{number}" in taken:
        number += 1
    return f"{body.code}-{number}"


@transaction.atomic
def add_desk(
    *, by: Standing, body: PublicBody, kind: str, names: dict[str, str], category_codes: Collection[str] = (), at: datetime
) -> Desk:
    """Add a desk to a body. Raises KindIsTaken."""
    PublicBody.objects.select_for_update().get(pk=body.pk)
    if kind in ONE_OF_A_KIND and Desk.objects.filter(body=body, kind=kind).exists():
        raise KindIsTaken
    desk = Desk.objects.create(code=_free_code(body, kind), body=body, kind=kind, names=names)
    desk.categories.set(Category.objects.filter(code__in=category_codes))
    record(by=by.officer_id, subject="desk", key=desk.code, names=names, act="add", after=facts(desk), at=at)
    return desk


@transaction.atomic
def edit_desk(*, by: Standing, desk_id: int, kind: str, names: dict[str, str], category_codes: Collection[str], at: datetime) -> Desk:
    """Change names, kind and categories; the kind only between general and special. Raises KindIsTaken or DeskIsNeeded."""
    desk = Desk.objects.select_for_update(of=("self",)).select_related("body").get(pk=desk_id)
    before = facts(desk)
    if kind != desk.kind:
        if {kind, desk.kind} - {Desk.Kind.GENERAL, Desk.Kind.SPECIAL}:
            raise DeskIsNeeded
        if kind == Desk.Kind.GENERAL and Desk.objects.filter(body=desk.body, kind=kind).exists():
            raise KindIsTaken
        if kind == Desk.Kind.SPECIAL and desk.body.accepts_complaints:
            raise DeskIsNeeded
    desk.kind, desk.names = kind, names
    desk.save(update_fields=["kind", "names"])
    desk.categories.set(Category.objects.filter(code__in=category_codes))
    after = facts(desk)
    if before != after:
        act = "rename" if {**before, "names": names} == after else "edit"
        record(by=by.officer_id, subject="desk", key=desk.code, names=before["names"], act=act, before=before, after=after, at=at)
    return desk


@transaction.atomic
def close_desk(*, by: Standing, desk_id: int, receiver: Desk | None, at: datetime) -> Closing | None:
    """Close a desk. Its cases go to another desk of the body, by the worker; without cases it is closed at once and None is returned.

    Raises DeskIsNeeded or NeedsReceiver.
    """
    desk = Desk.objects.select_for_update(of=("self",)).select_related("body").get(pk=desk_id)
    body = desk.body
    is_general = desk.kind == Desk.Kind.GENERAL and body.accepts_complaints and body.is_active
    if desk.kind in {Desk.Kind.CENTRAL, Desk.Kind.AUDIT} or is_general or not desk.is_active:
        raise DeskIsNeeded
    if not cases_of_desk(desk, at=at).exists():
        finish_desk(desk, by=by.officer_id, at=at)
        return None
    # A guarded case may lie on an integrity desk alone: the one above, which the worker looks for.
    if desk.kind != Desk.Kind.INTEGRITY and (
        receiver is None or receiver.pk == desk.pk or receiver.body_id != body.pk or not receiver.is_active
    ):
        raise NeedsReceiver
    return begin_closing_desk(by=by, desk=desk, receiver=None if desk.kind == Desk.Kind.INTEGRITY else receiver, at=at)


@transaction.atomic
def reopen_desk(*, by: Standing, desk_id: int, at: datetime) -> Desk:
    """Take a closed desk into use again. Raises DeskIsNeeded where it is in use, or its body is closed."""
    desk = Desk.objects.select_for_update(of=("self",)).select_related("body").get(pk=desk_id)
    if desk.is_active or not desk.body.is_active:
        raise DeskIsNeeded
    desk.is_active = True
    desk.save(update_fields=["is_active"])
    record(by=by.officer_id, subject="desk", key=desk.code, names=desk.names, act="reactivate", at=at)
    return desk
