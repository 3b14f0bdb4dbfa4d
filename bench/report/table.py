"""Tables in Markdown, for the terminal and for a note."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.report.rows import Row

VERDICTS = {True: "reached", False: "**falls short**", None: ""}


def number(value: float | None) -> str:
    """As few digits as tell something."""
    if value is None:
        return "missing"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table with columns as wide as their longest cell."""
    widths = [max(len(line[at]) for line in (headings, *lines)) for at in range(len(headings))]

    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([row(headings), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(row, lines)])


def of_rows(rows: Sequence[Row]) -> str:
    """The specification's table."""
    lines = [(row.figure, number(row.value), row.unit, row.target, row.limit, VERDICTS[row.ok]) for row in rows]
    return table(("Figure", "Value", "Unit", "Target", "Limit here", "Verdict"), lines)


def of_operations(operations: Sequence[Mapping[str, Any]]) -> str:
    """Every operation with its latencies and its cost."""
    lines = []
    for one in operations:
        at, steady = one["at"], one["open"]
        cells = [one["title"]]
        for clients in ("1", "8", "32"):
            values = at.get(clients)
            cells.append(f"{values['median']:.1f} / {values['p95']:.1f}" if values else "")
            cells.append(f"{values['throughput']:,.0f}" if values else "")
        cells.append(f"{steady['p95']:.1f} at {steady['rate']:.0f}/s" if steady else "")
        cells += [f"{one['cpu_app']:.2f}", f"{one['cpu_database']:.2f}"]
        cells.append(" ".join(str(step["queries"]) for step in one["queries"]))
        lines.append(cells)
    headings = (
        "Operation",
        "1: median / p95",
        "/s",
        "8: median / p95",
        "/s",
        "32: median / p95",
        "/s",
        "open: p95",
        "app ms",
        "db ms",
        "queries",
    )
    return table(headings, lines)


def of_changes(changes: Sequence[tuple[str, int, float | None, float | None]]) -> str:
    """What differs between two results."""

    def change(before: float | None, after: float | None) -> str:
        return f"{100 * (after - before) / before:+.0f} %" if before and after is not None else ""

    lines = [(figure, f"{n:,}", number(before), number(after), change(before, after)) for figure, n, before, after in changes]
    return table(("Figure", "N", "Before", "Now", "Change"), lines)
