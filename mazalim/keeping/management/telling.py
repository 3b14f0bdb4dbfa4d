"""What the commands say while they copy, on a terminal."""

import sys
from collections.abc import Mapping
from time import monotonic

SECONDS = 0.2


class Progress:
    """One line that is written over again and again; nothing where nobody watches."""

    def __init__(self) -> None:
        self.is_shown, self.next_at, self.width = sys.stderr.isatty(), 0.0, 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say how far it is, five times a second."""
        if self.is_shown and (monotonic() >= self.next_at or done >= total):
            line = f"{what}: {done:,} of {total:,}"
            sys.stderr.write(f"\r{line.ljust(self.width)}")
            self.width, self.next_at = len(line), monotonic() + SECONDS
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if self.is_shown and self.width:
            sys.stderr.write(f"\r{' ' * self.width}\r")


def in_words(counts: Mapping[str, int]) -> str:
    """As in: 12 complaints, 80 entries."""
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())
