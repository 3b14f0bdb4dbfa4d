"""Destroy a stored file for good, and keep its row: the case file still says that there was one."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from mazalim.common.database.rows import in_batches
from mazalim.evidence.actions.objects import take_away, take_away_when_committed
from mazalim.evidence.models import StoredFile


@transaction.atomic
def shred(*, file: StoredFile, at: datetime) -> None:
    """Destroy the data key and the sealed name at once, and the objects when that is sure. The key gone, whatever is left of them is noise."""
    paths = file.paths
    file.key_id, file.wrapped_key, file.sealed_name, file.sealed_fingerprint, file.finding = "", b"", b"", b"", ""
    file.save(update_fields=["key_id", "wrapped_key", "sealed_name", "sealed_fingerprint", "finding"])
    take_away_when_committed(paths, at=at)


def take_away_what_is_left() -> int:
    """Delete the objects of shredded files that a process which ended too early has left behind; returns how many."""
    left: Sequence[str] = [
        path for file in in_batches(StoredFile.objects.filter(wrapped_key=b"")) for path in file.paths if default_storage.exists(path)
    ]
    take_away(left)
    return len(left)
