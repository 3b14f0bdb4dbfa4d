"""Count entries into figures: those that are new, or all of them again."""

from mazalim.figures.actions.advancing import advance, catch_up
from mazalim.figures.actions.comparing import Difference, differences
from mazalim.figures.actions.recomputing import recompute

__all__ = ["Difference", "advance", "catch_up", "differences", "recompute"]
