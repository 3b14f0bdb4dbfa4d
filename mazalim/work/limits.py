"""Counters of limits: so many times in so many seconds, counted atomically across processes: in the database, some in the shared cache."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from mazalim.common.crypto import keyed_hash
from mazalim.common.logs import security_event
from mazalim.work import shared
from mazalim.work.models import LimitCounter

# Those that hold back a flood, and are counted at every page of one: where there is a shared cache it counts them, and they cost no row. Whatever
# counts guesses, codes that are sent, or what an officer does, stays in the database, where no count is lost. While the cache does not answer, the
# database counts these too.
IN_CACHE = frozenset({"drafts_per_network", "lost_codes_per_network", "receipts_checked_per_network", "resumes_per_network"})


def _window(limit: str, at: datetime) -> tuple[int, datetime]:
    most, seconds = settings.MAZALIM_LIMITS[limit]
    end = (int(at.timestamp()) // seconds + 1) * seconds
    return most, datetime.fromtimestamp(end, UTC)


def _key_hash(limit: str, key: str) -> bytes:
    return keyed_hash(f"{limit}\0{key}", of="limit")


def count(limit: str, key: str, *, at: datetime, by: int = 1) -> bool:
    """Count `by` more and say whether it is still within the limit. Whoever crosses it leaves one security event."""
    most, end = _window(limit, at)
    key_hash = _key_hash(limit, key)
    counted = _in_cache(limit, key_hash, by, at=at)
    if counted is None:
        (counted,) = _add([(key_hash, end)], by)
    _tell_crossing(limit, counted, by, at)
    return counted <= most


def count_each(counters: Sequence[tuple[str, str]], *, at: datetime) -> str:
    """Count one more of several (limit, key), none of them IN_CACHE, in their order; returns the first limit that is crossed, else "".

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
            f"INSERT INTO work_limitcounter (key_hash, window_end, count) VALUES {values} "  # noqa: S608  # nosec B608 - placeholders alone
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
    key_hash = _key_hash(limit, key)
    if _in_cache(limit, key_hash, -1, at=at) is None:
        LimitCounter.objects.filter(key_hash=key_hash, window_end=end, count__gt=0).update(count=F("count") - 1)


def seconds_left(limit: str, *, at: datetime) -> int:
    """Until the counter of a limit begins anew; for Retry-After."""
    return max(1, int((_window(limit, at)[1] - at).total_seconds()))


def is_spent(limit: str, key: str, *, at: datetime) -> bool:
    """Whether the limit is used up already; counts nothing."""
    most, end = _window(limit, at)
    key_hash = _key_hash(limit, key)
    counted = _in_cache(limit, key_hash, 0, at=at)
    if counted is not None:
        return counted >= most
    return LimitCounter.objects.filter(key_hash=key_hash, window_end=end, count__gte=most).exists()


def are_spent(counters: Sequence[tuple[str, str]], *, at: datetime) -> bool:
    """Whether one of several (limit, key), none of them IN_CACHE, is used up already; one query, whatever the answer, and counts nothing."""
    hashes = {_key_hash(limit, key): _window(limit, at)[0] for limit, key in counters}
    rows = LimitCounter.objects.filter(key_hash__in=list(hashes), window_end__gt=at).values_list("key_hash", "count")
    return any(counted >= hashes[bytes(key_hash)] for key_hash, counted in rows)


def _in_cache(limit: str, key_hash: bytes, by: int, *, at: datetime) -> int | None:
    """The count after adding `by` in the shared cache; None where this limit is counted in the database, or nothing else can count it now.

    Where the cache failed within the window, what the database counted meanwhile is added: its going and coming gives nobody a new allowance.
    """
    if limit not in IN_CACHE or not shared.is_configured():
        return None
    _, end = _window(limit, at)
    left = max(1, int((end - at).total_seconds()) + 1)
    try:
        counted = shared.add(f"limit:{key_hash.hex()}:{int(end.timestamp())}", by, seconds=left)
    except shared.Unavailable:
        return None
    since_failure = shared.seconds_since_failure()
    if since_failure is not None and since_failure <= settings.MAZALIM_LIMITS[limit][1] - left + 2:
        counted += LimitCounter.objects.filter(key_hash=key_hash, window_end=end).values_list("count", flat=True).first() or 0
    return counted
