"""Every picture has its table, and every table its file; all three tell the same."""

import csv
import io
import re
from datetime import date

import pytest

from mazalim.directory.models import PublicBody
from mazalim.directory.queries import forget_directory
from mazalim.figures.models import Measure
from mazalim.figures.queries import Sums
from mazalim.journey.statistics.queries.tables import trend_table
from mazalim.journey.statistics.rules import default_period, period_named, periods_since
from mazalim.journey.statistics.rules.periods import plus_months
from mazalim.journey.statistics.templatetags.drawing import MARGIN, drawn
from tests.journey.statistics.conftest import answered, this_month
from tests.journey.statistics.test_pages import html, table


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.streaming
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert re.fullmatch(r'attachment; filename="[\w.-]+\.csv"', response["Content-Disposition"])
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def plain(cell):
    """A number as the page writes it, as the file does."""
    bound = {"over": ">", "under": "<"}.get(cell.split()[0], "") if cell else ""
    return bound + re.sub(r"[^0-9.–]", "", cell)


def same(on_page, in_file):
    """A share has no decimals on the page and one in the file."""
    if on_page.endswith("%"):
        return (
            plain(on_page).rstrip("%") == str(round(float(in_file.lstrip("<>"))))
            or plain(on_page) == f"{in_file[:1]}{round(float(in_file[1:]))}"
        )
    return plain(on_page) == in_file


@pytest.fixture
def figures(count):
    for number in range(12):
        month = plus_months(this_month(), -number)
        count("received", 25 + number, month=month)
        answered(count, 40 - number, late=11 if number % 2 else 3, month=month, days=10 + number)
        count("upheld", 20, month=month)
        count("not_upheld", 15, month=month)
    count("received", 2000, body="MUN-SUL", category="water_bill")
    count("received", 40, body="MUN-DHK")
    for score, number in enumerate((2, 12, 20, 30, 30), start=1):
        count("rating", number, bucket=score)


@pytest.mark.parametrize(
    ("path", "code", "labelled"),
    [
        ("", "months", "months-table"),
        ("", "ratings", "ratings"),
        ("", "bodies", "bodies"),
        ("", "categories", "categories"),
        ("", "kinds", "kinds"),
        ("MUN-EBL/", "months", "months-table"),
        ("MUN-EBL/", "categories", "categories"),
        ("MUN-EBL/", "comparison", "judged"),
    ],
)
def test_the_file_holds_what_the_table_holds(client, figures, path, code, labelled):
    shown = table(html(client, f"/en/figures/{path}"), labelled)
    heading, *rows = read(client, f"/en/figures/{path}{code}.csv")
    assert len(rows) == len(shown)
    for on_page, in_file in zip(shown, rows, strict=True):
        assert len(in_file) == len(heading)
        cells = [cell for cell in on_page[1:] if cell]
        assert len(cells) == len(in_file) - 1
        for cell, value in zip(cells, in_file[1:], strict=True):
            assert same(cell, value), (cell, value)


def test_a_file_is_in_the_language_of_its_page_but_its_numbers_are_for_machines(client, figures):
    rows = read(client, "/ar/figures/bodies.csv")
    assert any(re.search("[\u0600-\u06ff]", row[0]) for row in rows[1:])
    assert rows[1][1] == "2000"
    assert read(client, "/ar/figures/months.csv")[-1][0] == this_month().isoformat()[:7]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_becomes_a_formula(client, figures, name):
    PublicBody.objects.filter(code="MUN-SUL").update(names={"en": name})
    forget_directory()
    names = [row[0] for row in read(client, "/en/figures/bodies.csv")]
    assert f"'{name}" in names
    assert name not in names


def test_a_file_of_bodies_holds_all_of_them(client, count):
    codes = list(PublicBody.objects.filter(accepts_complaints=True).values_list("code", flat=True)[:30])
    for code in codes:
        count("received", 50, body=code)
    assert len(read(client, "/en/figures/bodies.csv")) == 31


# --- The picture ----------------------------------------------------------------------------------------


def months(numbers, *, late=0):
    first = date(2025, 12, 1)
    sums = {
        plus_months(first, place): Sums(
            {(Measure.RECEIVED.value, 0): number, (Measure.IN_TIME.value, 0): number - late, (Measure.LATE.value, 0): late}
        )
        for place, number in enumerate(numbers)
    }
    return trend_table(list(sums), sums, least=10)


def number(text):
    return float(text.rstrip("%"))


def test_the_first_month_stands_at_the_start_edge_in_both_directions():
    table = months([20 + place for place in range(12)])
    ltr, rtl = drawn(table, is_mirrored=False), drawn(table, is_mirrored=True)
    for left, right in zip(ltr.bars, rtl.bars, strict=True):
        assert number(left.x) + number(left.wide) == pytest.approx(100 - number(right.x), abs=0.02)
        assert (left.y, left.high) == (right.y, right.high)
    assert MARGIN < number(ltr.bars[0].x) < 20
    assert number(rtl.bars[0].x) > 80
    assert (ltr.scale_x, ltr.scale_anchor, rtl.scale_x, rtl.scale_anchor) == ("0", "start", "100%", "end")


@pytest.mark.parametrize("numbers", [[0], [10], [11, 12, 999_999], [0] * 12, list(range(20, 32))])
def test_everything_stands_within_the_picture(numbers):
    picture = drawn(months(numbers), is_mirrored=False)
    for bar in picture.bars:
        assert number(bar.x) >= 0
        assert number(bar.x) + number(bar.wide) <= 100
        assert number(bar.y) >= picture.top - 0.1
        assert number(bar.y) + number(bar.high) <= picture.base + 0.1
    for line in (*picture.grid, *picture.lodged):
        assert 0 <= number(line.x1) < number(line.x2) <= 100
        assert picture.top - 0.1 <= number(line.y) <= picture.base
    assert 1 <= len(picture.grid) <= 4
    assert len(picture.words) == len(numbers)


def test_late_answers_stand_on_those_in_time():
    early, late = drawn(months([60], late=20), is_mirrored=False).bars
    assert late.is_late
    assert number(late.y) + number(late.high) == pytest.approx(number(early.y) - 2)


def test_months_shown_together_are_a_broad_bar_at_their_average():
    picture = drawn(months([30] * 4 + [4, 26, 30] + [30] * 5), is_mirrored=False)
    assert picture.has_broad
    assert len({bar.wide for bar in picture.bars}) == 2
    assert len(picture.words) == 12


# --- The months -----------------------------------------------------------------------------------------


def test_twelve_months_end_with_the_one_of_today():
    period = default_period(date(2026, 11, 22))
    assert (period.first, period.last, len(period.months)) == (date(2025, 12, 1), date(2026, 11, 1), 12)


def test_codes_name_years_quarters_and_months():
    today = date(2026, 11, 22)
    assert period_named("2026", today=today).months[0] == date(2026, 1, 1)
    assert period_named("2026-q4", today=today).months == (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
    assert period_named("2026-q4", today=today).quarter == 4
    assert period_named("2026-11", today=today).months == (date(2026, 11, 1),)
    assert period_named("2026-12", today=today) is None
    assert period_named("2027-q1", today=today) is None


def test_what_may_be_chosen_begins_with_the_first_case():
    offered = periods_since(date(2026, 5, 1), today=date(2026, 11, 22))
    assert [one.code for one in offered["year"]] == ["2026"]
    assert [one.code for one in offered["quarter"]] == ["2026-q4", "2026-q3", "2026-q2"]
    assert [one.code for one in offered["month"]] == [f"2026-{month:02}" for month in range(11, 4, -1)]
