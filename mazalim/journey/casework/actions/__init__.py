"""Officers' acts and the deadline sweep."""

from mazalim.journey.casework.actions.extending import decline_extension, extend, propose_extension
from mazalim.journey.casework.actions.holding import NotAtDesk, ask, assign, note, take
from mazalim.journey.casework.actions.placing import NoReason, NotAReceiver, WrongCategory, categorise, refer
from mazalim.journey.casework.actions.proposing import AlreadyProposed, NothingProposed, SamePerson, expire_proposals
from mazalim.journey.casework.actions.refusing import Refusal, UnknownReason, decline_refusal, propose_refusal, refuse
from mazalim.journey.casework.actions.revealing import NeedsSecondPerson, agree_reveal, decline_reveal, propose_reveal, reveal
from mazalim.journey.casework.actions.sweeping import sweep
from mazalim.journey.casework.actions.telling import send_digests

__all__ = [
    "AlreadyProposed",
    "NeedsSecondPerson",
    "NoReason",
    "NotAReceiver",
    "NotAtDesk",
    "NothingProposed",
    "Refusal",
    "SamePerson",
    "UnknownReason",
    "WrongCategory",
    "agree_reveal",
    "ask",
    "assign",
    "categorise",
    "decline_extension",
    "decline_refusal",
    "decline_reveal",
    "expire_proposals",
    "extend",
    "note",
    "propose_extension",
    "propose_refusal",
    "propose_reveal",
    "refer",
    "refuse",
    "reveal",
    "send_digests",
    "sweep",
    "take",
]
