"""Days to the answer in buckets, so that medians and percentiles come from sums."""

from collections.abc import Mapping
from fractions import Fraction

DAY_BY_DAY = 90  # up to here a bucket is one day
STEP, LAST = 10, 370  # beyond, ten days; the last bucket holds everything longer


def bucket_of(days: int) -> int:
    """The bucket of a number of days, named by its last day."""
    if days <= DAY_BY_DAY:
        return max(days, 0)
    return min(DAY_BY_DAY + STEP * -((DAY_BY_DAY - days) // STEP), LAST)


def percentile(buckets: Mapping[int, int], percent: int) -> int | None:
    """The days within which so many in a hundred were answered; None of nothing. `buckets` holds how many fell into each bucket."""
    total = sum(buckets.values())
    if total <= 0:
        return None
    wanted, reached = Fraction(total * percent, 100), 0
    for bucket in sorted(buckets):
        reached += buckets[bucket]
        if reached >= wanted:
            return bucket
    return max(buckets)
