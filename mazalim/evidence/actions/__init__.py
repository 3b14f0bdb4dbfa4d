"""Keep a file, have it examined, destroy it."""

from mazalim.evidence.actions.examining import examine, look_after_waiting, scan_again
from mazalim.evidence.actions.objects import CannotKeep
from mazalim.evidence.actions.storing import TooLarge, clean_name, destroy, keep, store

__all__ = ["CannotKeep", "TooLarge", "clean_name", "destroy", "examine", "keep", "look_after_waiting", "scan_again", "store"]
