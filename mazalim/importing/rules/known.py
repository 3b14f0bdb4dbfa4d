"""What lines are checked against: the directory, the officers and the rules, read once for the whole run."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mazalim.country.calendar import Calendar
from mazalim.country.policy import Policy
from mazalim.directory.models import Category, Desk
from mazalim.journey.routing.queries import Destination


@dataclass(frozen=True)
class KnownBody:
    """A body that takes complaints, and what it deals with (keys of categories)."""

    pk: int
    categories: frozenset[int]


@dataclass(frozen=True)
class Known:
    """Everything by the code that the file names it by."""

    source: str
    at: datetime  # the moment of the run
    days: Calendar
    policy_on: Callable[[date], Policy]
    terms_of: Callable[[Policy, Category], dict[str, Any]]  # the rules of a lodging day for a category
    bodies: Mapping[str, KnownBody]
    categories: Mapping[str, Category]
    places: Mapping[str, int]
    officers: Mapping[str, int]  # e-mail -> key
    centre: Desk
    destination: Callable[[int, int, bool], Destination]  # body, category, whether an official is accused; raises NoDesk
    appeal_desk: Callable[[int, bool, Set[int]], tuple[int, int]]  # body, is guarded, who is barred -> body and desk that decide
