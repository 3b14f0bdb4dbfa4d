"""Every notice exists in every language, says the same, tells nothing of a case, and fits its channel."""

import string
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import translation

from mazalim.notices.texts import KINDS, drawer, render
from mazalim.web import formats

LANGUAGES = [code for code, _ in settings.LANGUAGES]
SERVICE = {
    "en": "Citizens' complaints service",
    "fr": "Service des plaintes citoyennes",
    "ar": "بوّابة شكاوى المواطنين",
    "ckb": "دەروازەی سکاڵای هاووڵاتییان",
}
LONG_ORIGIN = "https://mazalim.example.gov.krd"
VALUES = {
    "verification_code": "482913",
    "minutes": 10,
    "complaint_code": "XK7M-4QPT-9WRD-2H6N",
    "code_hint": "6N",
    "case_number": "2026-0041872",
    "number": 1234,
}
# 3GPP TS 23.038, 6.2.1: the signs that make a segment of 160 (153 in several); any other makes one of 70 (67).
GSM = set(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def segments(text: str) -> int:
    one, several = (160, 153) if set(text) <= GSM else (70, 67)
    return 1 if len(text) <= one else -(-len(text) // several)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def values_of(kind: str, language: str, day: date = date(2026, 12, 31)) -> dict[str, str | int]:
    page = "office/cases/2026-0041872/" if kind.startswith("office") else "follow/"
    rest = {"link": f"{LONG_ORIGIN}/{language}/{page}"} | VALUES
    return {name: day.isoformat() if name.endswith("_date") else rest[name] for name in KINDS[kind]}


@pytest.fixture(autouse=True)
def _manner():
    formats.use({"en": "en_GB", "fr": "fr_FR", "ar": "ar_IQ", "ckb": "ckb_IQ"}, ZoneInfo("Asia/Baghdad"))


@each_language
def test_each_language_has_exactly_the_kinds_that_are_sent(language):
    assert set(drawer(language)) == set(KINDS)
    assert all(set(text) == {"subject", "mail", "sms"} for text in drawer(language).values())


@each_language
def test_the_mail_holds_every_value_of_its_kind_and_no_other(language):
    for kind, values in KINDS.items():
        assert placeholders(drawer(language)[kind]["mail"]) - {"service"} == values, kind


@each_language
def test_subject_and_sms_hold_the_same_values_in_every_language(language):
    for kind, values in KINDS.items():
        for part in ("subject", "sms"):
            assert placeholders(drawer(language)[kind][part]) == placeholders(drawer("en")[kind][part]), kind
            assert placeholders(drawer(language)[kind][part]) <= values | {"service"}, kind


@each_language
def test_a_subject_is_one_line_that_tells_only_that_there_is_news(language):
    for kind in KINDS:
        subject = drawer(language)[kind]["subject"]
        assert "\n" not in subject
        assert placeholders(subject) <= {"service", "case_number"}, kind
        if kind != "verification_code":
            assert subject.removesuffix("{case_number}").rstrip("،, \u200e") == drawer(language)["replied"]["subject"], kind


def _longest_days(language: str) -> list[date]:
    """The day whose name is longest, and the longest that needs a sign outside of GSM's (août), for either shortens a segment."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    with translation.override(language):
        names = {day: formats.day(day) for day in days}
    kinds = [[day for day in days if (set(names[day]) <= GSM) == is_plain] for is_plain in (True, False)]
    return [max(some, key=lambda day: len(names[day])) for some in kinds if some]


@each_language
def test_an_sms_takes_two_segments_at_most_on_any_day_of_the_year(language):
    for kind in KINDS:
        for day in _longest_days(language):
            text = render(kind=kind, language=language, values=values_of(kind, language, day), service=SERVICE).sms
            assert segments(text) <= 2, f"{kind}, {len(text)} signs: {text}"


@each_language
def test_a_code_and_a_link_stand_on_a_line_of_their_own(language):
    for kind in KINDS:
        text = render(kind=kind, language=language, values=values_of(kind, language), service=SERVICE)
        for alone in filter(None, (text.code, text.link)):
            assert text.paragraphs.count(alone) == 1, kind
            assert not any(alone in paragraph for paragraph in text.paragraphs if paragraph != alone), kind
        if text.link:
            assert text.sms.splitlines()[-1] == text.link, kind


@each_language
def test_whoever_gets_a_verification_code_reads_that_nobody_will_ask_for_it(language):
    """First mail to an unproved address: fixed words only, and the warning against fraud."""
    text = drawer(language)["verification_code"]
    warning = {"en": "ever ask you", "fr": "ne vous demandera jamais", "ar": "أبدًا", "ckb": "هەرگیز"}[language]
    assert warning in text["mail"]
    assert warning in text["sms"]
    assert placeholders(text["mail"]) == {"verification_code", "minutes"}
