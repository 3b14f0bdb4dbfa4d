"""Link two cases that belong together. Each keeps its own answer, deadline and appeal; one may lead."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import locked_pair
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, move, moves_open
from mazalim.complaints.models import Complaint, Entry, Link


class CannotLink(Exception):
    """The officer does not see the other case, has no hand in it, or one of the two accuses an official and the other does not."""


class AlreadyLinked(Exception):
    """The two belong together already."""


class CannotLead(Exception):
    """A case follows one lead, and a lead follows nobody."""


class NotLinked(Exception):
    """The two are not linked, or came together by a split or a join, which no officer takes back."""


class Lead(StrEnum):
    """Which of the two leads."""

    NONE = "none"
    THIS = "this"
    OTHER = "other"


@transaction.atomic
def link(
    *, complaint_id: int, by: Standing, other_id: int, lead: Lead = Lead.NONE, reason: str, at: datetime, version: int | None = None
) -> Entry:
    """Link a case with another one; an internal entry stands in both. `lead` says which of them leads, seen from the first.

    Raises CannotLink, AlreadyLinked, CannotLead, ImpossibleMove or StaleVersion.
    """
    this, other = locked_pair(complaint_id, other_id)
    _check_both(this, other, by=by, at=at)
    pair = (this, other) if lead != Lead.OTHER else (other, this)
    known = Link.objects.filter(_pair(this, other)).first()
    if known is not None and (known.why != Link.Why.LINKED or _says_the_same(known, pair, lead)):
        raise AlreadyLinked
    if known is not None:
        known.delete()
    if lead != Lead.NONE and not _may_lead(*pair):
        raise CannotLead
    leading = pair[0].pk if lead != Lead.NONE else None
    entry = _note(this, other, Move.LINK, by=by, reason=reason, at=at, version=version, lead=leading)
    Link.objects.create(first=pair[0], second=pair[1], why=Link.Why.LINKED, is_led=lead != Lead.NONE, at=at)
    return entry


@transaction.atomic
def unlink(*, complaint_id: int, by: Standing, other_id: int, reason: str, at: datetime, version: int | None = None) -> Entry:
    """Take a link back; an internal entry stands in both. Raises CannotLink, NotLinked, ImpossibleMove or StaleVersion."""
    this, other = locked_pair(complaint_id, other_id)
    _check_both(this, other, by=by, at=at, is_new=False)
    removed, _ = Link.objects.filter(_pair(this, other), why=Link.Why.LINKED).delete()
    if not removed:
        raise NotLinked
    return _note(this, other, Move.UNLINK, by=by, reason=reason, at=at, version=version)


def _pair(one: Complaint, other: Complaint) -> Q:
    return Q(first=one, second=other) | Q(first=other, second=one)


def _says_the_same(known: Link, pair: tuple[Complaint, Complaint], lead: Lead) -> bool:
    return not known.is_led if lead == Lead.NONE else known.is_led and known.first_id == pair[0].pk


def _may_lead(lead: Complaint, follower: Complaint) -> bool:
    led = Link.objects.filter(is_led=True)
    return not led.filter(Q(second=follower) | Q(second=lead) | Q(first=follower)).exists()


def _check_both(this: Complaint, other: Complaint, *, by: Standing, at: datetime, is_new: bool = True) -> None:
    """Whoever links reads both and works on both; an accused official never learns by a link of a case on another desk."""
    seen = complaints_shown_to(by).filter(pk__in=[this.pk, other.pk]).count()
    if seen < 2 or Move.LINK not in moves_open(other, by=actor_officer(by), at=at):
        raise CannotLink
    if is_new and (this.is_guarded != other.is_guarded or (this.is_guarded and this.desk_id != other.desk_id)):
        raise CannotLink


def _note(
    this: Complaint, other: Complaint, what: Move, *, by: Standing, reason: str, at: datetime, version: int | None, lead: int | None = None
) -> Entry:
    actor = actor_officer(by)
    if what not in moves_open(this, by=actor, at=at):
        raise ImpossibleMove(what)
    leading = {"lead": lead} if lead is not None else {}
    entry = move(this, what, by=actor, text=reason, payload={"other": other.pk} | leading, version=version, at=at)
    move(other, what, by=actor, text=reason, payload={"other": this.pk} | leading, at=at)
    return entry
