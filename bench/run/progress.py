"""A line that grows: what is being done, how far it is, how long it may still take."""

import sys
import time

WIDTH = 30


class Progress:
    """On a terminal the line is drawn anew twice a second; in a log one line stands at the end."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total = what, max(1, total)
        self.began = self.drawn = time.monotonic()
        self.is_terminal = sys.stderr.isatty()
        if self.is_terminal:
            self._draw(0)

    def at(self, done: int) -> None:
        """So much is done."""
        now = time.monotonic()
        if self.is_terminal and now - self.drawn > 0.5:
            self.drawn = now
            self._draw(done)

    def end(self, words: str = "") -> None:
        """It is done."""
        seconds = time.monotonic() - self.began
        start = "\r\033[K" if self.is_terminal else ""
        print(f"{start}{self.what}: {words or f'{self.total:,}'} in {seconds:.1f} s", file=sys.stderr, flush=True)

    def _draw(self, done: int) -> None:
        seconds = time.monotonic() - self.began
        filled = WIDTH * done // self.total
        left = f", {seconds * (self.total - done) / done:.0f} s left" if done else ""
        bar = "#" * filled + "." * (WIDTH - filled)
        print(f"\r\033[K{self.what} [{bar}] {100 * done // self.total} %{left}", end="", file=sys.stderr, flush=True)
