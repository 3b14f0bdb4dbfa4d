"""Files that administrators take with them."""

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """Gives the writer of CSV its line back instead of keeping it."""

    def write(self, line: str) -> str:
        """The line, as it is."""
        return line


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
