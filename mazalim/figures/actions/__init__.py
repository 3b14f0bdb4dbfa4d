"""Count entries into figures: those that are new, or all of them again."""

from mazalim.figures.actions.advancing import advance, catch_up
from mazalim.figures.actions.comparing import Difference, differences
from mazalim.figures.actions.recomputing import AlreadyCounting, recompute, recount
from mazalim.figures.actions.settling import Recount

__all__ = ["AlreadyCounting", "Difference", "Recount", "advance", "catch_up", "differences", "recompute", "recount"]
