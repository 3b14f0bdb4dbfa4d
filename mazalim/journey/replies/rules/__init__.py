"""What a reply must hold, how points may change, which placeholders a standard text may hold."""

from mazalim.journey.replies.rules.content import (
    COMMITMENT_CHARACTERS,
    FEWEST_WORDS_OF_A_REASON,
    MOST_COMMITMENTS,
    REASON_CHARACTERS,
    SUMMARY_CHARACTERS,
    Quality,
    Redress,
    is_reasoned,
    lacking,
    last_day_of_grace,
    outcome_of_all,
    outcomes_open,
)
from mazalim.journey.replies.rules.placeholders import PLACEHOLDERS, fill, placeholders_in, wrong_placeholders
from mazalim.journey.replies.rules.points import (
    MOST_POINTS,
    REASON_TO_LEAVE_OUT_CHARACTERS,
    LeftOut,
    Origin,
    Point,
    Points,
    points_from,
    points_read,
)
from mazalim.journey.replies.rules.texts import TEXT_CHARACTERS, TITLE_CHARACTERS, may_write_for

__all__ = [
    "COMMITMENT_CHARACTERS",
    "FEWEST_WORDS_OF_A_REASON",
    "MOST_COMMITMENTS",
    "MOST_POINTS",
    "PLACEHOLDERS",
    "REASON_CHARACTERS",
    "REASON_TO_LEAVE_OUT_CHARACTERS",
    "SUMMARY_CHARACTERS",
    "TEXT_CHARACTERS",
    "TITLE_CHARACTERS",
    "LeftOut",
    "Origin",
    "Point",
    "Points",
    "Quality",
    "Redress",
    "fill",
    "is_reasoned",
    "lacking",
    "last_day_of_grace",
    "may_write_for",
    "outcome_of_all",
    "outcomes_open",
    "placeholders_in",
    "points_from",
    "points_read",
    "wrong_placeholders",
]
