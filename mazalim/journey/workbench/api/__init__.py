"""The cases of a public body's own system on the machine's door."""

from mazalim.journey.workbench.api.operations import router

__all__ = ["router"]
