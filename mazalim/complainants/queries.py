"""Read the vault. Whoever calls these has decided already that the reader may: `complaints/actions.py` and the complainant's own pages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from mazalim.common.crypto import blind_indexes, decrypt, is_index_key_rotating, unwrap_key
from mazalim.complainants.contacts import Address
from mazalim.complainants.models import Complainant

FIELDS = (
    "given_name",
    "family_name",
    "birth_date",
    "citizenship",
    "identity_number",
    "address",
    "email",
    "phone",
    "representative",
    "relation",
)
IDENTITY_NUMBER = "identity_number"
INDEXED = ("email", "phone", "identity_number")


class Erased(Exception):
    """The data key was destroyed: nobody can read this person's data any more."""


@dataclass(frozen=True)
class Person:
    """A complainant's data in clear. Dates are ISO texts."""

    given_name: str
    family_name: str
    birth_date: str
    citizenship: str
    identity_number: str
    address: str
    email: str
    phone: str
    representative: str  # who came for the person, and whose contact it then is; else empty
    relation: str

    @property
    def full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()


def place(ref: uuid.UUID, field: str) -> str:
    """The associated data of a field: table, column, row."""
    return f"complainants.complainant.{field}.{ref}"


def key_place(ref: uuid.UUID) -> str:
    """The associated data of the wrapped data key."""
    return place(ref, "wrapped_key")


def fields_of(record: Complainant, fields: Sequence[str]) -> dict[str, str]:
    """Some fields of a record in clear. Raises Erased, or CannotUnseal where somebody changed the row."""
    if record.wrapped_key is None:
        raise Erased
    key = unwrap_key(record.key_id, bytes(record.wrapped_key), place=key_place(record.ref))
    kept = {field: getattr(record, field) for field in fields}  # None where the record is older than the field
    return {field: decrypt(key, bytes(value), place=place(record.ref, field)).decode() if value else "" for field, value in kept.items()}


def person_of(ref: uuid.UUID) -> Person:
    """The data in clear. Raises Erased, or CannotUnseal where somebody changed the row."""
    return Person(**fields_of(Complainant.objects.get(pk=ref), FIELDS))


def contacts_of(ref: uuid.UUID) -> list[Address]:
    """The proved contacts, e-mail first; none once erased."""
    record = Complainant.objects.only("ref", "key_id", "wrapped_key", "email", "phone", "email_verified_at", "phone_verified_at").get(
        pk=ref
    )
    if record.wrapped_key is None:
        return []
    channels = [channel for channel in ("email", "phone") if getattr(record, f"{channel}_verified_at")]
    return [Address(channel, address) for channel, address in fields_of(record, channels).items() if address]


def has_any_contact(ref: uuid.UUID) -> bool:
    """Whether an e-mail or a phone was proved; who has none is answered by letter."""
    return Complainant.objects.filter(Q(email_verified_at__isnull=False) | Q(phone_verified_at__isnull=False), pk=ref).exists()


def has_contact(ref: uuid.UUID, *, channel: str, contact: str) -> bool:
    """Whether a normalised e-mail or phone is the proved one of this record; decided on the blind index, nothing is decrypted.

    For who has confirmed on paper, having neither, the identity number stands in their place.
    """
    proved = "confirmed_on_paper_at" if channel == IDENTITY_NUMBER else f"{channel}_verified_at"
    return Complainant.objects.filter(
        pk=ref, **{f"{channel}_index__in": blind_indexes(contact, of=channel), f"{proved}__isnull": False}
    ).exists()


def refs_with_contact(*, channel: str, contact: str) -> list[uuid.UUID]:
    """Every record that proved this contact."""
    found = Complainant.objects.filter(
        **{f"{channel}_index__in": blind_indexes(contact, of=channel), f"{channel}_verified_at__isnull": False}
    )
    return list(found.values_list("ref", flat=True))


def refs_of_same_person(ref: uuid.UUID) -> list[uuid.UUID]:
    """Every other record of the same person; decided on the blind indexes. Two queries; nothing is decrypted, but while the index key changes.

    The identity number decides where both records have one. Else a proved contact does, as long as no identity number speaks against it; the
    contact of a representative, who may come for many, says nothing.
    """
    record = Complainant.objects.get(pk=ref)
    if record.erased_at is not None:
        return []
    same, indexes = Q(), _indexes_of(record)
    if indexes["identity_number"]:
        same |= Q(identity_number_index__in=indexes["identity_number"])
    others = Q(is_represented=False) & (Q(identity_number_index=None) if indexes["identity_number"] else Q())
    for channel in () if record.is_represented else ("email", "phone"):
        if getattr(record, f"{channel}_index") and getattr(record, f"{channel}_verified_at"):
            proved = {f"{channel}_index__in": indexes[channel], f"{channel}_verified_at__isnull": False}
            same |= Q(**proved) & others
    if not same:
        return []
    return list(Complainant.objects.filter(same, erased_at=None).exclude(pk=ref).values_list("ref", flat=True))


def _indexes_of(record: Complainant) -> dict[str, tuple[bytes, ...]]:
    """What other records of the same person may hold: as this one does; while the index key changes, what either key makes of it."""
    if is_index_key_rotating():
        plain = fields_of(record, INDEXED)
        return {field: blind_indexes(value, of=field) if value else () for field, value in plain.items()}
    kept = {field: getattr(record, f"{field}_index") for field in INDEXED}
    return {field: (bytes(value),) if value else () for field, value in kept.items()}
