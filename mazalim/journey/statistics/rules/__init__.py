"""Which months a page covers, and which numbers the public may see."""

from mazalim.journey.statistics.rules.disclosure import Line, Share, is_small, mean_score, protect, roll_up, scores_apart, share
from mazalim.journey.statistics.rules.periods import Period, default_period, period_named, periods_since

__all__ = [
    "Line",
    "Period",
    "Share",
    "default_period",
    "is_small",
    "mean_score",
    "period_named",
    "periods_since",
    "protect",
    "roll_up",
    "scores_apart",
    "share",
]
