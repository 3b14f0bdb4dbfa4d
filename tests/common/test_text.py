"""The normaliser: what is one word to a reader is one word to search."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mazalim.common import text as text_module
from mazalim.common.text import consonant_key, digits_to_latin, normalise, number_in, one_line, trigrams, without_article


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("أربيل", "اربيل"),
        ("بلدية", "بلديه"),
        ("مستشفى", "مستشفي"),
        ("هه\u200cولێر", "هەولێر"),
        ("له\u200cناو شه\u200cقام", "لەناو شەقام"),
        ("می\u200cخواهم", "می خواهم"),
        ("مـــاء", "ماء"),
        ("کارەبا", "كاره با".replace(" ", "")),
        ("ÉLECTRICITÉ", "electricite"),
        ("شارع ٤٠", "شارع 40"),
        ("شَارِع", "شارع"),
        ("Straße", "STRASSE"),
    ],
)
def test_two_spellings_of_one_word_are_equal(typed: str, stored: str) -> None:
    assert normalise(typed) == normalise(stored)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_digits_of_every_script_become_latin() -> None:
    assert digits_to_latin("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 42") == "0123456789 0123456789 42"


def test_a_subject_stays_on_one_line() -> None:
    assert one_line("a\r\nBcc: x\x00\u2028y") == "a Bcc: x y"


def test_trigrams_mark_the_ends_of_words() -> None:
    assert trigrams("ab cd") == {" ab", "ab ", " cd", "cd "}


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        ("Mohammed Muhammad Muhamad محمد محەمەد", "mmd"),
        ("Karim Kareem كريم کەریم", "krm"),
        ("Rashid Rasheed Rachid رشيد ڕەشید", "rxd"),
        ("Osman Uthman عثمان عوسمان", "asmn"),
        ("Mustafa Moustapha مصطفى مستەفا", "mstf"),
        ("Youssef Yusuf يوسف", "asf"),
    ],
)
def test_a_name_sounds_alike_however_it_is_spelt(spellings: str, key: str) -> None:
    assert {consonant_key(normalise(word)) for word in spellings.split()} == {key}


@given(st.text())
def test_every_word_has_a_key_that_does_not_fail(text: str) -> None:
    assert all(len(consonant_key(word)) <= len(word) + 1 for word in normalise(text).split())


@pytest.mark.parametrize(
    ("word", "bare"), [("المدرسه", "مدرسه"), ("والمدرسه", "مدرسه"), ("الم", "الم"), ("باله", "باله"), ("school", "school")]
)
def test_the_arabic_article_is_left_out_where_a_word_remains(word: str, bare: str) -> None:
    assert without_article(word) == bare


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "1 ", "١", "²", "x", "1" * 19, "9" * 5000])
def test_what_no_row_can_have_as_its_number_is_none(text):
    assert number_in(text) is None


def test_a_number_of_eighteen_figures_is_one():
    assert number_in("9" * 18) == 10**18 - 1


def sign_by_sign(text: str) -> str:
    """The normaliser as its rules are written, without tables or short ways."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    bare = text_module._INSTEAD_OF_E.sub("", bare)
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in bare)
    return " ".join(text_module._WORD.findall(digits.casefold().translate(text_module._SAME)))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\u0649\u0640\u200c\u064b\u0660\u06f1\u0640\u0647\u0623e\u0301 ")))
def test_tables_and_short_ways_change_nothing_of_what_is_found(text: str) -> None:
    assert normalise(text) == sign_by_sign(text)
    assert normalise(text).split() == [word for token in text.split() for word in normalise(token).split()]
