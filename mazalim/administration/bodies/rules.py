"""Which categories a body has, and how a table of bodies differs from the bodies that are there. Nothing here asks the database."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mazalim.directory.actions import ANY
from mazalim.directory.models import Category

COLUMNS = ("code", "parent", "kind", "sector", "accepts")
CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")


def categories_of_sectors(sectors: Collection[str], categories: Iterable[Category]) -> list[Category]:
    """The categories of the sectors, and those that every body has."""
    wanted = {*sectors, ANY}
    return [category for category in categories if category.sector in wanted]


@dataclass(frozen=True)
class Row:
    """A body as a line of the table tells it."""

    code: str
    parent: str
    kind: str
    sectors: tuple[str, ...]
    accepts: bool
    names: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line: its number in the file, a word of FAULTS, and the value in question."""

    line: int
    why: str
    value: str = ""


@dataclass(frozen=True)
class Changed:
    """A body that the table tells otherwise."""

    before: Row
    after: Row

    @property
    def is_moved(self) -> bool:
        """It stands elsewhere in the tree."""
        return self.before.parent != self.after.parent


@dataclass(frozen=True)
class Difference:
    """What a table would change."""

    added: tuple[Row, ...] = ()
    changed: tuple[Changed, ...] = ()
    closed: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def is_nothing(self) -> bool:
        """The table tells the bodies as they are."""
        return not (self.added or self.changed or self.closed)


def read_rows(table: Sequence[tuple[int, Mapping[str, str]]], *, languages: Sequence[str]) -> tuple[list[tuple[int, Row]], list[Fault]]:
    """The lines of a table as rows, and what is wrong with those that are none."""
    rows: list[tuple[int, Row]] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, cells in table:
        code = cells.get("code", "").strip()
        names = {language: cells.get(f"name_{language}", "").strip() for language in languages}
        names = {language: text for language, text in names.items() if text}
        wrong = [
            Fault(line, "no_code") if not code else None,
            Fault(line, "bad_code", code) if code and not CODE.fullmatch(code) else None,
            Fault(line, "twice", code) if code in seen else None,
            Fault(line, "no_name", code) if not names else None,
            Fault(line, "no_kind", code) if not cells.get("kind", "").strip() else None,
            Fault(line, "accepts", cells.get("accepts", "")) if cells.get("accepts", "").strip() not in {"yes", "no"} else None,
            Fault(line, "own_parent", code) if code and cells.get("parent", "").strip() == code else None,
        ]
        seen.add(code)
        found = [fault for fault in wrong if fault is not None]
        faults += found
        if not found:
            sectors = tuple(sector.strip() for sector in cells.get("sector", "").split(";") if sector.strip())
            parent, kind = cells.get("parent", "").strip(), cells["kind"].strip()
            rows.append((line, Row(code, parent, kind, sectors, cells["accepts"].strip() == "yes", names)))
    return rows, faults


def compare(
    rows: Sequence[tuple[int, Row]],
    *,
    known: Mapping[str, Row],
    ended: Collection[str],
    kept: Collection[str],
    sectors: Collection[str],
    closes_missing: bool,
) -> Difference:
    """How the rows differ from the bodies in use, by code. `ended` are codes of closed bodies, `kept` of bodies that may not simply be closed."""
    told = {row.code: row for _, row in rows}
    faults = []
    for line, row in rows:
        if row.code in ended:
            faults.append(Fault(line, "ended", row.code))
        if row.parent and row.parent not in told and row.parent not in known:
            faults.append(Fault(line, "no_parent", row.parent))
        faults += [Fault(line, "no_sector", sector) for sector in row.sectors if sector not in sectors and sector != ANY]
        if _stands_under_itself(row, told):
            faults.append(Fault(line, "circle", row.code))
    closed = [row for code, row in known.items() if code not in told] if closes_missing else []
    gone = {row.code for row in closed}
    faults += [Fault(0, "has_cases", row.code) for row in closed if row.code in kept]
    faults += [Fault(line, "parent_closed", row.parent) for line, row in rows if row.parent in gone]
    changed = [Changed(known[row.code], row) for _, row in rows if row.code in known and known[row.code] != row]
    added = [row for _, row in rows if row.code not in known and row.code not in ended]
    return Difference(tuple(added), tuple(changed), tuple(closed), tuple(faults))


def _stands_under_itself(row: Row, told: Mapping[str, Row]) -> bool:
    seen, parent = {row.code}, row.parent
    while parent and parent in told:
        if parent in seen:
            return parent == row.code
        seen.add(parent)
        parent = told[parent].parent
    return False
