"""One spelling for an e-mail address and for a telephone number, so that both are found again however they were typed."""

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mazalim.common.text import digits_to_latin


class NotAContact(Exception):
    """Neither an e-mail address nor a telephone number."""


@dataclass(frozen=True)
class Address:
    """A normalised contact."""

    channel: str  # email or phone
    address: str


def email_address(typed: str) -> str:
    """Lower case, without white space. Raises NotAContact."""
    text = "".join(typed.split()).casefold()
    try:
        validate_email(text)
    except ValidationError as error:
        raise NotAContact from error
    return text


@cache
def _mobile(region: str) -> re.Pattern[str] | None:
    """The region's mobile numbers in E.164, by the library's own metadata; None where it has none."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.mobile is None or not metadata.mobile.national_number_pattern:
        return None
    prefix = metadata.national_prefix_for_parsing
    not_prefixed = f"(?!{prefix})" if prefix else ""  # else the library would take it off first
    return re.compile(rf"\+{metadata.country_code}{not_prefixed}(?:{metadata.mobile.national_number_pattern})", re.ASCII)


def _is_plain_mobile(typed: str, region: str) -> bool:
    """A mobile number of the region that is in E.164 already: the library would say the same, in a fiftieth of the time."""
    pattern = _mobile(region)
    return pattern is not None and pattern.fullmatch(typed) is not None


def phone_number(typed: str, *, region: str) -> str:
    """E.164, such as +9647501234567; numbers without a country code are read as the region's. Raises NotAContact."""
    if _is_plain_mobile(typed, region):
        return typed
    try:
        number = phonenumbers.parse(digits_to_latin(typed), region)
    except phonenumbers.NumberParseException as error:
        raise NotAContact from error
    if not phonenumbers.is_valid_number(number):
        raise NotAContact
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def contact(typed: str, *, region: str) -> Address:
    """What somebody typed where either is welcome. Raises NotAContact."""
    if "@" in typed:
        return Address("email", email_address(typed))
    return Address("phone", phone_number(typed, region=region))


def masked(channel: str, address: str) -> str:
    """Enough of a contact to know it again: p••••@example.org, +964 ••• ••• •567."""
    if channel == "email":
        name, _, host = address.partition("@")
        return f"{name[:1]}••••@{host}"
    return f"{address[:4]} ••• ••• •{address[-3:]}"
