"""Counters of limits: so many times in so many seconds, counted atomically in the database across processes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from mazalim.common.crypto import keyed_hash
from mazalim.common.logs import security_event
from mazalim.work.models import LimitCounter


def _window(limit: str, at: datetime) -> tuple[int, datetime]:
    most, seconds = settings.MAZALIM_LIMITS[limit]
    end = (int(at.timestamp()) // seconds + 1) * seconds
    return most, datetime.fromtimestamp(end, UTC)


def _key_hash(limit: str, key: str) -> bytes:
    return keyed_hash(f"{limit}\0{key}", of="limit")


def count(limit: str, key: str, *, at: datetime, by: int = 1) -> bool:
    """Count `by` more and say whether it is still within the limit. Whoever crosses it leaves one security event."""
    most, end = _window(limit, at)
    (counted,) = _add([(_key_hash(limit, key), end)], by)
    _tell_crossing(limit, counted, by, at)
    return counted <= most


def count_each(counters: Sequence[tuple[str, str]], *, at: datetime) -> str:
    """Count one more of several (limit, key) in their order; returns the first limit that is crossed, else "".

    As if `count` were asked one after the other up to the first refusal, in one transaction: whoever is refused by the first uses up nothing of
    the others.
    """
    rows = [(_key_hash(limit, key), _window(limit, at)[1]) for limit, key in counters]
    with transaction.atomic():
        counted = _add(rows, 1)
        crossed = next((place for place, (limit, _) in enumerate(counters) if counted[place] > _window(limit, at)[0]), len(counters))
        for key_hash, end in rows[crossed + 1 :]:
            LimitCounter.objects.filter(key_hash=key_hash, window_end=end).update(count=F("count") - 1)
    for (limit, _), number in list(zip(counters, counted, strict=True))[: crossed + 1]:
        _tell_crossing(limit, number, 1, at)
    return counters[crossed][0] if crossed < len(counters) else ""


def _add(rows: Sequence[tuple[bytes, datetime]], by: int) -> list[int]:
    """Add to counters, which are begun where there are none, and return how far each has come. One statement, which both databases know."""
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    given = [part for key_hash, end in rows for part in (key_hash, connection.ops.adapt_datetimefield_value(end), by)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO work_limitcounter (key_hash, window_end, count) VALUES {values} "  # noqa: S608 - placeholders alone
            "ON CONFLICT (key_hash, window_end) DO UPDATE SET count = work_limitcounter.count + excluded.count RETURNING key_hash, count",
            given,
        )
        counted = {bytes(key_hash): number for key_hash, number in cursor.fetchall()}
    return [counted[key_hash] for key_hash, _ in rows]


def _tell_crossing(limit: str, counted: int, by: int, at: datetime) -> None:
    most, end = _window(limit, at)
    if counted - by <= most < counted:
        security_event("limit_reached", limit=limit, seconds=int((end - at).total_seconds()))


def forgive(limit: str, key: str, *, at: datetime) -> None:
    """Take one count back, where it turned out that it was no failure."""
    _, end = _window(limit, at)
    LimitCounter.objects.filter(key_hash=_key_hash(limit, key), window_end=end, count__gt=0).update(count=F("count") - 1)


def seconds_left(limit: str, *, at: datetime) -> int:
    """Until the counter of a limit begins anew; for Retry-After."""
    return max(1, int((_window(limit, at)[1] - at).total_seconds()))


def is_spent(limit: str, key: str, *, at: datetime) -> bool:
    """Whether the limit is used up already; counts nothing."""
    most, end = _window(limit, at)
    return LimitCounter.objects.filter(key_hash=_key_hash(limit, key), window_end=end, count__gte=most).exists()


def are_spent(counters: Sequence[tuple[str, str]], *, at: datetime) -> bool:
    """Whether one of several (limit, key) is used up already; one query, whatever the answer, and counts nothing."""
    hashes = {_key_hash(limit, key): _window(limit, at)[0] for limit, key in counters}
    rows = LimitCounter.objects.filter(key_hash__in=list(hashes), window_end__gt=at).values_list("key_hash", "count")
    return any(counted >= hashes[bytes(key_hash)] for key_hash, counted in rows)
