"""Taking a list out as a file: every time is noted; a workbook is kept sealed for a day, for whoever asked for it alone."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.logs import security_event
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import note_openings
from mazalim.complaints.search import scope_of
from mazalim.evidence.actions import destroy, keep
from mazalim.journey.workbench.models import Export
from mazalim.journey.workbench.queries import exports as listed
from mazalim.work import limits
from mazalim.work.actions import enqueue
from mazalim.work.models import Lane

EXPORTS_KEPT = timedelta(hours=24)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyExports(Exception):
    """The officer has taken out as many lists within the hour as the limit allows."""


@transaction.atomic
def ask_for_export(
    *, by: Standing, form: str, query: str, described: Sequence[tuple[str, str]], language: str, has_subjects: bool, at: datetime
) -> Export:
    """Note who takes which list out; a workbook is made by the worker. `described` says the filters in words. Raises TooManyExports."""
    if not limits.count("exports_per_officer", str(by.officer_id), at=at):
        raise TooManyExports
    export = Export.objects.create(
        officer_id=by.officer_id,
        form=Export.Form(form),
        query=query,
        described=[list(pair) for pair in described],
        scope=list(scope_of(by)),
        language=language,
        has_subjects=has_subjects,
        asked_at=at,
    )
    security_event("list_exported", officer=by.officer_id, export=export.pk, kind=export.form)
    if export.form == Export.Form.XLSX:
        enqueue("workbench.make_workbook", {"export": export.pk}, at=at, lane=Lane.LONG)
    return export


def noting_openings(
    *, by: Standing, keys: Sequence[int], chunks: Iterable[list[listed.Row]], has_subjects: bool, at: datetime
) -> Iterator[list[listed.Row]]:
    """The chunks of `rows_written`, each once its cases are noted as opened: who takes a subject out has read it, and its writer sees that."""
    for start, rows in zip(range(0, len(keys), listed.CHUNK), chunks, strict=True):
        if has_subjects:
            cases = complaints_shown_to(by).select_related("desk", "appeal_desk").filter(pk__in=list(keys[start : start + listed.CHUNK]))
            note_openings(complaints=list(cases), standing=by, at=at)
        yield rows


def note_progress(*, export_id: int, rows: int, total: int | None = None) -> None:
    """How far the writing has come; `total` is known when it begins."""
    changed = {"rows": rows} | ({"total": total} if total is not None else {})
    Export.objects.filter(pk=export_id).update(**changed)


def finish_export(*, export_id: int, rows: int, at: datetime) -> None:
    """Note with how many rows a file went out: fewer than there were where the reader broke off."""
    Export.objects.filter(pk=export_id).update(rows=rows, done_at=at)


@transaction.atomic
def keep_workbook(*, export_id: int, file: BinaryIO, name: str, rows: int, at: datetime) -> None:
    """Seal a finished workbook away for a day."""
    stored = keep(name=name, file=file, media_type=WORKBOOK, at=at)
    Export.objects.filter(pk=export_id).update(file=stored, rows=rows, done_at=at, expires_at=at + EXPORTS_KEPT)


def give_up_export(*, export_id: int, at: datetime) -> None:
    """Say on the officer's page that the workbook could not be made."""
    Export.objects.filter(pk=export_id, done_at=None).update(failed_at=at)


def forget_exports(*, at: datetime) -> int:
    """Destroy the files whose day is over; the notes of who took out what stay. Returns how many files went."""
    over = list(Export.objects.filter(file__isnull=False, expires_at__lte=at).select_related("file"))
    for export in over:
        _forget(export)
    return len(over)


@transaction.atomic
def _forget(export: Export) -> None:
    stored = export.file
    Export.objects.filter(pk=export.pk).update(file=None)
    if stored is not None:
        destroy(file=stored)
