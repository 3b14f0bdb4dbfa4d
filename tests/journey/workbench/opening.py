"""Exported files opened again, with nothing but the standard library: what a table programme would find in them."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BEFORE_1900 = date(1899, 12, 30)  # day 0 of a workbook


@dataclass
class Opened:
    """Headings and rows; of a workbook also how its cells are marked."""

    headings: list[str]
    rows: list[list[str | int | date]]
    is_right_to_left: bool = False
    quoted: list[list[bool]] = field(default_factory=list)  # marked as words, whatever they begin with

    def column(self, heading: str) -> list[str | int | date]:
        """The cells under a heading."""
        place = self.headings.index(heading)
        return [row[place] for row in self.rows]


def open_csv(content: bytes) -> Opened:
    """A CSV file of UTF-8 with its mark."""
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return Opened(rows[0], rows[1:])


def open_workbook(content: bytes) -> Opened:
    """A workbook of one sheet, without shared strings and without formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        styles = ET.fromstring(archive.read("xl/styles.xml"))
    assert sheet.find(f".//{MAIN}f") is None  # a formula
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
    kinds = [
        ("day" if "yyyy" in formats.get(one.get("numFmtId"), "") else "", one.get("quotePrefix") == "1")
        for one in styles.find(f"{MAIN}cellXfs") or ()
    ]
    view = sheet.find(f".//{MAIN}sheetView")
    opened = Opened([], [], view is not None and view.get("rightToLeft") == "1")
    for number, row in enumerate(sheet.iter(f"{MAIN}row")):
        cells: dict[int, str | int | date] = {}
        quoted: dict[int, bool] = {}
        for cell in row:
            place = _column(cell.get("r") or "")
            kind, quoted[place] = kinds[int(cell.get("s") or 0)]
            cells[place] = _value(cell, kind)
        if number == 0:
            opened.headings = [str(cells[place]) for place in sorted(cells)]
        else:
            wide = range(len(opened.headings))
            opened.rows.append([cells.get(place, "") for place in wide])
            opened.quoted.append([quoted.get(place, False) for place in wide])
    return opened


def _column(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: ET.Element, kind: str) -> str | int | date:
    if cell.get("t") == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
        return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
    value = cell.find(f"{MAIN}v")
    number = float(value.text or 0) if value is not None else 0
    return BEFORE_1900 + timedelta(days=number) if kind == "day" else int(number)
