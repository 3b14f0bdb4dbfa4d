"""Conflict of interest: who is accused, who recuses themselves, where the case may lie then, and how an exclusion is lifted."""

from mazalim.journey.casework.actions.conflicts.climbing import climb_where_needed, follow_grant
from mazalim.journey.casework.actions.conflicts.lifting import NotTheirs, decline_lift, lift, propose_lift
from mazalim.journey.casework.actions.conflicts.matching import (
    NobodyMatched,
    NotClean,
    NotOutside,
    match_official,
    release,
    rule_out_official,
)
from mazalim.journey.casework.actions.conflicts.recusing import recuse

__all__ = [
    "NobodyMatched",
    "NotClean",
    "NotOutside",
    "NotTheirs",
    "climb_where_needed",
    "decline_lift",
    "follow_grant",
    "lift",
    "match_official",
    "propose_lift",
    "recuse",
    "release",
    "rule_out_official",
]
