"""One spelling for a telephone number: what is short-cut is what the library would have said."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mazalim.complainants.contacts import NotAContact, phone_number

pytestmark = pytest.mark.one_database
E164 = phonenumbers.PhoneNumberFormat.E164


def as_the_library_says(typed: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, E164) if phonenumbers.is_valid_number(number) else None


@pytest.mark.parametrize(("region", "code"), [("IQ", "964"), ("MA", "212"), ("FR", "33"), ("AR", "54")])
@given(rest=st.from_regex(r"[0-9]{6,12}", fullmatch=True))
def test_a_number_in_international_form_reads_as_the_library_reads_it(region: str, code: str, rest: str) -> None:
    typed = f"+{code}{rest}"
    try:
        found = phone_number(typed, region=region)
    except NotAContact:
        found = None
    assert found == as_the_library_says(typed, region)
