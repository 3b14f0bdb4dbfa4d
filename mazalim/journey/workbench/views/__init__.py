"""Where officers read: their work, the desk, a case, the board."""

from mazalim.journey.workbench.views.board import board
from mazalim.journey.workbench.views.case import case, enclosure, preview
from mazalim.journey.workbench.views.desk import desk, my_work

__all__ = ["board", "case", "desk", "enclosure", "my_work", "preview"]
