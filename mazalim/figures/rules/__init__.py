"""What an entry counts for, and sums over buckets of days."""

from mazalim.figures.rules.buckets import bucket_of, percentile
from mazalim.figures.rules.counting import COUNTED_KINDS, Change, CountryDays, Life, Place

__all__ = ["COUNTED_KINDS", "Change", "CountryDays", "Life", "Place", "bucket_of", "percentile"]
