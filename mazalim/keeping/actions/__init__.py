"""Make a backup of the embedded installation, and bring one back."""

from mazalim.keeping.actions.backing_up import Made, back_up
from mazalim.keeping.actions.restoring import Restored, Step, check, holds_something, restore

__all__ = ["Made", "Restored", "Step", "back_up", "check", "holds_something", "restore"]
