"""Tie cases together, and let them go again."""

from mazalim.journey.casework.actions.tying.joining import AnotherPerson, CannotJoin, join, separate
from mazalim.journey.casework.actions.tying.linking import AlreadyLinked, CannotLead, CannotLink, Lead, NotLinked, link, unlink

__all__ = [
    "AlreadyLinked",
    "AnotherPerson",
    "CannotJoin",
    "CannotLead",
    "CannotLink",
    "Lead",
    "NotLinked",
    "join",
    "link",
    "separate",
    "unlink",
]
