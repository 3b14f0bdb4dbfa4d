"""What anybody reads of the figures, and what nobody may read there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.figures.actions import catch_up
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.statistics.rules.periods import plus_months
from tests import factories
from tests.journey import lives
from tests.journey.statistics.conftest import answered, set_smallest_cell, this_month

BODIES = ("MUN-EBL", "MUN-SUL", "MUN-DHK")


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(page):
    """The page as it is read, one space between words."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def headline(page):
    """What stands on top: label -> number, as a sighted reader sees it."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {label: re.sub(r"<span class=\"vh\">.*?</span>|<[^>]*>", "", number) for label, number in pairs}


def table(page, labelled):
    """The cells of a table whose region or caption bears a name, row by row."""
    part = page.split(f'id="{labelled}"', 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part, re.S)
    return [
        [
            " ".join(re.sub(r"<span class=\"vh\">.*?</span>|<[^>]*>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def test_before_anything_is_counted_the_page_says_so_and_leads_on(client):
    page = html(client, "/en/figures/")
    assert "Nothing has been counted yet." in page
    assert "/en/complain/" in page
    assert "Nothing has been counted yet." in html(client, "/en/figures/MUN-EBL/")


def test_a_life_is_seen_in_the_figures_and_every_further_step_changes_them(client):
    set_smallest_cell(1)
    at = timezone.now()
    life = lives.taken(at=at - timedelta(days=3))
    catch_up(at=at)
    top = headline(html(client, "/en/figures/"))
    assert (top["complaints lodged"], top["open as of now"], top["answers given"]) == ("1", "1", "0")
    life.answer(at=at - timedelta(days=1))
    factories.lodge(at=at)
    satisfaction.rate(complaint_id=life.pk, score=2, at=at)
    catch_up(at=at)
    page = html(client, "/en/figures/")
    top = headline(page)
    assert (top["complaints lodged"], top["open as of now"], top["answers given"]) == ("2", "1", "1")
    assert "1 rating, one for each answer" in words(page)
    row = table(page, "bodies")[0]
    assert row[:2] == ["Municipality of Erbil", "2"]
    satisfaction.reopen(complaint_id=life.pk, reason="The hole is still there.", at=at)
    catch_up(at=at)
    assert headline(html(client, "/en/figures/MUN-EBL/"))["open as of now"] == "2"


def test_the_strip_holds_the_numbers_of_the_period(client, count):
    answered(count, 90, late=12)
    count("received", 120)
    count("reopened", 18)
    count("open", 44)
    count("overdue", 11)
    for score, number in enumerate((10, 10, 20, 30, 30), start=1):
        count("rating", number, bucket=score)
    assert headline(html(client, "/en/figures/")) == {
        "complaints lodged": "120",
        "middle time to an answer": "12 days",
        "answered in time": "87%",
        "re-opened by the complainant": "20%",
        "answers given": "90",
        "rating by complainants, of 5": "3.6",
        "open as of now": "44",
        "of these overdue": "11",
    }


def test_other_kinds_are_counted_apart(client, count):
    count("received", 50)
    count("received", 30, kind="praise")
    count("answered", 30, kind="praise")
    page = html(client, "/en/figures/")
    assert headline(page)["complaints lodged"] == "50"
    assert table(page, "kinds") == [
        ["Complaint", "50", "0", "–", "–"],
        ["Suggestion", "0", "0", "–", "–"],
        ["Remark", "0", "0", "–", "–"],
        ["Praise", "30", "30", "–", "–"],
    ]


def test_a_small_number_and_the_next_smallest_are_hidden_and_the_reader_is_told_why(client, count):
    for body, number in zip(BODIES, (120, 4, 31), strict=True):
        count("received", number, body=body)
    page = html(client, "/en/figures/")
    assert headline(page)["complaints lodged"] == "155"
    assert sorted((row[0].split()[-1], row[1]) for row in table(page, "bodies")) == [("Duhok", "–"), ("Erbil", "120"), ("Sulaimani", "–")]
    assert "A dash stands for a number under 10" in page


def test_the_order_of_bodies_gives_hidden_numbers_away_to_nobody(client, count):
    for body, number in zip(BODIES, (3, 120, 9), strict=True):
        count("received", number, body=body)
    count("received", 50, body="KRG01")
    for sort in ("lodged", "-lodged"):
        rows = [row[0] for row in table(html(client, f"/en/figures/?sort={sort}"), "bodies") if row[1] == "–"]
        assert rows == sorted(rows)


@pytest.mark.parametrize("body", ["MUN-SUL", "MUN-DHK"])
def test_a_body_whose_number_is_hidden_shows_none_on_its_own_page_either(client, count, body):
    for code, number in zip(BODIES, (120, 4, 31), strict=True):
        count("received", number, body=code)
    page = html(client, f"/en/figures/{body}/?period={this_month().isoformat()[:7]}")
    assert "They are not shown." in page
    assert headline(page) == {}
    assert "Show the last twelve months" in page
    assert client.get(f"/en/figures/{body}/months.csv").status_code == 404


def test_small_months_are_shown_together(client, count):
    for number in range(12):
        count("received", 30 if number else 4, month=plus_months(this_month(), -number))
    page = html(client, "/en/figures/MUN-EBL/")
    rows = table(page, "months-table")
    assert "4" not in {cell for row in rows for cell in row}
    assert sum(int(row[1]) for row in rows) == 334
    assert any(" to " in row[0] for row in rows)
    assert "several stand together as one broad bar" in page


def test_a_share_that_would_give_a_small_number_away_is_a_bound(client, count):
    count("received", 60)
    answered(count, 50, late=3)
    judged = {row[0].split(" of ")[0]: row[1:] for row in table(html(client, "/en/figures/MUN-EBL/"), "judged")}
    assert judged["Answered in time"][0] == "over 80%"


def test_small_scores_are_shown_together(client, count):
    count("received", 60)
    for score, number in enumerate((2, 12, 20, 30, 30), start=1):
        count("rating", number, bucket=score)
    rows = table(html(client, "/en/figures/MUN-EBL/"), "ratings")
    assert [row[0] for row in rows] == ["5 very good", "4 good", "3 fair", "2 and 1 together"]
    assert rows[-1][2:] == ["14", "15%"]


def test_categories_too_small_to_be_shown_alone_stand_together(client, count):
    count("received", 60)
    count("received", 4, category="water_bill")
    count("received", 3, category="street_lighting")
    count("received", 12, category="waste_collection")
    rows = table(html(client, "/en/figures/"), "categories")
    assert [row[:2] for row in rows] == [["Damaged road or pavement", "60"], ["3 other categories", "19"]]


def test_a_body_is_judged_beside_the_country(client, count):
    for body, late in (("MUN-EBL", 20), ("MUN-SUL", 80)):
        count("received", 110, body=body)
        answered(count, 100, late=late, body=body, days=10 if late == 20 else 40)
        count("reasoned", 60 if late == 20 else 100, body=body)
        count("upheld", 50, body=body)
        count("not_upheld", 50, body=body)
        count("contradicted", 20 if late == 20 else 30, body=body)
        count("reopened", 12, body=body)
        count("appeals_decided", 40, body=body)
        count("appeals_allowed", 10 if late == 20 else 30, body=body)
        count("confirmed", 30, body=body)
        count("unconfirmed", 60, body=body)
    page = html(client, "/en/figures/MUN-EBL/")
    numbers = [row[1:] for row in table(page, "judged")]
    assert numbers == [
        ["80%", "50%"],
        ["10 days", "10 days"],
        ["10 days", "40 days"],
        ["60%", "80%"],
        ["50%", "50%"],
        ["40%", "50%"],
        ["12%", "12%"],
        ["25%", "50%"],
        ["33%", "33%"],
        ["–", "–"],
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ckb"])
@pytest.mark.parametrize("path", ["", "?sort=name&page=99", "?q=erbil", "?q=zzzz", "MUN-EBL/", "MUN-EBL/?period={month}", "KRG01/"])
def test_every_page_opens_in_every_language_without_an_account(client, count, language, path):
    count("received", 120)
    answered(count, 90, late=12)
    page = html(client, f"/{language}/figures/{path.format(month=this_month().isoformat()[:7])}")
    assert page.count("<h1") == 1
    assert "{{" not in page
    assert "{%" not in page


def test_periods_that_do_not_exist_or_lie_ahead_are_not_found(client, count):
    count("received", 120)
    for period in ("2026-13", "2026-q5", "next", "0000", "9999", f"{plus_months(this_month(), 1).isoformat()[:7]}"):
        assert client.get(f"/en/figures/?period={period}").status_code == 404, period


def test_a_quarter_holds_its_three_months(client, count):
    first = this_month().replace(month=(this_month().month - 1) // 3 * 3 + 1)
    code = f"{first.year}-q{(first.month + 2) // 3}"
    count("received", 20, month=first)
    count("received", 30, month=plus_months(first, -1))
    assert headline(html(client, f"/en/figures/?period={code}"))["complaints lodged"] == "20"
    assert "Nothing was counted in these months." in html(client, f"/en/figures/?period={first.year - 1}") or first.month == 1


def test_unknown_bodies_and_tables_are_not_found(client, count):
    count("received", 120)
    for path in ("NOBODY/", "NOBODY/months.csv", "nothing.csv", "MUN-EBL/bodies.csv"):
        assert client.get(f"/en/figures/{path}").status_code == 404, path


def test_bodies_are_found_by_name_sorted_and_paged(client, count):
    codes = [code for (code,) in factories.PublicBody.objects.filter(accepts_complaints=True).values_list("code")[:45]]
    for number, code in enumerate(codes):
        count("received", 20 + number, body=code)
    page = html(client, "/en/figures/")
    assert [row[1] for row in table(page, "bodies")] == [str(number) for number in range(64, 44, -1)]
    assert "Page 1 of 3" in page
    address = re.search(r'rel="next" href="([^"]*)"', page)[1].replace("&amp;", "&")
    assert [row[1] for row in table(html(client, f"/en/figures/{address}"), "bodies")] == [str(number) for number in range(44, 24, -1)]
    turned = re.search(r'aria-sort="descending"><a href="([^"]*)"', page)[1].replace("&amp;", "&")
    assert table(html(client, f"/en/figures/{turned}"), "bodies")[0][1] == "20"
    found = table(html(client, "/en/figures/?q=municipality of duhok"), "bodies")
    assert found[0][0] == "Municipality of Duhok"


def test_pages_may_be_kept_for_five_minutes_by_everybody(client, count):
    count("received", 120)
    for path in ("", "MUN-EBL/", "months.csv", "MUN-EBL/months.csv"):
        response = client.get(f"/en/figures/{path}")
        assert response["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        html(client, address)
    return [one["sql"] for one in captured.captured_queries]


@pytest.mark.parametrize("path", ["", "MUN-EBL/"])
def test_a_page_costs_the_same_queries_with_one_body_and_with_three_and_one_when_nothing_changed(client, count, path):
    html(client, "/en/")  # the policy and the directory are kept from here on
    count("received", 120)
    html(client, "/en/figures/?q=erbil")
    count("received", 20)
    with_one = queries_of(client, f"/en/figures/{path}")
    for body in BODIES:
        answered(count, 90, late=12, body=body)
        count("received", 120, body=body, category="water_bill")
    with_three = queries_of(client, f"/en/figures/{path}")
    assert len(with_three) == len(with_one) <= 9
    assert len(queries_of(client, f"/en/figures/{path}")) == 1
    read = " ".join(with_one + with_three)
    assert "complaints_" not in read, "figures are read, never cases"


def test_home_shows_the_month_that_is_over(client, count):
    last = plus_months(this_month(), -1)
    count("received", 120, month=last)
    answered(count, 90, late=12, month=last)
    page = html(client, "/en/")
    assert "Last month" in page
    assert "<dd>120</dd>" in page
    assert "<dd>12 days</dd>" in page
    assert "<dd>87%</dd>" in page


def test_home_shows_no_strip_where_last_month_was_too_small(client, count):
    count("received", 9, month=plus_months(this_month(), -1))
    assert 'class="strip"' not in html(client, "/en/")
