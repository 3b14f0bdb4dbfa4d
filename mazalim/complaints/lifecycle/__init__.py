"""Which state follows which, by whose hand: the one table, its guards, and the one function that turns a leaf."""

from mazalim.complaints.lifecycle.guards import UNDO_WINDOW, can_still
from mazalim.complaints.lifecycle.hands import Actor, Hand, actor_complainant, actor_officer, actor_past_officer, actor_system
from mazalim.complaints.lifecycle.leaves import ImpossibleMove
from mazalim.complaints.lifecycle.moving import StaleVersion, move, moves_open, open_file
from mazalim.complaints.lifecycle.table import TABLE, Move, Row

__all__ = [
    "TABLE",
    "UNDO_WINDOW",
    "Actor",
    "Hand",
    "ImpossibleMove",
    "Move",
    "Row",
    "StaleVersion",
    "actor_complainant",
    "actor_officer",
    "actor_past_officer",
    "actor_system",
    "can_still",
    "move",
    "moves_open",
    "open_file",
]
