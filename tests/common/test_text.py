"""The normaliser: what is one word to a reader is one word to search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mazalim.common.text import digits_to_latin, normalise, one_line, trigrams


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("أربيل", "اربيل"),
        ("بلدية", "بلديه"),
        ("مستشفى", "مستشفي"),
        ("هه‌ولێر", "هه ولير"),
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
