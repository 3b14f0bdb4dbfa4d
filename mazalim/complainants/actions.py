"""Store, change and destroy what the vault holds; and seal it anew when keys change."""

import os
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from mazalim.common.crypto import CannotUnseal, encrypt, encrypt_all, index_all, index_key_name, unwrap_key, wrap_key, wrapping_key_name
from mazalim.common.database.new_rows import new_row
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import FIELDS, INDEXED, fields_of, key_place, place

_OWN = (*(f"{field}_index" for field in INDEXED), "index_key")


def _index(record: Complainant, values: Mapping[str, str]) -> None:
    """Write the blind indexes of all that can be found again, and which key made them."""
    record.index_key, indexes = index_all({field: values.get(field, "") for field in INDEXED})
    for field, index in indexes.items():
        setattr(record, f"{field}_index", index)


def sealed_record(*, person: Mapping[str, str], verified: Collection[str], language: str, at: datetime) -> Complainant:
    """A new record, not saved, with a person's data sealed under a data key of its own; see `store`. `verified` may name both contacts."""
    ref = uuid.uuid4()
    key = os.urandom(32)
    key_id, wrapped = wrap_key(key, place=key_place(ref))
    sealed = encrypt_all(key, {place(ref, field): person.get(field, "").encode() for field in FIELDS})
    fields = dict(zip(FIELDS, sealed.values(), strict=True))
    record = new_row(Complainant, ref=ref, key_id=key_id, wrapped_key=wrapped, language=language, created_at=at, **fields)
    _index(record, person)
    record.is_represented = bool(person.get("representative"))
    for how in verified:
        setattr(record, "confirmed_on_paper_at" if how == "paper" else f"{how}_verified_at", at)
    return record


@transaction.atomic(savepoint=False)
def store(*, person: Mapping[str, str], verified: str, language: str, at: datetime) -> Complainant:
    """Seal a person's data and return the record.

    `person` holds texts by field name, contacts already normalised; `verified` is email or phone, or paper where they signed instead.
    """
    record = sealed_record(person=person, verified=[verified], language=language, at=at)
    record.save(force_insert=True)
    return record


@transaction.atomic
def change_contact(*, ref: uuid.UUID, channel: str, contact: str, at: datetime) -> Complainant:
    """Put a proved e-mail or phone (normalised) in place of the old one."""
    record = Complainant.objects.select_for_update().get(pk=ref)
    key = unwrap_key(record.key_id, bytes(record.wrapped_key or b""), place=key_place(ref))
    setattr(record, channel, encrypt(key, contact.encode(), place=place(ref, channel)))
    _index(record, fields_of(record, INDEXED))
    setattr(record, f"{channel}_verified_at", at)
    record.save(update_fields=[channel, *_OWN, f"{channel}_verified_at"])
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
    _index(again, plain)
    for name in ("email_verified_at", "phone_verified_at", "confirmed_on_paper_at", "is_represented"):
        setattr(again, name, getattr(record, name))
    again.save(force_insert=True)
    return again


@transaction.atomic
def erase(*, ref: uuid.UUID, at: datetime) -> bool:
    """Destroy the data key, and with it whatever copies of the fields there are; False where that was done before."""
    record = Complainant.objects.select_for_update().get(pk=ref)
    if record.erased_at is not None:
        return False
    for field in FIELDS:
        setattr(record, field, b"")
    for field in INDEXED:
        setattr(record, f"{field}_index", None)
    record.wrapped_key, record.erased_at, record.key_id, record.index_key = None, at, "", ""
    record.email_verified_at = record.phone_verified_at = record.confirmed_on_paper_at = None
    record.is_represented = False
    record.save()
    return True


@transaction.atomic
def make_anew(*, after: uuid.UUID | None, most: int) -> tuple[int, int, uuid.UUID | None]:
    """Wrap the data keys of up to `most` records after a ref with the current key, and make their indexes with the current one.

    Returns how many were made anew, how many could not be opened, and the ref to go on after; None at the end.
    """
    rows = Complainant.objects.filter(erased_at=None).exclude(key_id=wrapping_key_name(), index_key=index_key_name())
    if after is not None:
        rows = rows.filter(pk__gt=after)
    batch = list(rows.order_by("pk").select_for_update()[:most])
    done = []
    for record in batch:
        try:
            key = unwrap_key(record.key_id, bytes(record.wrapped_key or b""), place=key_place(record.ref))
            plain = fields_of(record, INDEXED)
        except CannotUnseal:  # somebody changed the row: it keeps the old key, which is therefore not dropped
            continue
        record.key_id, record.wrapped_key = wrap_key(key, place=key_place(record.ref))
        _index(record, plain)
        done.append(record)
    Complainant.objects.bulk_update(done, ["key_id", "wrapped_key", *_OWN])
    return len(done), len(batch) - len(done), batch[-1].ref if len(batch) == most else None
