"""What is wrong with a line, in words for whoever mends the file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it."""

    line: int  # of the file, from 1
    reference: str
    field: str  # as the file names it, such as history[2].at
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"Line {self.line} ({self.reference or 'without reference'}), {self.field}: {self.what} {self.remedy}"


@dataclass
class Faults:
    """Those found on one line so far."""

    line: int
    reference: str = ""
    found: list[Fault] = field(default_factory=list)

    def add(self, name: str, what: str, remedy: str) -> None:
        """One more."""
        self.found.append(Fault(self.line, self.reference, name, what, remedy))
