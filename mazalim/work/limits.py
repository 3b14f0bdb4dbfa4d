"""Counters of limits: so many times in so many seconds, counted atomically in the database across processes."""

from datetime import UTC, datetime

from django.conf import settings
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
    row, _ = LimitCounter.objects.get_or_create(key_hash=_key_hash(limit, key), window_end=end)
    LimitCounter.objects.filter(pk=row.pk).update(count=F("count") + by)
    counted = LimitCounter.objects.values_list("count", flat=True).get(pk=row.pk)
    if counted - by <= most < counted:  # two at the same moment may both leave the event, or, where both read late, neither
        security_event("limit_reached", limit=limit, seconds=int((end - at).total_seconds()))
    return counted <= most


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
