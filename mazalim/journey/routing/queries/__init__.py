"""Reads of routing: where a complaint goes, what waits for screening, what the central desk has ruled."""

from mazalim.journey.routing.queries.destinations import (
    Destination,
    NoDesk,
    above,
    clean_place,
    destination_of,
    place_now,
    second_desk_for,
)
from mazalim.journey.routing.queries.rulings import Precedent, precedents, rulings_page, rulings_shown_to
from mazalim.journey.routing.queries.screening import ScreeningPage, cases_in_screening

__all__ = [
    "Destination",
    "NoDesk",
    "Precedent",
    "ScreeningPage",
    "above",
    "cases_in_screening",
    "clean_place",
    "destination_of",
    "place_now",
    "precedents",
    "rulings_page",
    "rulings_shown_to",
    "second_desk_for",
]
