"""Close a body or a desk, or merge a body into another: what they leave behind goes to a receiver, a batch of cases at a time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from mazalim.accounts.queries import Standing, supervisors_of
from mazalim.administration.audit.actions import record
from mazalim.administration.closing.queries import cases_of_body, cases_of_desk, leaving
from mazalim.administration.models import Closing
from mazalim.administration.roles.actions import stop_all
from mazalim.complaints.actions import locked
from mazalim.complaints.conflict import is_body_clean, is_centre_clean, unclean
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint
from mazalim.directory.models import Desk, PublicBody
from mazalim.directory.queries import central_desk, forget_directory
from mazalim.journey.casework.actions.placing import body_above
from mazalim.journey.routing.queries import Destination, NoDesk, above, clean_place, destination_of
from mazalim.journey.routing.suggest import forget_suggestions
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work.actions import enqueue

BATCH = 100  # cases moved in one transaction


class BodyIsNeeded(Exception):
    """The central desk's own body stays; a body that is being closed already is not closed once more."""


class HasBodiesUnderIt(Exception):
    """Bodies under it are in use: close or move them first."""


class NoReceiver(Exception):
    """There are cases, and nobody who could take them: the receiver is missing, is closed, or has no desk that takes whatever comes."""


@transaction.atomic
def begin_closing_body(*, by: Standing, body_id: int, receiver: PublicBody | None, is_merging: bool = False, at: datetime) -> Closing:
    """Let a body accept no more complaints and its cases go to the receiver; the worker moves them. Merging takes its desks along.

    Raises BodyIsNeeded, HasBodiesUnderIt or NoReceiver.
    """
    body = PublicBody.objects.select_for_update().get(pk=body_id)
    found = leaving(body, at=at)
    if not body.is_active or body.pk == central_desk().body_id or _is_concerned(body):
        raise BodyIsNeeded
    if found.children:
        raise HasBodiesUnderIt
    if receiver is None and (found.cases or is_merging):
        raise NoReceiver
    if receiver is not None:
        receiver = PublicBody.objects.select_for_update().get(pk=receiver.pk)
        has_desk = Desk.objects.filter(body=receiver, is_active=True, kind__in=[Desk.Kind.GENERAL, Desk.Kind.CENTRAL]).exists()
        if (
            receiver.pk == body.pk
            or not receiver.is_active
            or not has_desk
            or Closing.objects.filter(body=receiver, ended_at=None).exists()
        ):
            raise NoReceiver
    did_accept = body.accepts_complaints
    body.accepts_complaints = False
    body.save(update_fields=["accepts_complaints"])
    closing = Closing.objects.create(
        body=body, receiver=receiver, is_merging=is_merging, begun_by_id=by.officer_id, begun_at=at, total=found.cases
    )
    record(
        by=by.officer_id,
        subject="body",
        key=body.code,
        names=body.names,
        act="begin_merging" if is_merging else "begin_closing",
        before={"accepts": did_accept},
        after={"accepts": False, "cases": found.cases, "receiver": receiver.code if receiver else ""},
        at=at,
    )
    if is_merging and receiver is not None:
        _take_desks_along(body, receiver, by=by.officer_id, at=at)
    enqueue("administration.move_cases", {"closing": closing.pk}, at=at)
    _forget()
    return closing


@transaction.atomic
def begin_closing_desk(*, by: Standing, desk: Desk, receiver: Desk | None, at: datetime) -> Closing:
    """Let a desk's cases go to another one of its body. Raises BodyIsNeeded where its body or the receiver is being closed."""
    if _is_concerned(desk.body):
        raise BodyIsNeeded
    total = cases_of_desk(desk, at=at).count()
    closing = Closing.objects.create(
        body=desk.body, desk=desk, receiving_desk=receiver, begun_by_id=by.officer_id, begun_at=at, total=total
    )
    after = {"cases": total, "receiver": receiver.code if receiver else ""}
    record(by=by.officer_id, subject="desk", key=desk.code, names=desk.names, act="begin_closing", after=after, at=at)
    desk.is_active = False  # nothing more comes to it
    desk.save(update_fields=["is_active"])
    enqueue("administration.move_cases", {"closing": closing.pk}, at=at)
    return closing


def _is_concerned(body: PublicBody) -> bool:
    return Closing.objects.filter(body=body, ended_at=None).exists() or Closing.objects.filter(receiver=body, ended_at=None).exists()


def _take_desks_along(body: PublicBody, receiver: PublicBody, *, by: int, at: datetime) -> None:
    """Desks go with their officers and cases. Where the receiver has a desk of the kind, a general one becomes one for certain categories, and
    an integrity desk stays behind: its cases go to the receiver's own."""
    kinds = set(Desk.objects.filter(body=receiver, kind__in=[Desk.Kind.GENERAL, Desk.Kind.INTEGRITY]).values_list("kind", flat=True))
    for desk in Desk.objects.select_for_update().filter(body=body, is_active=True):
        before = {"body": body.code, "kind": desk.kind}
        if desk.kind == Desk.Kind.INTEGRITY and desk.kind in kinds:
            continue
        if desk.kind == Desk.Kind.GENERAL and desk.kind in kinds:
            desk.kind = Desk.Kind.SPECIAL
            desk.names = {code: f"{text} ({body.names[code]})" if body.names.get(code) else text for code, text in desk.names.items()}
        desk.body = receiver
        desk.save()
        after = {"body": receiver.code, "kind": desk.kind}
        record(by=by, subject="desk", key=desk.code, names=desk.names, act="move", before=before, after=after, at=at)


@transaction.atomic
def move_cases(*, closing_id: int, at: datetime) -> Closing:
    """Move the next batch of cases; the last one ends the closing, else the worker is asked to come again."""
    closing = (
        Closing.objects.select_for_update(of=("self",)).select_related("body", "receiver", "desk", "receiving_desk").get(pk=closing_id)
    )
    if closing.ended_at is not None:
        return closing
    cases = cases_of_desk(closing.desk, at=at) if closing.desk else cases_of_body(closing.body, at=at)
    ids = list(cases.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for complaint_id in ids:
        _move_case(locked(complaint_id), closing, at=at)
    closing.moved = F("moved") + len(ids)
    closing.save(update_fields=["moved"])
    closing.refresh_from_db(fields=["moved"])
    if cases.exists():
        enqueue("administration.move_cases", {"closing": closing.pk}, at=at)
    elif closing.desk is not None:
        finish_desk(closing.desk, by=None, at=at, moved=closing.moved)
        _end(closing, at=at)
    else:
        _finish_body(closing, at=at)
        _end(closing, at=at)
    return closing


def _move_case(complaint: Complaint, closing: Closing, *, at: datetime) -> None:
    desk = closing.desk
    cover: dict[str, Any] = {}
    payload: dict[str, Any] = {"from_body": complaint.body_id, "from_desk": complaint.desk_id}
    if desk is not None:
        if complaint.appeal_desk_id == desk.pk:
            cover["appeal_desk_id"] = _appeal_desk(complaint, closing)
        if complaint.desk_id == desk.pk:
            cover |= _place_in_body(complaint, desk.body, closing.receiving_desk)
        move(complaint, Move.CHANGE_DESK, by=actor_system(), cover=cover, payload=payload, at=at)
        return
    receiver = closing.receiver
    assert receiver is not None  # begin_closing_body saw to it, and nothing comes to a body that accepts nothing  # noqa: S101
    if complaint.appeal_desk_id is not None and complaint.appeal_desk is not None and complaint.appeal_desk.body_id == closing.body_id:
        cover["appeal_desk_id"] = _appeal_desk(complaint, closing)
    if complaint.body_id != closing.body_id:
        move(complaint, Move.CHANGE_DESK, by=actor_system(), cover=cover, payload=payload, at=at)
        return
    if complaint.desk.body_id == receiver.pk:  # its desk was taken along, and its officer with it
        cover |= _clean(complaint, Destination(receiver.pk, complaint.desk_id, is_guarded=complaint.is_guarded, why=""))
    else:
        cover |= _place_in_body(complaint, receiver, None)
    if complaint.opened_to_body_id is not None:
        higher = body_above(receiver.pk)
        cover["opened_to_body_id"] = higher if higher and is_body_clean(complaint, higher) else None
        cover["is_opened_to_centre"] = complaint.is_opened_to_centre or (higher is None and is_centre_clean(complaint))
    move(complaint, Move.INHERIT, by=actor_system(), cover=cover, payload={**payload, "to_body": receiver.pk}, at=at)


def _place_in_body(complaint: Complaint, body: PublicBody, desk: Desk | None) -> dict[str, Any]:
    """Where a case goes in a body: the given desk, else that of its category, and for a guarded case a desk that may judge. Always a clean one."""
    is_guarded = complaint.accuses_official or complaint.is_guarded
    if desk is not None and not is_guarded:
        wanted = Destination(body.pk, desk.pk, is_guarded=False, why="body_and_category")
    else:
        wanted = destination_of(body=body, category_id=complaint.category_id, accuses_official=is_guarded)
    return _clean(complaint, wanted)


def _clean(complaint: Complaint, wanted: Destination) -> dict[str, Any]:
    place = clean_place(complaint, wanted)
    cover: dict[str, Any] = {**place.as_cover()}
    if place.desk_id != complaint.desk_id:
        cover["officer_id"] = None
    return cover


def _appeal_desk(complaint: Complaint, closing: Closing) -> int:
    """Who decides an appeal that lay with a closed desk: the receiver's general desk. Of a guarded case, and where that desk is not clean, the
    next one above that may judge."""
    left = complaint.appeal_desk
    assert left is not None  # the caller looked  # noqa: S101
    if complaint.is_guarded:
        return above(complaint, body=left.body, desk_id=left.pk).desk_id
    found = closing.receiving_desk
    if found is None:
        desks = Desk.objects.filter(body=closing.receiver or closing.body, is_active=True)
        found = desks.filter(kind__in=[Desk.Kind.GENERAL, Desk.Kind.CENTRAL]).order_by("kind").first()
    if found is None:
        raise NoDesk
    if unclean(complaint, found, is_guarded=True) is not None:
        return above(complaint, body=found.body, desk_id=found.pk).desk_id
    return found.pk


def finish_desk(desk: Desk, *, by: int | None, at: datetime, moved: int = 0) -> None:
    """Close an empty desk: whoever works there works there no more."""
    stop_all(by=by, at=at, desk=desk)
    desk.is_active = False
    desk.save(update_fields=["is_active"])
    after: dict[str, Any] = {"is_active": False, "cases": moved}
    record(
        by=by, subject="desk", key=desk.code, names=desk.names, act="deactivate", before={"is_active": True, "cases": 0}, after=after, at=at
    )


def _finish_body(closing: Closing, *, at: datetime) -> None:
    body = closing.body
    for desk in Desk.objects.filter(body=body, is_active=True):
        finish_desk(desk, by=None, at=at)
    stop_all(by=None, at=at, body=body)
    body.is_active, body.ended_at, body.successor = False, at, closing.receiver
    body.save(update_fields=["is_active", "ended_at", "successor"])
    after = {"is_active": False, "cases": closing.moved, "receiver": closing.receiver.code if closing.receiver else ""}
    act = "merge" if closing.is_merging else "close"
    record(by=None, subject="body", key=body.code, names=body.names, act=act, before={"is_active": True, "cases": 0}, after=after, at=at)
    if closing.receiver is not None and closing.moved:
        for officer in supervisors_of(closing.receiver.pk):
            values = {"number": closing.moved, "link": link("workbench:my_work", officer.language)}
            send(kind="office_cases_inherited", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    _forget()


def _end(closing: Closing, *, at: datetime) -> None:
    closing.ended_at = at
    closing.save(update_fields=["ended_at"])


def _forget() -> None:
    forget_directory()
    forget_suggestions()
