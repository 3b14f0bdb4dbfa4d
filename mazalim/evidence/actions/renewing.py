"""Wrap the data keys of stored files anew when the wrapping key changes. The files themselves are not touched."""

import uuid

from django.db import transaction

from mazalim.common.crypto import CannotUnseal, unwrap_key, wrap_key, wrapping_key_name
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import key_place


@transaction.atomic
def make_anew(*, after: uuid.UUID | None, most: int) -> tuple[int, int, uuid.UUID | None]:
    """Wrap the data keys of up to `most` files after an id with the current key.

    Returns how many were wrapped anew, how many could not be opened, and the id to go on after; None at the end.
    """
    rows = StoredFile.objects.exclude(key_id__in=[wrapping_key_name(), ""])
    if after is not None:
        rows = rows.filter(pk__gt=after)
    batch = list(rows.order_by("pk").select_for_update()[:most])
    done = []
    for file in batch:
        try:
            key = unwrap_key(file.key_id, bytes(file.wrapped_key), place=key_place(file.id))
        except CannotUnseal:  # somebody changed the row: it keeps the old key, which is therefore not dropped
            continue
        file.key_id, file.wrapped_key = wrap_key(key, place=key_place(file.id))
        done.append(file)
    StoredFile.objects.bulk_update(done, ["key_id", "wrapped_key"])
    return len(done), len(batch) - len(done), batch[-1].id if len(batch) == most else None
