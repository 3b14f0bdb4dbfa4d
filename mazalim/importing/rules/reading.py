"""From the file to one object a line: JSON Lines, or CSV whose columns are brought into the same shape."""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from mazalim.importing.rules.faults import Faults

Raw = bytes | tuple[str, ...]  # a line of JSON, or the cells of a line of CSV
MOST_BYTES = 4_000_000  # of a line: far above the longest course, and small enough to be held in memory many times
PERSONAL = ("given_name", "family_name", "birth_date", "citizenship", "identity_number", "address", "email", "phone")
PLAIN = (
    *("reference", "lodged_at", "kind", "language", "channel", "identity_mode", "body", "category", "place", "place_text", "happened_on"),
    *("subject", "text", "wanted"),
)
OF_HISTORY = ("state", "answered_at", "closed_at", "outcome", "reply")
STATES = ("open", "in_progress", "answered", "closed", "withdrawn")


class NotAFile(Exception):
    """The file cannot be read; the text says why."""


class Format(StrEnum):
    """How the file is written."""

    JSONL = "jsonl"
    CSV = "csv"


def _opened(path: Path) -> BinaryIO:
    if str(path) == "-":
        return sys.stdin.buffer
    try:
        return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise NotAFile(f"{path} cannot be read: {error.strerror or error}.") from error


def lines_of(path: Path, form: Format) -> Iterator[tuple[int, Raw]]:
    """The lines that hold something, with their numbers. Of CSV the first is the heading, as it stands. Raises NotAFile."""
    with _opened(path) as file:
        try:
            if form == Format.CSV:
                csv.field_size_limit(MOST_BYTES)
                reader = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
                yield from ((reader.line_num, tuple(cells)) for cells in reader if any(cells))
                return
            number = 0
            while line := file.readline(MOST_BYTES):
                number += 1
                if line.strip():
                    yield number, line
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise NotAFile(f"{path} cannot be read to its end: {error}.") from error


def heading_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of a CSV's columns. Raises NotAFile where one is unknown, missing or there twice."""
    names = tuple(cell.strip() for cell in cells)
    known = {*PLAIN, *PERSONAL, *OF_HISTORY}
    if wrong := [name for name in names if name not in known]:
        raise NotAFile(f"The heading names columns that are not known: {', '.join(wrong)}.")
    if len(set(names)) < len(names):
        raise NotAFile("The heading names a column twice.")
    if lacks := {"reference", "lodged_at", "category", "subject", "text"} - set(names):
        raise NotAFile(f"The heading lacks the columns {', '.join(sorted(lacks))}.")
    return names


def raw_of(line: Raw, heading: tuple[str, ...], faults: Faults) -> dict[str, Any] | None:
    """The object of a line; None, and a fault, where it is none."""
    if isinstance(line, tuple):
        return _from_cells(line, heading, faults)
    if line.startswith(b"\xef\xbb\xbf"):
        line = line[3:]
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        faults.add("", f"This is no JSON object: {str(error)[:80]}.", "Write one object a line, in UTF-8.")
        return None
    if not isinstance(found, dict):
        faults.add("", "This is JSON, but no object.", "Write one object a line.")
        return None
    return found


def _from_cells(cells: tuple[str, ...], heading: tuple[str, ...], faults: Faults) -> dict[str, Any] | None:
    if len(cells) != len(heading):
        faults.add("", f"The line has {len(cells)} cells and the heading {len(heading)}.", "Put cells that hold commas into quotes.")
        return None
    named = {name: cell for name, cell in zip(heading, cells, strict=True) if cell.strip()}
    found: dict[str, Any] = {name: named[name] for name in PLAIN if name in named}
    found["complainant"] = {name: named[name] for name in PERSONAL if name in named}
    found["history"] = _history(named, faults)
    return found


def _history(named: dict[str, str], faults: Faults) -> list[dict[str, Any]]:
    """The few columns of a CSV as acts."""
    faults.reference = named.get("reference", "")[:80]
    state, answered, closed = named.get("state", "open"), named.get("answered_at"), named.get("closed_at")
    if state not in STATES:
        faults.add("state", f"{state[:40]} is no state.", f"Write one of {', '.join(STATES)}.")
        return []
    if state == "open":
        return []
    if state == "in_progress":
        return [{"kind": "take", "at": answered or named.get("lodged_at")}]
    if state == "withdrawn":
        return [{"kind": "withdraw", "at": closed}]
    outcome = {"outcome": named["outcome"], "redress": "explained"} if "outcome" in named else {}
    acts = [{"kind": "reply", "at": answered or closed, "text": named.get("reply", ""), **outcome}]
    return [*acts, {"kind": "close", "at": closed or answered}] if state == "closed" else acts
