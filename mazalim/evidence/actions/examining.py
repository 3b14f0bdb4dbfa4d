"""Have a waiting file scanned and its copies made; and see to it that none waits longer than it must."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mazalim.common.database.rows import keys_in_batches
from mazalim.evidence import scanner
from mazalim.evidence.actions.copying import keep_copies
from mazalim.evidence.actions.objects import take_away, take_away_when_committed
from mazalim.evidence.copies.apart import draw_apart
from mazalim.evidence.copies.drawing import CannotDraw
from mazalim.evidence.kinds import FORMS
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of, data_key, has_scanner
from mazalim.work.actions import enqueue, hurry
from mazalim.work.models import Job, Lane

log = logging.getLogger("mazalim.evidence")
State = StoredFile.State
JOB = "evidence.examine"
MOST_AT_ONCE = 500
LOST_AFTER = timedelta(minutes=10)


def examine(
    *,
    file_id: UUID,
    at: datetime,
    still_waiting: Callable[[], None] = lambda: None,
    when_refused: Callable[[StoredFile], None] = lambda _: None,
) -> StoredFile | None:
    """Scan a file, make the copies of an image, and let it be served, or refuse it; None where there is nothing to judge any more.

    Nothing is locked meanwhile; `when_refused` is called in the transaction that writes the verdict. Raises scanner.ScannerDown,
    scanner.CannotScan, CannotUnseal, CannotKeep, or OSError where the storage does not answer: the file goes on waiting.
    """
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None or file.is_shredded or file.state not in {State.WAITING, State.CLEAN, State.UNSCANNED}:
        return None
    found = ""
    if has_scanner():
        found = scanner.scan(settings.MAZALIM_CLAMD_URL, contents_of(file), still_waiting=still_waiting)
    state = State.REFUSED if found else State.CLEAN if has_scanner() else State.UNSCANNED
    if state != State.REFUSED and file.is_image and file.copy_size is None:
        try:
            keep_copies(file, draw_apart(contents_of(file), FORMS[file.media_type]), key=data_key(file))
        except CannotDraw:
            state = State.BROKEN
    return _judge(file, state, found, when_refused, at=at)


@transaction.atomic
def _judge(file: StoredFile, state: State, found: str, when_refused: Callable[[StoredFile], None], *, at: datetime) -> StoredFile | None:
    """Write the verdict down, unless the file was destroyed meanwhile."""
    copies = [file.copy_path, file.thumbnail_path]
    mine = StoredFile.objects.select_for_update().filter(pk=file.pk)
    if not mine.exclude(wrapped_key=b"").exists():
        take_away(copies)
        return None
    file.state, file.judged_at, file.finding = state, at, found[:200]
    if state == State.REFUSED:
        gone = copies if file.copy_size is not None else []
        file.copy_size = file.thumbnail_size = None
        if settings.MAZALIM_INFECTED_FILES == "destroy":
            file.state = State.DESTROYED
            gone.append(file.path)
        take_away_when_committed(gone, at=at)
        log.warning("file %s is refused: %s", file.pk, found)
    file.save(update_fields=["state", "judged_at", "finding", "copy_size", "thumbnail_size"])
    if state == State.REFUSED:
        when_refused(file)
    return file


def look_after_waiting(*, at: datetime) -> int:
    """Where files wait and the scanner answers (again), have them examined now rather than at the end of a long wait; returns how many were hurried.

    A file whose job was lost gets another one.
    """
    waiting = (
        StoredFile.objects.exclude(wrapped_key=b"")
        .filter(state=State.WAITING, stored_at__lt=at - timedelta(seconds=20))
        .order_by("stored_at")
    )
    ids = {str(pk) for pk in waiting.values_list("pk", flat=True)[:MOST_AT_ONCE]}
    if not ids or (has_scanner() and not scanner.answers(settings.MAZALIM_CLAMD_URL)):
        return 0
    hurried = hurry(name=JOB, error_begins=scanner.ScannerDown.__name__, at=at)
    old = {str(pk) for pk in waiting.filter(stored_at__lt=at - LOST_AFTER).values_list("pk", flat=True)[:MOST_AT_ONCE]}
    if old:
        old -= {payload.get("file") for payload in Job.objects.filter(name=JOB, done_at=None).values_list("payload", flat=True)}
        for lost in sorted(old):
            enqueue("evidence.examine", {"file": lost}, at=at, lane=Lane.LONG)
    return hurried + len(old)


def scan_again(*, with_clean: bool, at: datetime) -> int:
    """Have the files examined that were taken without a scanner; `with_clean` those too that were found clean before. Returns how many.

    They go on being served until the scanner says otherwise.
    """
    states = [State.UNSCANNED, *([State.CLEAN] if with_clean else [])]
    many = 0
    for ident in keys_in_batches(StoredFile.objects.exclude(wrapped_key=b"").filter(state__in=states)):
        enqueue("evidence.examine", {"file": str(ident)}, at=at, lane=Lane.LONG)
        many += 1
    return many
