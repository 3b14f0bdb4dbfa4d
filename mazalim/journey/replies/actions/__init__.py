"""From the draft to the reply, and from the promise to its proof."""

from mazalim.journey.replies.actions.commitments import NotOpen, keep_commitment, sweep_commitments
from mazalim.journey.replies.actions.drafting import (
    ColleaguesDraft,
    DraftChanged,
    Incomplete,
    NoDraft,
    hand_in,
    save_draft,
    take_over,
)
from mazalim.journey.replies.actions.sending import approve, send_back, send_reply

__all__ = [
    "ColleaguesDraft",
    "DraftChanged",
    "Incomplete",
    "NoDraft",
    "NotOpen",
    "approve",
    "hand_in",
    "keep_commitment",
    "save_draft",
    "send_back",
    "send_reply",
    "sweep_commitments",
    "take_over",
]
