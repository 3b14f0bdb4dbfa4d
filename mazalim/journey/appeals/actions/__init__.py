"""The complainant appeals or withdraws the appeal; the desk above asks, and decides."""

from mazalim.journey.appeals.actions.deciding import Decision, Incomplete, ask_statement, decide, give_statement
from mazalim.journey.appeals.actions.lodging import CannotAppeal, NothingToExamine, TooManyFiles, appeal, withdraw_appeal

__all__ = [
    "CannotAppeal",
    "Decision",
    "Incomplete",
    "NothingToExamine",
    "TooManyFiles",
    "appeal",
    "ask_statement",
    "decide",
    "give_statement",
    "withdraw_appeal",
]
