"""Writing a workbook row by row, never more than one row of it in memory."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import BinaryIO

from django.conf import settings

from mazalim.journey.workbench.queries.exports import Row, Sheet
from mazalim.journey.workbench.rules import begins_like_a_formula

# Words stay words whatever they look like; nothing is turned into a link, a number or a formula.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(file: BinaryIO, sheet: Sheet, rows: Iterable[Row]) -> int:
    """Write the sheet with its headings and rows into an open file, and return how many rows came.

    Days are written as days, numbers as numbers; words that could be taken for a formula carry the mark that says they are words,
    so that they stay words where the sheet is saved in another format. What belongs to a right-to-left language is laid out from the right.
    """
    import xlsxwriter  # a megabyte, for the process that makes a workbook

    written = 0
    with xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": str(settings.FILE_UPLOAD_TEMP_DIR)}) as workbook:
        page = workbook.add_worksheet(sheet.title[:31])
        head = workbook.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        day, words = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"}), workbook.add_format({"quote_prefix": True})
        if sheet.is_right_to_left:
            page.right_to_left()
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
        page.freeze_panes(1, 0)
        for place, heading in enumerate(sheet.headings):
            page.write_string(0, place, heading, head)
        for row in rows:
            written += 1
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(written, place, cell, words if begins_like_a_formula(cell) else None)
                elif isinstance(cell, date):
                    page.write_datetime(written, place, datetime.combine(cell, time.min), day)  # a day has no zone
                elif cell is not None:
                    page.write_number(written, place, cell)
        page.autofilter(0, 0, written, len(sheet.columns) - 1)
    file.seek(0)
    return written
