"""The picture of months: where its bars and lines stand. All of it is text, for a template to write into SVG.

The picture has no viewBox, so that letters keep their size on a phone: across, everything is in percent, mirrored here for languages written
from the right; down, in pixels.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count

from mazalim.journey.statistics.queries.tables import Months, Table
from mazalim.journey.statistics.rules.periods import plus_months
from mazalim.web import formats

TOP, BASE, HEIGHT = 14, 242, 264
MARGIN, END = 9.0, 99.5  # percent: room for the numbers of the scale, and for half a letter at the end
BROADEST = 7.0
FIRST = {"الأول", "یەکەم"}  # of the two months of one name in Iraq


@dataclass(frozen=True)
class Bar:
    """A rectangle; `fill` is a class, or empty for the hatched pattern."""

    x: str
    y: str
    wide: str
    high: str
    is_late: bool = False


@dataclass(frozen=True)
class Rule:
    """A level line from x1 to x2."""

    x1: str
    x2: str
    y: str
    label: str = ""
    label_y: str = ""


@dataclass(frozen=True)
class Word:
    """A month under its bar, for wide and for narrow screens."""

    x: str
    wide: str
    narrow: str


@dataclass(frozen=True)
class Drawing:
    """Everything in the picture."""

    bars: tuple[Bar, ...]
    lodged: tuple[Rule, ...]
    grid: tuple[Rule, ...]
    words: tuple[Word, ...]
    scale_x: str
    scale_anchor: str
    has_broad: bool
    has_gaps: bool
    top: int = TOP
    base: int = BASE
    height: int = HEIGHT


def drawn(table: Table, *, is_mirrored: bool) -> Drawing:
    """The drawing of a table whose rows are months and whose columns are lodged, in time, late."""
    rows = [
        (row.label, [cell if isinstance(cell, int) else None for cell in row.cells]) for row in table.rows if isinstance(row.label, Months)
    ]
    spans = [_months_between(label) for label, _ in rows]
    months = [month for span in spans for month in span]
    slot = (END - MARGIN) / max(len(months), 1)
    # Several months together stand as their average, so that a bar's area is its number.
    averages = [[None if cell is None else cell / len(span) for cell in cells] for (_, cells), span in zip(rows, spans, strict=True)]
    highest = max([max(cells[0] or 0, (cells[1] or 0) + (cells[2] or 0)) for cells in averages] or [0])
    step, top_number = _scale(highest)

    def y(number: float) -> float:
        return BASE - (BASE - TOP) * number / top_number

    def x(start: float, wide: float) -> str:
        return f"{(100 - start - wide if is_mirrored else start):.2f}%"

    bars: list[Bar] = []
    lodged: list[Rule] = []
    place = 0
    for span, (received, met, missed) in zip(spans, averages, strict=True):
        room = slot * len(span)
        wide = min(slot * 0.66, BROADEST) if len(span) == 1 else room - slot * 0.34
        start = MARGIN + slot * place + (room - wide) / 2
        place += len(span)
        if met:
            bars.append(Bar(x(start, wide), f"{y(met):.1f}", f"{wide:.2f}%", f"{BASE - y(met):.1f}"))
        if missed:
            foot = y(met or 0) - (2 if met else 0)
            bars.append(
                Bar(
                    x(start, wide),
                    f"{y((met or 0) + missed):.1f}",
                    f"{wide:.2f}%",
                    f"{max(foot - y((met or 0) + missed), 1):.1f}",
                    is_late=True,
                )
            )
        if received is not None:
            over = min(slot * 0.1, 1.0)
            left = 100 - start - wide - over if is_mirrored else start - over
            lodged.append(Rule(f"{left:.2f}%", f"{left + wide + 2 * over:.2f}%", f"{y(received):.1f}"))
    words = tuple(
        Word(x(MARGIN + slot * (number + 0.5), 0), _short(month), formats.count(month.month)) for number, month in enumerate(months)
    )
    grid = tuple(_line(number, y(number)) for number in _steps(step, top_number))
    has_broad = any(len(span) > 1 for span in spans)
    return Drawing(
        tuple(bars),
        tuple(lodged),
        grid,
        words,
        "100%" if is_mirrored else "0",
        "end" if is_mirrored else "start",
        has_broad,
        table.hides_something,
    )


def _line(number: int, y: float) -> Rule:
    return Rule("0", "100%", f"{y:.1f}", formats.count(number), f"{y - 5:.1f}")


def _months_between(label: Months) -> list[date]:
    months = [label.first]
    while months[-1] < label.last:
        months.append(plus_months(months[-1], 1))
    return months


def _scale(highest: float) -> tuple[int, int]:
    """A round step and the number at the top, so that three or four lines stand under the highest bar."""
    for power in count():
        for digit in (1, 2, 5):
            step = digit * 10**power
            if step * 4 >= highest:
                lines = max(-(-int(-(-highest // 1)) // step), 1)
                return step, step * lines
    raise AssertionError


def _steps(step: int, top_number: int) -> range:
    return range(step, top_number + 1, step)


def _short(month: date) -> str:
    """Dec; where the country's name of a month has two words, their usual abbreviation: its first letter and a number."""
    name = formats.month_name(month)
    if " " in name and len(name) > 6:
        first, second = name.split(" ", 1)
        return f"{first[0]}{formats.count(1 if second in FIRST else 2)}"
    return name
