"""Turns: what the clock brings is done by one of all workers, once a period, in whatever number of processes and machines they run.

A turn is a row, taken by one conditional UPDATE and given back with the next moment in it. Nothing is kept in a database session, so that a pooler
may stand between; who dies while holding it loses it when the time is over.
"""

from datetime import datetime

from django.db.models import Q

from mazalim.work.actions import LEASE
from mazalim.work.models import Turn


def take(*, name: str, worker: str, at: datetime, first_at: datetime) -> datetime | None:
    """None where the turn is this worker's now, for 90 seconds; else when to look again.

    :param first_at: when something is due that has never been done.
    """
    turn, _ = Turn.objects.get_or_create(name=name, defaults={"next_at": first_at})
    busy_until = turn.held_until if turn.held_until is not None and turn.held_until >= at else None
    if turn.next_at > at or busy_until is not None:
        return max(turn.next_at, busy_until or turn.next_at)
    free = Q(held_until=None) | Q(held_until__lt=at)
    taken = Turn.objects.filter(free, name=name, next_at__lte=at).update(holder=worker, held_until=at + LEASE)
    return None if taken else at + LEASE  # somebody was quicker this very moment


def hold(*, worker: str, at: datetime) -> bool:
    """Go on holding what this worker has in hand: another 90 seconds from now; False where it has nothing in hand any more.

    A turn that was lost meanwhile stays lost. In a transaction the row stays locked to its end: nobody takes the turn before that.
    """
    held = Turn.objects.filter(holder=worker, held_until__isnull=False).update(held_until=at + LEASE)
    return bool(held)


def end(*, name: str, worker: str, next_at: datetime) -> None:
    """Give the turn back: nobody does it again before `next_at`."""
    Turn.objects.filter(name=name, holder=worker).update(holder="", held_until=None, next_at=next_at)


def let_go(*, worker: str) -> None:
    """Give back what a process of the same name held that was killed: in a container every process has the number 1."""
    Turn.objects.filter(holder=worker).update(holder="", held_until=None)
