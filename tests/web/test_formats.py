"""Dates, numbers and names are written as a reader of each language expects them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from mazalim.web import formats
from tests.web.conftest import MOROCCO

A_THURSDAY = date(2026, 12, 10)
AN_EVENING = datetime(2026, 11, 12, 15, 20, tzinfo=UTC)  # 18:20 in Baghdad


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "day", "plain", "short", "month"),
    [
        ("en", "Thursday 10 December 2026", "10 December 2026", "10 Dec 2026", "December 2026"),
        ("fr", "jeudi 10 décembre 2026", "10 décembre 2026", "10 déc. 2026", "décembre 2026"),
        ("ar", "الخميس ١٠ كانون الأول ٢٠٢٦", "١٠ كانون الأول ٢٠٢٦", "١٠ كانون الأول ٢٠٢٦", "كانون الأول ٢٠٢٦"),
        ("ckb", "پێنجشەممە، ١٠ی کانوونی یەکەمی ٢٠٢٦", "١٠ی کانوونی یەکەمی ٢٠٢٦", "١٠ی کانوونی یەکەمی ٢٠٢٦", "کانوونی یەکەمی ٢٠٢٦"),
    ],
)
def test_dates_have_the_months_and_digits_of_the_language(language, day, plain, short, month):
    with translation.override(language):
        for name, expected in (("day", day), ("plain_day", plain), ("short_day", short), ("month", month)):
            assert shown("{{ on|" + name + " }}", on=A_THURSDAY) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "12 November 2026, 18:20"),
        ("fr", "12 novembre 2026, 18:20"),
        ("ar", "١٢ تشرين الثاني ٢٠٢٦، ١٨:٢٠"),
        ("ckb", "١٢ی تشرینی دووەمی ٢٠٢٦، ١٨:٢٠"),
    ],
)
def test_a_moment_is_told_in_the_countrys_zone(language, expected):
    with translation.override(language):
        assert shown("{{ at|moment }}", at=AN_EVENING) == expected


@pytest.mark.parametrize(
    ("language", "count", "decimal", "percent", "percent_1"),
    [
        ("en", "1,234,567", "3.7", "91%", "91.4%"),
        ("fr", "1\u202f234\u202f567", "3,7", "91\xa0%", "91,4\xa0%"),
        ("ar", "١٬٢٣٤٬٥٦٧", "٣٫٧", "٩١٪", "٩١٫٤٪"),
        ("ckb", "١٬٢٣٤٬٥٦٧", "٣٫٧", "٩١٪", "٩١٫٤٪"),
    ],
)
def test_numbers_have_the_signs_and_digits_of_the_language(language, count, decimal, percent, percent_1):
    with translation.override(language):
        assert shown("{{ n|count }}", n=1_234_567) == count
        assert shown("{{ n|decimal }}", n=3.7) == decimal
        assert shown("{{ n|percent }}", n=0.914).strip("\u061c") == percent
        assert shown("{{ n|percent:1 }}", n=0.914).strip("\u061c") == percent_1


def test_morocco_writes_arabic_with_latin_digits_and_its_own_months():
    formats.use(MOROCCO, ZoneInfo("Africa/Casablanca"))
    with translation.override("ar"):
        assert shown("{{ on|day }}", on=A_THURSDAY) == "الخميس 10 دجنبر 2026"
        assert shown("{{ n|count }}", n=4186) == "4.186"
        assert shown("{{ n|percent }}", n=0.914).replace("\u200e", "") == "91%"


def test_french_says_premier_for_the_first_of_a_month():
    with translation.override("fr"):
        assert shown("{{ on|day }}", on=date(2026, 12, 1)) == "mardi 1er décembre 2026"


def test_an_evening_in_utc_may_be_tomorrow_in_the_country():
    late = datetime(2026, 12, 9, 22, 30, tzinfo=UTC)
    assert shown("{{ at|plain_day }} {{ at|iso }}", at=late) == "10 December 2026 2026-12-10T01:30+03:00"
    assert shown("{{ on|iso }}", on=A_THURSDAY) == "2026-12-10"


def test_lists_say_today_and_yesterday_by_the_countrys_calendar():
    now = datetime(2026, 11, 12, 20, 0, tzinfo=UTC)
    assert shown("{{ at|since:now }}", at=AN_EVENING, now=now) == "today 18:20"
    assert shown("{{ at|since:now }}", at=datetime(2026, 11, 11, 20, 59, tzinfo=UTC), now=now) == "yesterday"
    assert shown("{{ at|since:now }}", at=datetime(2026, 11, 2, tzinfo=UTC), now=now) == "2 Nov 2026"


def test_what_is_missing_is_written_as_nothing():
    for name in ("day", "moment", "since:now", "iso", "count", "decimal", "percent", "days", "span", "filesize", "latin", "paragraphs"):
        assert shown("{{ nothing|" + name + " }}", nothing=None, now=AN_EVENING) == "", name
    assert shown("{{ zero|count }} {{ zero|percent }} {{ zero|filesize }}", zero=0) == "0 0% 0 KB"


def test_lengths_and_sizes_are_plural_where_they_should_be():
    assert [formats.days(1), formats.days(3), formats.working_days(1), formats.working_days(10)] == [
        "1 day",
        "3 days",
        "1 working day",
        "10 working days",
    ]
    assert [formats.filesize(1), formats.filesize(655_360), formats.filesize(2_516_582), formats.filesize(20 * 1_048_576)] == [
        "1 KB",
        "640 KB",
        "2.4 MB",
        "20 MB",
    ]


def test_identifiers_stay_in_latin_digits_from_left_to_right():
    with translation.override("ar"):
        assert shown("{{ n|latin }}", n="2026-0041872") == '<span class="ltr num">2026-0041872</span>'
    assert shown("{{ n|latin }}", n="<b>") == '<span class="ltr num">&lt;b&gt;</span>'


def test_peoples_texts_are_escaped_and_keep_their_paragraphs():
    text = "One <script>\r\ntwo\n \n\nثلاثة\n"
    assert shown("{{ text|paragraphs }}", text=text) == '<p dir="auto">One &lt;script&gt;<br>two</p><p dir="auto">ثلاثة</p>'


def test_a_name_missing_in_this_language_falls_back_visibly():
    names = {"ar": "بلدية أربيل", "ckb": "شارەوانیی هەولێر"}
    assert shown("{% named n %}", n={"en": "Roads & bridges", **names}) == "Roads &amp; bridges"
    assert shown("{% named n %}", n=names) == '<bdi lang="ar">بلدية أربيل</bdi> <span class="tag">Arabic</span>'
    assert shown("{{ n|named_text }}", n=names) == "بلدية أربيل (Arabic)"
    with translation.override("ckb"):
        assert shown("{% named n %}", n=names) == "شارەوانیی هەولێر"
    assert shown("{% named n %}{{ n|named_text }}", n={}) == ""
    assert 'lang="ar" dir="rtl"' in shown("{% named_paragraphs n %}", n=names)


def test_lines_with_a_hyphen_are_a_list_in_the_profiles_texts():
    text = "Two doors:\n- one <b>\n- two\n\nEnd."
    assert shown("{% named_paragraphs n %}", n={"en": text}) == (
        '<p dir="auto">Two doors:</p><ul class="points"><li>one &lt;b&gt;</li><li>two</li></ul><p dir="auto">End.</p>'
    )
