"""Officers' acts on the machine's door, for a public body's own system."""

from mazalim.journey.casework.api import bulk, conflicts, deciding, holding, tasking, tying
from mazalim.journey.casework.api.acting import ACT_SAYS, Acted, Reasoned, Versioned, acted, given, id_in, on_case, router

__all__ = [
    "ACT_SAYS",
    "Acted",
    "Reasoned",
    "Versioned",
    "acted",
    "bulk",
    "conflicts",
    "deciding",
    "given",
    "holding",
    "id_in",
    "on_case",
    "router",
    "tasking",
    "tying",
]
