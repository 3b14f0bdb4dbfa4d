"""Drafts on the machine's door."""

from mazalim.journey.intake.api.drafts import refused_file, router
from mazalim.journey.intake.api.schemas import Asked, EnclosureKept, Ident

__all__ = ["Asked", "EnclosureKept", "Ident", "refused_file", "router"]
