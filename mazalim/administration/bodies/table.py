"""The table of bodies as text: the columns of profiles/*/bodies.csv."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from mazalim.administration.bodies.rules import COLUMNS, Difference, Fault, Row, compare, read_rows
from mazalim.administration.closing.queries import may_come_back
from mazalim.administration.frame.files import harmless
from mazalim.administration.models import Closing
from mazalim.complaints.models import Complaint
from mazalim.directory.actions import LANGUAGES
from mazalim.directory.models import Category, Desk, PublicBody

FORMULA = ("=", "+", "-", "@")
HEADINGS = (*COLUMNS, *(f"name_{language}" for language in LANGUAGES))


def rows_now() -> dict[str, Row]:
    """The bodies in use as rows, by code, in the order of the tree; one query."""
    return {code: row for code, (row, is_active) in _everything().items() if is_active}


def _everything() -> dict[str, tuple[Row, bool]]:
    code_at: dict[str, str] = {}
    found: dict[str, tuple[Row, bool]] = {}
    for body in PublicBody.objects.order_by("path").only("code", "kind", "sectors", "names", "path", "accepts_complaints", "is_active"):
        code_at[body.path] = body.code
        parent = code_at.get(body.path[: -PublicBody.steplen], "")
        names = {language: text for language, text in body.names.items() if text and language in LANGUAGES}
        row = Row(body.code, parent, body.kind, tuple(body.sectors), body.accepts_complaints, names)
        found[body.code] = (row, body.is_active)
    return found


def as_cells(row: Row) -> list[str]:
    """A line of the table; what a spreadsheet would take for a formula gets an apostrophe, which reading takes off."""
    own = [row.code, row.parent, row.kind, ";".join(row.sectors), "yes" if row.accepts else "no"]
    return [harmless(cell) for cell in chain(own, (row.names.get(language, "") for language in LANGUAGES))]


def lines_of(text: str) -> tuple[list[tuple[int, Mapping[str, str]]], list[Fault]]:
    """The cells of a text by heading, with the number of their line, and what is wrong with the text as a whole."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            return [], [Fault(1, "no_column", ", ".join(missing))]
        return list(_cells(reader)), []
    except csv.Error:
        return [], [Fault(reader.line_num, "no_table")]


def _cells(reader: "csv.DictReader[str]") -> Iterator[tuple[int, Mapping[str, str]]]:
    for cells in reader:
        plain = {name: text for name, text in cells.items() if name is not None and isinstance(text, str)}
        if any(text.strip() for text in plain.values()):
            yield reader.line_num, {name: text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text for name, text in plain.items()}


def difference(text: str, *, closes_missing: bool, at: datetime) -> Difference:
    """What a table would change, and every fault in it with its line; as many queries for two thousand bodies as for two."""
    table, faults = lines_of(text)
    if faults:
        return Difference(faults=tuple(faults))
    rows, faults = read_rows(table, languages=LANGUAGES)
    everything = _everything()
    cases = Complaint.objects.filter(may_come_back(at=at)).order_by().values_list("body__code", flat=True).distinct()
    centre = Desk.objects.filter(kind__in=[Desk.Kind.CENTRAL, Desk.Kind.AUDIT]).values_list("body__code", flat=True)
    busy = Closing.objects.filter(ended_at=None).values_list("body__code", "receiver__code")
    found = compare(
        rows,
        known={code: row for code, (row, is_active) in everything.items() if is_active},
        ended={code for code, (_, is_active) in everything.items() if not is_active},
        kept={*cases, *centre, *chain.from_iterable(busy)},
        sectors=set(Category.objects.filter(is_active=True).values_list("sector", flat=True)),
        closes_missing=closes_missing,
    )
    return Difference(found.added, found.changed, found.closed, tuple(sorted([*faults, *found.faults], key=lambda fault: fault.line)))
