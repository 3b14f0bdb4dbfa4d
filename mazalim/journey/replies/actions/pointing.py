"""Split, add to and leave out the points that a reply must answer. Nothing is edited: an entry says how they stand from now on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import LeftOut, Point, Points, open_draft, points_of_case
from mazalim.journey.replies.rules import MOST_POINTS, Origin

FEWEST_PARTS = 2


class NothingChanged(Exception):
    """The points would stand as they stood."""


class NoSuchPoint(Exception):
    """The number names no point that stands, or none that was left out."""


class NoReason(Exception):
    """A point is left out only with a reason, which the complainant reads."""


class NotSplit(Exception):
    """A point is split into two or more."""


class NoPointLeft(Exception):
    """A reply answers at least one point."""


class TooManyPoints(Exception):
    """More points than a reply can answer."""


@dataclass(frozen=True)
class Split:
    """Make several points out of one, in the office's words."""

    number: int
    parts: tuple[str, ...]


def arranged(
    points: Points, *, split: Sequence[Split], left_out: Mapping[int, str], taken_up: Sequence[int], added: Sequence[str]
) -> Points:
    """How the points stand after a change. Raises NoSuchPoint, NoReason, NotSplit, NoPointLeft, TooManyPoints or NothingChanged."""
    parts = {one.number: [text.strip() for text in one.parts if text.strip()] for one in split}
    reasons = {number: reason.strip() for number, reason in left_out.items()}
    extra = [text.strip() for text in added if text.strip()]
    again = set(taken_up)
    known, gone = {point.number for point in points.standing}, {one.number for one in points.left_out}
    if not (parts.keys() | reasons.keys()) <= known or not again <= gone or parts.keys() & reasons.keys():
        raise NoSuchPoint
    if not (parts or reasons or extra or again):
        raise NothingChanged
    if not all(reasons.values()):
        raise NoReason
    if any(len(texts) < FEWEST_PARTS for texts in parts.values()):
        raise NotSplit
    number = points.next_number + sum(map(len, parts.values()))  # added points come after the parts
    part_number = points.next_number
    standing: list[Point] = []
    for point in points.standing:
        if point.number in parts:
            for text in parts[point.number]:
                standing.append(Point(part_number, text, Origin.SPLIT, split_of=point.text))
                part_number += 1
        elif point.number not in reasons:
            standing.append(point)
    standing += [Point(one.number, one.text, one.origin, one.split_of) for one in points.left_out if one.number in again]
    standing += [Point(number + place, text, Origin.OFFICE) for place, text in enumerate(extra)]
    if not standing:
        raise NoPointLeft
    if len(standing) > MOST_POINTS:
        raise TooManyPoints
    dropped = [
        LeftOut(one.number, one.text, reasons[one.number], one.origin, one.split_of) for one in points.standing if one.number in reasons
    ]
    return Points(tuple(standing), (*(one for one in points.left_out if one.number not in again), *dropped))


@transaction.atomic
def set_points(
    *,
    complaint_id: int,
    by: Standing,
    split: Sequence[Split] = (),
    left_out: Mapping[int, str] | None = None,
    taken_up: Sequence[int] = (),
    added: Sequence[str] = (),
    version: int | None = None,
    at: datetime,
) -> Entry:
    """Say anew what the reply must answer; the complainant reads it, and is told where a point is left out.

    `left_out` maps a point's number to the reason, `taken_up` are numbers of points that were left out before, `added` the office's own
    points. Points that are not named stand as they stood. What is written on a point that is split goes on with its first part.
    Raises what `arranged` raises, ImpossibleMove or StaleVersion.
    """
    complaint = locked(complaint_id)
    reasons = dict(left_out or {})
    before = points_of_case(complaint)
    after = arranged(before, split=split, left_out=reasons, taken_up=taken_up, added=added)
    words = {"points": [point.as_json() for point in after.standing], "left_out": [one.as_json() for one in after.left_out]}
    payload = {
        "points": len(after.standing),
        "split": sorted(one.number for one in split),
        "left_out": sorted(reasons),
        "taken_up": sorted(taken_up),
        "added": sum(bool(text.strip()) for text in added),
    }
    entry = move(
        complaint,
        Move.SET_POINTS,
        by=actor_officer(by),
        text=json.dumps(words, ensure_ascii=False),
        payload=payload,
        version=version,
        at=at,
    )
    _carry_over(complaint, before, after, split=[one.number for one in split])
    return entry


def _carry_over(complaint: Complaint, before: Points, after: Points, *, split: Sequence[int]) -> None:
    """Let the open draft answer the points as they stand now; an older window of it can no longer be saved over this."""
    draft = open_draft(complaint)
    if draft is None:
        return
    texts = {point.number: point.text for point in before.standing if point.number in split}
    new = [point for point in after.standing if point.number >= before.next_number]
    first = {number: next(point.number for point in new if point.split_of == text) for number, text in texts.items()}
    answers = [answer | {"number": first.get(answer["number"], answer["number"])} for answer in draft.content.get("points", [])]
    Draft.objects.filter(pk=draft.pk).update(content=draft.content | {"points": answers}, version=draft.version + 1)
