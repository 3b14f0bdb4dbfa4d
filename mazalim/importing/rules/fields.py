"""One field of a line: of the right kind, not too long, one of the codes that are known."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from mazalim.common.text import one_line
from mazalim.importing.rules.faults import Faults

T = TypeVar("T")
LENGTH_SHOWN = 60


class Fields:
    """The fields of one object, which is the line or a part of it (`within`, such as history[2].); what is wrong goes to `faults`."""

    def __init__(self, raw: Mapping[str, Any], faults: Faults, within: str = "") -> None:
        self.raw, self.faults, self.within = raw, faults, within

    def fault(self, name: str, what: str, remedy: str) -> None:
        """Write down what is wrong with a field."""
        self.faults.add(self.within + name, what, remedy)

    def only(self, known: frozenset[str]) -> None:
        """No other fields than these."""
        if not self.raw.keys() <= known:
            for name in sorted(str(name) for name in self.raw.keys() - known):
                self.fault(name[:LENGTH_SHOWN], "There is no field of this name here.", "Correct its name, or leave it out.")

    def text(self, name: str, *, most: int, is_required: bool = False, is_line: bool = False) -> str:
        """A text, without white space around it; empty where there is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            text = ""
        elif not isinstance(value, str):
            self.fault(name, "This is no text.", "Write it in quotes.")
            return ""
        else:
            text = value.strip()
            if is_line and not text.isprintable():
                text = one_line(text)
        if not text:
            if is_required:
                self.fault(name, "It is missing.", "Fill it in.")
            return ""
        if len(text) > most:
            self.fault(name, f"It has {len(text):,} letters, and {most:,} are allowed.", "Shorten it.")
            return ""
        if not text.isascii() and not _can_be_kept(text):
            self.fault(name, "It holds half of a sign (a surrogate without its partner).", "Write the text in UTF-8 anew.")
            return ""
        if "\0" in text:
            self.fault(name, "It holds the sign NUL.", "Take it out.")
            return ""
        return text

    def word(self, name: str, among: Mapping[str, T] | frozenset[str], default: str = "") -> str:
        """One of some words; the default where there is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str) or value not in among:
            shown = ", ".join(sorted(among)[:12])
            self.fault(name, f"{str(value)[:LENGTH_SHOWN]} is not one of the words that stand here.", f"Write one of {shown}.")
            return default
        return value

    def coded(self, name: str, among: Mapping[str, T], what: str, remedy: str, *, is_required: bool = False) -> T | None:
        """What a code stands for; None where there is none, or an unknown one."""
        value = self.raw.get(name)
        if value is None or value == "":
            if is_required:
                self.fault(name, "It is missing.", "Fill it in.")
            return None
        found = among.get(value) if isinstance(value, str) else None
        if found is None:
            self.fault(name, f"{what} {str(value)[:LENGTH_SHOWN]!r}.", remedy)
        return found

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone; required."""
        value = self.raw.get(name)
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            is_missing = value is None or value == ""
            self.fault(name, "It is missing." if is_missing else "This is no moment with a zone.", "Write it such as 2024-03-01T09:12:00Z.")
            return None
        return at

    def day(self, name: str) -> date | None:
        """A date; None where there is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            self.fault(name, "This is no date.", "Write it such as 2024-03-01.")
            return None

    def part(self, name: str) -> Mapping[str, Any]:
        """An object within; empty where there is none."""
        value = self.raw.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(name, "This is no object.", "Write it in braces, with its fields by name.")
            return {}
        return value

    def list(self, name: str) -> list[Any]:
        """A list; empty where there is none."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, "This is no list.", "Write it in brackets.")
            return []
        return value


def _can_be_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
