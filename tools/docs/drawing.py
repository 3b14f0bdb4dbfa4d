"""The drawing of the lifecycle: ten states on a sheet, and an arrow for what leads from one to another. Plain SVG, worked out from the table."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape

WIDTH, HEIGHT = 1400, 690
BOX = (176, 46)
# Where each state stands, by its middle. A state without a place fails the build of the page.
PLACES: Mapping[str, tuple[int, int]] = {
    "screening": (110, 290),
    "with_body": (400, 290),
    "in_progress": (700, 290),
    "awaiting_complainant": (620, 80),
    "awaiting_approval": (1000, 80),
    "answered": (1000, 290),
    "closed": (1288, 290),
    "under_appeal": (1000, 520),
    "inadmissible": (260, 520),
    "withdrawn": (630, 600),
}
OPEN = frozenset({"screening", "with_body", "in_progress", "awaiting_complainant", "awaiting_approval", "under_appeal"})
MANY = 4  # a move from so many states or more is written at its end, for as many arrows would hide the rest
INK, SOFT, TEAL, BRASS, PAPER, SHEET = "#15262b", "#4b585a", "#0d4d55", "#b1730a", "#f7f3ea", "#fffdf8"
LINE = 15  # between two lines of small words


def drawing(moves: Iterable[tuple[str, str, str]], words: Mapping[str, str]) -> str:
    """The SVG of moves (name, from, to); `words` are the names of states and moves."""
    sources: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, come_from, to in moves:
        if come_from != to and come_from not in sources[name, to]:
            sources[name, to].append(come_from)
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    gathered: dict[str, list[str]] = defaultdict(list)
    for (name, to), states in sources.items():
        if len(states) >= MANY:
            gathered[to].append(f"{words[name]}: from {len(states)} states")
        else:
            for state in states:
                arrows[state, to].append(words[name])
    for (state, to), names in list(arrows.items()):
        if _passes_a_state(state, to):
            gathered[to].append(f"{', '.join(names)}: from {words[state]}")
            del arrows[state, to]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title">',
        '<title id="title">The states of a complaint and the moves between them</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
        f'<path d="M0 0 8 4 0 8z" fill="{TEAL}"/></marker></defs>',
        '<g font-family="Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif" font-size="12.5">',
    ]
    parts += [_arrow(come_from, to, names, has_way_back=(to, come_from) in arrows) for (come_from, to), names in sorted(arrows.items())]
    parts += [_state(state, words[state], gathered.get(state, [])) for state in PLACES]
    parts.append(_start())
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _start() -> str:
    x, y = PLACES["screening"]
    top = y - BOX[1] // 2
    return (
        f'<circle cx="{x}" cy="{top - 84}" r="6" fill="{BRASS}"/><text x="{x + 12}" y="{top - 80}" fill="{SOFT}">lodge</text>'
        f'<path d="M{x} {top - 76}V{top - 2}" fill="none" stroke="{TEAL}" stroke-width="1.4" marker-end="url(#end)"/>'
    )


def _state(state: str, name: str, gathered: list[str]) -> str:
    (x, y), (width, height) = PLACES[state], BOX
    edge = TEAL if state in OPEN else INK
    rule = "" if state in OPEN else f'<path d="M{x - width / 2} {y + height / 2 + 4}h{width}" stroke="{edge}" stroke-width="1"/>'
    below = y + height / 2 + (21 if y != PLACES["screening"][1] else 54)  # in the row of the way on, under the words of its arrows
    lines = "".join(
        f'<text x="{x}" y="{below + LINE * place}" text-anchor="middle" fill="{SOFT}" paint-order="stroke" stroke="{PAPER}" '
        f'stroke-width="4">{escape(line)}</text>'
        for place, line in enumerate(gathered)
    )
    return (
        f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" rx="3" fill="{SHEET}" stroke="{edge}" '
        f'stroke-width="{2 if state in OPEN else 1.4}"/>{rule}'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" font-size="13.5" font-weight="600" fill="{INK}">{escape(name)}</text>{lines}'
    )


def _arrow(come_from: str, to: str, names: list[str], *, has_way_back: bool) -> str:
    (x1, y1), (x2, y2) = PLACES[come_from], PLACES[to]
    length = math.hypot(x2 - x1, y2 - y1)
    across = ((y2 - y1) / length, -(x2 - x1) / length)  # to the left of the way, seen on the sheet
    shift = 13 if has_way_back else 0  # ways there and back stand apart
    (sx, sy), (ex, ey) = _border(x1, y1, x2, y2, shift, across), _border(x2, y2, x1, y1, shift, across)
    tx, ty = (sx + ex) / 2, (sy + ey) / 2
    if abs(y2 - y1) < abs(x2 - x1) / 3:
        first = ty - 7 - LINE * (len(names) - 1) if across[1] < 0 else ty + LINE
        anchor = "middle"
    else:
        first = ty + 4 - LINE * (len(names) - 1) / 2
        anchor, tx = ("start", tx + 8) if across[0] >= 0 else ("end", tx - 8)
    said = "".join(
        f'<text x="{tx:.0f}" y="{first + LINE * place:.0f}" text-anchor="{anchor}" fill="{SOFT}" paint-order="stroke" stroke="{PAPER}" '
        f'stroke-width="4">{escape(name)}</text>'
        for place, name in enumerate(names)
    )
    way = f"M{sx:.0f} {sy:.0f}L{ex:.0f} {ey:.0f}"
    return f'<path d="{way}" fill="none" stroke="{TEAL}" stroke-width="1.4" marker-end="url(#end)"/>{said}'


def _passes_a_state(come_from: str, to: str) -> bool:
    """Whether another state stands between two of a row."""
    (x1, y1), (x2, y2) = PLACES[come_from], PLACES[to]
    return y1 == y2 and any(y == y1 and min(x1, x2) < x < max(x1, x2) for x, y in PLACES.values())


def _border(x: float, y: float, to_x: float, to_y: float, shift: float, across: tuple[float, float]) -> tuple[float, float]:
    """Where a way from beside the middle of a box leaves it, a little outside."""
    dx, dy = to_x - x, to_y - y
    px, py = across[0] * shift, across[1] * shift
    half_width, half_height = BOX[0] / 2 + 4, BOX[1] / 2 + 4
    by_side = (math.copysign(half_width, dx) - px) / dx if dx else math.inf
    by_top = (math.copysign(half_height, dy) - py) / dy if dy else math.inf
    scale = min(by_side, by_top)
    return x + px + dx * scale, y + py + dy * scale
