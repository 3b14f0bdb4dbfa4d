"""The complainant's own file on the machine's door."""

from mazalim.journey.tracking.api.acting import act, cleaned, possible
from mazalim.journey.tracking.api.bearer import TrackingToken
from mazalim.journey.tracking.api.operations import router
from mazalim.journey.tracking.api.schemas import ClockShown, Done, PointLeftOut, PointShown
from mazalim.journey.tracking.api.showing import clock_shown, enclosure_shown, point_shown

__all__ = [
    "ClockShown",
    "Done",
    "PointLeftOut",
    "PointShown",
    "TrackingToken",
    "act",
    "cleaned",
    "clock_shown",
    "enclosure_shown",
    "point_shown",
    "possible",
    "router",
]
