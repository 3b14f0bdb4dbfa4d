"""What the command says while it runs, and the two files that name the faulty lines."""

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from mazalim.importing.actions import Taken
from mazalim.importing.rules import Fault

COLUMNS = ("line", "reference", "field", "what", "remedy")


class Report:
    """JSON Lines for programs and, beside it, CSV for whoever mends the file; both new with every run, and there only where something is wrong."""

    def __init__(self, path: Path) -> None:
        self.path, self.beside = path, path.with_suffix(".csv")
        for one in (self.path, self.beside):
            one.unlink(missing_ok=True)
        self.number = 0

    def write(self, faults: Iterable[Fault]) -> None:
        """Write faults down, in the order in which they are found."""
        found = [asdict(fault) for fault in faults]
        if not found:
            return
        is_new = not self.number
        self.number += len({one["line"] for one in found})
        with self.path.open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
        with self.beside.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="") as table:
            out = csv.DictWriter(table, COLUMNS)
            if is_new:
                out.writeheader()
            out.writerows(found)


class Progress:
    """One line that is written over again and again on a terminal; in a log a line every ten seconds."""

    def __init__(self, total: int, *, is_quiet: bool = False) -> None:
        self.total, self.is_quiet = total, is_quiet
        self.is_terminal = sys.stderr.isatty()
        self.began, self.next_at, self.width = monotonic(), monotonic() + self.pause, 0

    @property
    def pause(self) -> float:
        """Seconds from one line to the next."""
        return 0.5 if self.is_terminal else 10.0

    def __call__(self, so_far: Taken) -> None:
        """Say how far it is, how quickly it goes, and how long it will take."""
        now = monotonic()
        if self.is_quiet or now < self.next_at:
            return
        self.next_at = now + self.pause
        line = self.line(so_far, now - self.began)
        if self.is_terminal:
            sys.stderr.write(f"\r{line.ljust(self.width)}")
            self.width = len(line)
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def line(self, so_far: Taken, seconds: float) -> str:
        """As in: 120,000 of 1,000,000 lines (12 %), 4,800 a second, 3 min left, 14 faulty."""
        rate = so_far.lines / seconds if seconds else 0.0
        parts = [f"{so_far.lines:,} lines"]
        if self.total:
            parts = [f"{so_far.lines:,} of {self.total:,} lines ({100 * so_far.lines // self.total} %)"]
        parts.append(f"{rate:,.0f} a second")
        if self.total and rate:
            parts.append(f"{_in_words((self.total - so_far.lines) / rate)} left")
        return ", ".join([*parts, f"{so_far.faulty:,} faulty"] if so_far.faulty else parts)

    def end(self) -> None:
        """Leave the line of the terminal empty."""
        if self.is_terminal and self.width:
            sys.stderr.write(f"\r{' ' * self.width}\r")


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
