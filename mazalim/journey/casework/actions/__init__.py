"""Officers' acts and the deadline sweep."""

from mazalim.journey.casework.actions.bulk import (
    MOST_CASES,
    NothingChosen,
    TooLateToUndo,
    TooMany,
    carry_out_bulk,
    forget_bulk_acts,
    prepare_bulk,
    undo_bulk,
)
from mazalim.journey.casework.actions.conflicts import (
    NobodyMatched,
    NotClean,
    NotOutside,
    NotTheirs,
    climb_where_needed,
    decline_lift,
    follow_grant,
    lift,
    match_official,
    propose_lift,
    recuse,
    release,
    rule_out_official,
)
from mazalim.journey.casework.actions.extending import decline_extension, extend, propose_extension
from mazalim.journey.casework.actions.holding import NotAtDesk, ask, assign, note, take
from mazalim.journey.casework.actions.placing import NoReason, NotAReceiver, WrongCategory, categorise, refer
from mazalim.journey.casework.actions.proposing import AlreadyProposed, NothingProposed, SamePerson, expire_proposals
from mazalim.journey.casework.actions.refusing import Refusal, UnknownReason, decline_refusal, propose_refusal, refuse
from mazalim.journey.casework.actions.revealing import InTheLine, NeedsSecondPerson, agree_reveal, decline_reveal, propose_reveal, reveal
from mazalim.journey.casework.actions.sweeping import sweep
from mazalim.journey.casework.actions.telling import send_digests
from mazalim.journey.casework.actions.times import NoWords, correct_deadlines, lift_pause, uphold_pause
from mazalim.journey.casework.actions.undoing import undo_assign, undo_categorise, withdraw_note

__all__ = [
    "MOST_CASES",
    "AlreadyProposed",
    "InTheLine",
    "NeedsSecondPerson",
    "NoReason",
    "NoWords",
    "NobodyMatched",
    "NotAReceiver",
    "NotAtDesk",
    "NotClean",
    "NotOutside",
    "NotTheirs",
    "NothingChosen",
    "NothingProposed",
    "Refusal",
    "SamePerson",
    "TooLateToUndo",
    "TooMany",
    "UnknownReason",
    "WrongCategory",
    "agree_reveal",
    "ask",
    "assign",
    "carry_out_bulk",
    "categorise",
    "climb_where_needed",
    "correct_deadlines",
    "decline_extension",
    "decline_lift",
    "decline_refusal",
    "decline_reveal",
    "expire_proposals",
    "extend",
    "follow_grant",
    "forget_bulk_acts",
    "lift",
    "lift_pause",
    "match_official",
    "note",
    "prepare_bulk",
    "propose_extension",
    "propose_lift",
    "propose_refusal",
    "propose_reveal",
    "recuse",
    "refer",
    "refuse",
    "release",
    "reveal",
    "rule_out_official",
    "send_digests",
    "sweep",
    "take",
    "undo_assign",
    "undo_bulk",
    "undo_categorise",
    "uphold_pause",
    "withdraw_note",
]
