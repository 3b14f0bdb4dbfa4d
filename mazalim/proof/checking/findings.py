"""What does not fit."""

from dataclasses import dataclass, field
from typing import Any

MOST_KEPT = 100


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was, in a plain sentence, and where."""

    what: str
    case_number: str = ""
    entry_number: int | None = None
    seal_number: int | None = None

    def __str__(self) -> str:
        places = []
        if self.case_number:
            places.append(f"case {self.case_number}")
        if self.entry_number is not None:
            places.append(f"entry {self.entry_number}")
        if self.seal_number is not None:
            places.append(f"seal {self.seal_number}")
        return f"{', '.join(places)}: {self.what}" if places else self.what

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {"what": self.what, "case": self.case_number, "entry": self.entry_number, "seal": self.seal_number}


@dataclass
class Findings:
    """The first of them, and how many there are."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        """Keep it, unless there are too many to read."""
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(finding)


def ignore(read: int) -> None:
    """For who does not want to know how far the reading has come."""
