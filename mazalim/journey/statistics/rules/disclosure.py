"""Which numbers the public may see: a number so small that it speaks of single people is hidden, and so is what would give it away.

`least` is the profile's smallest cell: counts from 1 to `least` - 1 are small. Nought is not small, for it speaks of nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

ENOUGH_FOR_A_MEAN = 10  # times `least`: then a mean with one decimal tells less than `least` about any score
SCORES_APART: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((5,), (4,), (3,), (2,), (1,)),
    ((5,), (4,), (3,), (2, 1)),
    ((5, 4), (3,), (2,), (1,)),
    ((5, 4), (3,), (2, 1)),
    ((5,), (4,), (3, 2, 1)),
    ((5, 4), (3, 2, 1)),
    ((5, 4, 3), (2, 1)),
    ((5, 4, 3, 2, 1),),
)


@dataclass(frozen=True)
class Line:
    """A line of numbers with its sum, as the public may see it. None stands for a hidden number."""

    cells: tuple[int | None, ...]
    total: int | None


def is_small(value: int, least: int) -> bool:
    """Whether a count speaks of so few people that it is hidden."""
    return 0 < value < least


def protect(values: Sequence[int], *, least: int) -> Line:
    """Hide the small numbers of a line that is shown with its sum, and the next smallest, until nothing hidden can be worked out.

    From the sum and the numbers shown, everybody can tell what the hidden ones add up to. So many are hidden that each of them, as far as
    that tells, could still be as great as `least`; and one that is not small is always among them, so that who knows this rule cannot tell
    which. Where hiding all is not enough, the sum is hidden too.
    """
    total = sum(values)
    hidden = {place for place, value in enumerate(values) if is_small(value, least)}
    if not hidden:
        return Line(tuple(values), total)
    is_sum_shown = total >= least
    steps = sorted({value for value in values if not is_small(value, least)}, key=lambda value: (value == 0, value))  # nought last
    is_first = True
    while is_sum_shown and steps and ((is_first and steps[0]) or not _is_safe([values[place] for place in hidden], least)):
        step, is_first = steps.pop(0), False
        hidden |= {place for place, value in enumerate(values) if value == step}  # which of several equals it was would tell, too
    is_sum_shown = is_sum_shown and _is_safe([values[place] for place in hidden], least)
    cells = tuple(None if place in hidden else value for place, value in enumerate(values))
    return Line(cells, total if is_sum_shown else None)


def _is_safe(hidden: Sequence[int], least: int) -> bool:
    """Whether each hidden number may, as far as their sum tells, be as great as `least`; each of the others is 1 or more, or 0 where noughts
    are hidden too."""
    others_at_least = 0 if 0 in hidden else len(hidden) - 1
    return len(hidden) >= 2 and sum(hidden) - others_at_least >= least


def roll_up(months: Sequence[date], values: Sequence[int], *, least: int) -> list[tuple[int, int]]:
    """Which months to show as one, so that no small number is left: first quarters, then years, then neighbours.

    Returns the spans of places [from, to); a single span over everything may still be small.
    """
    spans = [(place, place + 1) for place in range(len(months))]
    grains: tuple[Callable[[date], tuple[int, ...]], ...] = (
        lambda month: (month.year, (month.month + 2) // 3),
        lambda month: (month.year,),
    )
    for grain in grains:
        small = {grain(months[start]) for start, end in spans if is_small(sum(values[start:end]), least)}
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            now = grain(months[start])
            if joined and now in small and now == grain(months[joined[-1][0]]):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        spans = joined
    while len(spans) > 1:
        place = next((place for place, (start, end) in enumerate(spans) if is_small(sum(values[start:end]), least)), None)
        if place is None:
            break
        place = max(place, 1)
        spans[place - 1 : place + 1] = [(spans[place - 1][0], spans[place][1])]
    return spans


@dataclass(frozen=True)
class Share:
    """A part of a whole; with a bound, only that it lies under or over the value."""

    value: float
    bound: Literal["", "under", "over"] = ""


def share(part: int, whole: int, *, least: int) -> Share | None:
    """A share that gives away neither a small part nor a small rest; None of a whole under twice the smallest cell."""
    if whole < max(2 * least, 1):
        return None
    if is_small(part, least):
        return Share(-(-100 * least // whole) / 100, "under")
    if is_small(whole - part, least):
        return Share(100 * (whole - least) // whole / 100, "over")
    return Share(part / whole)


def scores_apart(counts: Sequence[int], *, least: int) -> tuple[tuple[int, ...], ...]:
    """Which scores from 5 to 1 to show as one, so that no small number is left; `counts` holds how often 1, 2, 3, 4 and 5 were given.

    Empty where there are too few ratings to show any.
    """
    for partition in SCORES_APART:
        if not any(is_small(sum(counts[score - 1] for score in scores), least) for scores in partition):
            return partition if sum(counts) else ()
    return ()


def mean_score(counts: Sequence[int], *, least: int) -> float | None:
    """The mean of the scores; None where it would tell what `scores_apart` does not, or where there are too few ratings."""
    ratings = sum(counts)
    if ratings < max(2 * least, 1):
        return None
    if scores_apart(counts, least=least) != SCORES_APART[0] and ratings < ENOUGH_FOR_A_MEAN * least:
        return None
    return sum(score * count for score, count in enumerate(counts, start=1)) / ratings
