"""Which address belongs to which class of requests: a table in a file, read once."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROBOTS = re.compile(r"bot\b|crawl|spider|slurp|scrapy|python-requests|curl/|wget/", re.IGNORECASE)


@dataclass(frozen=True)
class Class:
    """One class. `rank` counts from 0, the first to be served; without a `share` of the house (0 to 1) it takes no place at all."""

    name: str
    rank: int
    says: str
    share: float | None
    patience: float  # seconds
    retry: int  # seconds


class Classes:
    """The table. Paths are compared without the language they begin with; the longest beginning decides."""

    def __init__(self, classes: Sequence[Class], addresses: Sequence[tuple[str, Class]], languages: Sequence[str]) -> None:
        self.all, self.last = tuple(classes), classes[-1]
        self.languages = frozenset(languages)
        split = [(*_parted(written), one) for written, one in addresses]
        self.exact = {(method, path.removesuffix("$")): one for method, path, one in split if path.endswith("$")}
        # The longest first, and of two that are alike the one that names a method.
        beginnings = [(method, path, one) for method, path, one in split if not path.endswith("$")]
        self.beginnings = sorted(beginnings, key=lambda row: (len(row[1]), bool(row[0])), reverse=True)

    def of(self, method: str, path: str, agent: str = "") -> Class:
        """The class of a request. A robot that says so comes last wherever it goes; so do addresses that the table does not have."""
        found = self.named(method, path)
        if found is None or (found.share is not None and ROBOTS.search(agent) and not _is_for_machines(path)):
            return self.last
        return found

    def named(self, method: str, path: str) -> Class | None:
        """The class that the table gives an address, or None."""
        path = self.without_language(path)
        exact = self.exact.get((method, path)) or self.exact.get(("", path))
        if exact is not None:
            return exact
        for wanted, beginning, one in self.beginnings:
            if path.startswith(beginning) and wanted in ("", method):
                return one
        return None

    def without_language(self, path: str) -> str:
        """`complain/kind/` of `/ar/complain/kind/`."""
        path = path.lstrip("/")
        first, _, rest = path.partition("/")
        return rest if first in self.languages else path


def read_classes(file: Path, languages: Sequence[str]) -> Classes:
    """The table of a file; config/priorities.toml says what stands in it."""
    table = tomllib.loads(file.read_text("utf-8"))
    classes, addresses = [], []
    for rank, (name, row) in enumerate(table.items()):
        share = row.get("share")
        one = Class(name, rank, row["says"], None if share is None else share / 100, row.get("patience", 0), row.get("retry", 0))
        classes.append(one)
        addresses += [(address, one) for address in row["addresses"]]
    return Classes(classes, addresses, languages)


def _parted(written: str) -> tuple[str, str]:
    method, blank, path = written.partition(" ")
    return (method, path) if blank else ("", written)


def _is_for_machines(path: str) -> bool:
    """Programs that lodge and monitors name themselves as they like; what they ask for is judged by its address alone."""
    return path.startswith(("/api/", "/health/", "/ready/", "/metrics"))
