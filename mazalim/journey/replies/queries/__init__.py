"""Reads of replies: the points to answer, the open draft, what waits for a second person, what was promised, standard texts."""

from mazalim.journey.replies.queries.drafts import (
    doubt_of,
    draft_at_hand,
    lead_answered,
    open_draft,
    possible_owners,
    sent_back_of,
    what_lacks,
    words_of,
)
from mazalim.journey.replies.queries.points import points_of, points_of_case
from mazalim.journey.replies.queries.promises import Promise, commitment_shown_to, commitments_for, commitments_of, promises
from mazalim.journey.replies.queries.texts import (
    Offer,
    Offers,
    Wanted,
    bodies_written_for,
    categories_written_for,
    offers_for,
    sample_of,
    text_filled,
    text_shown_to,
    texts_for,
    texts_listed,
    texts_shown_to,
    versions_of,
)
from mazalim.journey.replies.queries.waiting import Approval, approvals_for, pauses_contested
from mazalim.journey.replies.rules import LeftOut, Point, Points

__all__ = [
    "Approval",
    "LeftOut",
    "Offer",
    "Offers",
    "Point",
    "Points",
    "Promise",
    "Wanted",
    "approvals_for",
    "bodies_written_for",
    "categories_written_for",
    "commitment_shown_to",
    "commitments_for",
    "commitments_of",
    "doubt_of",
    "draft_at_hand",
    "lead_answered",
    "offers_for",
    "open_draft",
    "pauses_contested",
    "points_of",
    "points_of_case",
    "possible_owners",
    "promises",
    "sample_of",
    "sent_back_of",
    "text_filled",
    "text_shown_to",
    "texts_for",
    "texts_listed",
    "texts_shown_to",
    "versions_of",
    "what_lacks",
    "words_of",
]
