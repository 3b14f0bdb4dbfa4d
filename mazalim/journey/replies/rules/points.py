"""What a reply must answer: the complainant's own points, as the entries of the file have split, added to or left them out."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from mazalim.complaints.lifecycle import Move

MOST_POINTS = 12
REASON_TO_LEAVE_OUT_CHARACTERS = 1_000


class Origin(StrEnum):
    """Whose words a point is in."""

    COMPLAINANT = "complainant"  # as lodged
    SPLIT = "split"  # the office made it out of a point of the complainant
    OFFICE = "office"  # added by the office


@dataclass(frozen=True)
class Point:
    """One thing that the complaint asks. `number` is its name for good, never given to another; `place` counts what stands now, from 1."""

    number: int
    text: str
    origin: Origin = Origin.COMPLAINANT
    split_of: str = ""  # the words out of which the office made it
    place: int = 0

    def as_json(self) -> dict[str, Any]:
        """As an entry keeps it."""
        kept: dict[str, Any] = {"number": self.number, "text": self.text, "from": self.origin.value}
        return kept | ({"split_of": self.split_of} if self.split_of else {})


@dataclass(frozen=True)
class LeftOut:
    """A point that will not be answered, and why; the complainant reads it."""

    number: int
    text: str
    reason: str
    origin: Origin = Origin.COMPLAINANT
    split_of: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an entry keeps it."""
        return Point(self.number, self.text, self.origin, self.split_of).as_json() | {"reason": self.reason}


@dataclass(frozen=True)
class Points:
    """What stands to be answered, what was left out, and what a case split off this one answers."""

    standing: tuple[Point, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    moved: tuple[Point, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether they differ from those that were lodged."""
        return bool(self.left_out) or any(point.origin != Origin.COMPLAINANT for point in self.standing)

    @property
    def next_number(self) -> int:
        """The first number that no point ever had. Those that were split have left lower ones behind; one that went to another case keeps its number."""
        numbers = [*(point.number for point in (*self.standing, *self.moved)), *(one.number for one in self.left_out)]
        return 1 + max(numbers, default=0)


def points_from(leaves: Iterable[tuple[str, Mapping[str, Any]]], *, is_short_lane: bool, subject: str) -> Points:
    """The points by the leaves (kind, words as JSON) of a file in their order; where nothing was asked for, the complaint itself.

    Suggestions, remarks and praise have no points: they are answered as a whole.
    """
    if is_short_lane:
        return Points()
    found: Points | None = None
    for kind, words in leaves:
        if kind == Move.LODGE:
            asked = [text for text in words.get("points", []) if text] or [words.get("subject") or subject]
            found = Points(tuple(Point(number, text, place=number) for number, text in enumerate(asked, start=1)))
        elif kind == Move.SET_POINTS:
            found = replace(points_read(words), moved=found.moved if found else ())
        elif kind == Move.SPLIT and found is not None:
            found = without(found, {row["number"] for row in words["moved"]})
    return found or Points((Point(1, subject, place=1),))


def without(points: Points, numbers: Set[int]) -> Points:
    """The points as they stand once another case answers some of them."""
    kept = [point for point in points.standing if point.number not in numbers]
    moved = tuple(point for point in points.standing if point.number in numbers)
    standing = tuple(replace(point, place=place) for place, point in enumerate(kept, start=1))
    return Points(standing, points.left_out, (*points.moved, *moved))


def points_read(words: Mapping[str, Any]) -> Points:
    """The points by the words of an entry that set them."""
    return Points(
        tuple(
            Point(row["number"], row["text"], Origin(row["from"]), row.get("split_of", ""), place)
            for place, row in enumerate(words["points"], start=1)
        ),
        tuple(
            LeftOut(row["number"], row["text"], row["reason"], Origin(row["from"]), row.get("split_of", "")) for row in words["left_out"]
        ),
    )
