"""Store, change and destroy what the vault holds."""

import os
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mazalim.common.crypto import blind_index, encrypt, unwrap_key, wrap_key
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import FIELDS, INDEXED, fields_of, key_place, place


@transaction.atomic
def store(*, person: Mapping[str, str], verified: str, language: str, at: datetime) -> Complainant:
    """Seal a person's data and return the record.

    `person` holds texts by field name, contacts already normalised; `verified` is email or phone, or paper where they signed instead.
    """
    ref = uuid.uuid4()
    key = os.urandom(32)
    key_id, wrapped = wrap_key(key, place=key_place(ref))
    record = Complainant(ref=ref, key_id=key_id, wrapped_key=wrapped, language=language, created_at=at)
    for field in FIELDS:
        setattr(record, field, encrypt(key, person.get(field, "").encode(), place=place(ref, field)))
    for field in INDEXED:
        setattr(record, f"{field}_index", blind_index(person[field], of=field) if person.get(field) else None)
    record.is_represented = bool(person.get("representative"))
    setattr(record, "confirmed_on_paper_at" if verified == "paper" else f"{verified}_verified_at", at)
    record.save(force_insert=True)
    return record


@transaction.atomic
def change_contact(*, ref: uuid.UUID, channel: str, contact: str, at: datetime) -> Complainant:
    """Put a proved e-mail or phone (normalised) in place of the old one."""
    record = Complainant.objects.select_for_update().get(pk=ref)
    key = unwrap_key(record.key_id, bytes(record.wrapped_key or b""), place=key_place(ref))
    setattr(record, channel, encrypt(key, contact.encode(), place=place(ref, channel)))
    setattr(record, f"{channel}_index", blind_index(contact, of=channel))
    setattr(record, f"{channel}_verified_at", at)
    record.save(update_fields=[channel, f"{channel}_index", f"{channel}_verified_at"])
    return record


@transaction.atomic
def copy(*, ref: uuid.UUID, at: datetime) -> Complainant:
    """A record of its own for another case of the same person, under a new data key. Raises Erased."""
    record = Complainant.objects.select_for_update().get(pk=ref)
    plain = fields_of(record, FIELDS)
    made, key = uuid.uuid4(), os.urandom(32)
    key_id, wrapped = wrap_key(key, place=key_place(made))
    again = Complainant(ref=made, key_id=key_id, wrapped_key=wrapped, language=record.language, created_at=at)
    for field in FIELDS:
        setattr(again, field, encrypt(key, plain[field].encode(), place=place(made, field)))
    for name in (
        *(f"{field}_index" for field in INDEXED),
        "email_verified_at",
        "phone_verified_at",
        "confirmed_on_paper_at",
        "is_represented",
    ):
        setattr(again, name, getattr(record, name))
    again.save(force_insert=True)
    return again
