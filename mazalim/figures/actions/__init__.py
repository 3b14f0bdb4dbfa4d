"""Count entries into figures: those that are new, or all of them again."""

from mazalim.figures.actions.advancing import advance, catch_up
from mazalim.figures.actions.recomputing import recompute

__all__ = ["advance", "catch_up", "recompute"]
