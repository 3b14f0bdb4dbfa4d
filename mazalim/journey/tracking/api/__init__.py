"""The complainant's own file on the machine's door."""

from mazalim.journey.tracking.api.acting import act, cleaned, possible
from mazalim.journey.tracking.api.bearer import TrackingToken
from mazalim.journey.tracking.api.operations import router
from mazalim.journey.tracking.api.schemas import Done

__all__ = ["Done", "TrackingToken", "act", "cleaned", "possible", "router"]
