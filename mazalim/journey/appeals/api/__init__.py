"""Appeals on the machine's door: the complainant's, and the desk's that decides."""

from mazalim.journey.appeals.api.complainant import router
from mazalim.journey.appeals.api.office import router as office

__all__ = ["office", "router"]
