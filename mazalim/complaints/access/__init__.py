"""Who may read which case, and on which surface: the matrix, and the queries that obey it."""

from mazalim.complaints.access.matrix import Relation
from mazalim.complaints.access.reading import (
    REVEAL_LASTS,
    Follower,
    Visitor,
    complaints_shown_apart,
    complaints_shown_to,
    entries_shown_to,
    has_revealed,
    rows_shown,
    still_shown,
)

__all__ = [
    "REVEAL_LASTS",
    "Follower",
    "Relation",
    "Visitor",
    "complaints_shown_apart",
    "complaints_shown_to",
    "entries_shown_to",
    "has_revealed",
    "rows_shown",
    "still_shown",
]
