"""The vault: sealed fields that cannot be swapped, contacts found without being read, erasure that is final."""

import pytest
from django.db import connection

from mazalim.common.crypto import CannotUnseal
from mazalim.complainants.actions import change_contact, store
from mazalim.complainants.contacts import Address, NotAContact, contact, email_address, masked, phone_number
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import Erased, contacts_of, has_contact, person_of, refs_with_contact
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PERSON = {
    "given_name": "زەینەب", "family_name": "Canary-Karim", "birth_date": "1984-03-27", "citizenship": "IQ",
    "identity_number": "198403271234", "email": "canary@example.org", "phone": "+9647501234567",
}  # fmt: skip


def keep(**changes: str) -> Complainant:
    return store(person=PERSON | changes, verified="email", language="ckb", at=NOON)


def test_what_is_stored_is_read_again_in_clear() -> None:
    person = person_of(keep().ref)
    assert (person.full_name, person.identity_number, person.address) == ("زەینەب Canary-Karim", "198403271234", "")


def test_no_personal_word_stands_in_the_table() -> None:
    keep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM complainants_complainant")
        row = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
    for value in PERSON.values():
        if len(value) > 4:
            assert value not in row
            assert repr(value.encode())[2:-1] not in row


def test_two_swapped_ciphertexts_are_an_error() -> None:
    one, other = keep(), keep(email="b@example.org")
    Complainant.objects.filter(pk=one.pk).update(family_name=other.family_name)
    with pytest.raises(CannotUnseal):
        person_of(one.ref)
    Complainant.objects.filter(pk=other.pk).update(given_name=Complainant.objects.get(pk=other.pk).family_name)
    with pytest.raises(CannotUnseal):
        person_of(other.ref)


def test_only_a_proved_contact_is_reached_or_found() -> None:
    ref = keep().ref
    assert contacts_of(ref) == [Address("email", "canary@example.org")]
    assert has_contact(ref, channel="email", contact="canary@example.org")
    assert not has_contact(ref, channel="phone", contact="+9647501234567")
    assert refs_with_contact(channel="email", contact="canary@example.org") == [ref]


def test_a_changed_contact_replaces_the_old_one() -> None:
    ref = keep().ref
    change_contact(ref=ref, channel="email", contact="new@example.org", at=NOON)
    assert not refs_with_contact(channel="email", contact="canary@example.org")
    assert contacts_of(ref) == [Address("email", "new@example.org")]


def test_without_its_data_key_a_person_is_gone() -> None:
    ref = keep().ref
    Complainant.objects.filter(pk=ref).update(wrapped_key=None, erased_at=NOON)
    with pytest.raises(Erased):
        person_of(ref)
    assert contacts_of(ref) == []


@pytest.mark.parametrize("typed", ["0750 123 4567", "+964 750 123 4567", "٠٧٥٠١٢٣٤٥٦٧", "00964-750-123-4567", "0750.123.4567"])
def test_one_telephone_however_it_is_typed(typed: str) -> None:
    assert phone_number(typed, region="IQ") == "+9647501234567"


def test_foreign_numbers_are_understood_with_their_country_code() -> None:
    assert phone_number("+49 151 23456789", region="IQ") == "+4915123456789"


@pytest.mark.parametrize("typed", ["", "0750 123 45", "nobody", "a@b", "@", "+", "a@example.org\nBcc: x@example.org"])
def test_what_is_no_contact_is_refused(typed: str) -> None:
    with pytest.raises(NotAContact):
        contact(typed, region="IQ")


def test_addresses_are_compared_without_regard_to_case() -> None:
    assert email_address(" Zainab@Example.ORG ") == "zainab@example.org"


def test_a_masked_contact_shows_just_enough() -> None:
    assert masked("email", "zainab@example.org") == "z••••@example.org"
    assert "12345" not in masked("phone", "+9647501234567")
