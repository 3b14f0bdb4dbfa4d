"""Complaint codes are read however they are typed, and kept only as hashes."""

import pytest

from mazalim.complaints.codes import ALPHABET, code_hash, new_code, read_code, written
from mazalim.complaints.models import Complaint
from tests import factories


def test_a_code_has_sixteen_signs_without_letters_that_look_alike() -> None:
    signs = read_code(new_code())
    assert len(signs) == 16
    assert not set(signs) & set("ILOU")
    assert set(signs) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["xk7m4qpt9wrd2h6n", " XK7M 4QPT 9WRD 2H6N ", "xk7m-4qpt-9wrd-2h6n", "XK7M–4QPT–9WRD–2H6N", "XK7M4QPT9WRD٢H٦N"]
)
def test_a_code_is_understood_in_any_case_with_spaces_hyphens_and_arabic_digits(typed: str) -> None:
    assert written(read_code(typed)) == "XK7M-4QPT-9WRD-2H6N"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert read_code("OIL0" * 4) == "0110" * 4


@pytest.mark.parametrize("typed", ["", "XK7M", "XK7M4QPT9WRD2H6N0", "XK7M4QPT9WRD2H6U", "'; DROP TABLE"])
def test_what_is_no_code_is_no_code(typed: str) -> None:
    assert read_code(typed) == ""


def test_the_database_holds_the_codes_hash_and_two_signs_only() -> None:
    case = factories.lodge()
    row = Complaint.objects.get(pk=case.complaint.pk)
    assert bytes(row.code_hash) == code_hash(read_code(case.code))
    assert row.code_hint == case.code[-2:]
