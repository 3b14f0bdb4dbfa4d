"""Jobs of the workbench: writing workbooks."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qsl

from django.conf import settings
from django.utils import timezone, translation

from mazalim.accounts.queries import standing_of
from mazalim.common.clock import day_of
from mazalim.country.queries import calendar, policy_at
from mazalim.journey.workbench import actions
from mazalim.journey.workbench.forms import list_asked
from mazalim.journey.workbench.models import Export
from mazalim.journey.workbench.queries.exports import Row, keys_listed, rows_written, sheet_in_language
from mazalim.web import formats
from mazalim.work.actions import renew
from mazalim.work.models import Job

MOST_TRIES = 3


def make_workbook(job: Job, at: datetime) -> None:
    """Write the workbook that an officer asked for, with what they may see now, not with what they saw when they asked."""
    export = Export.objects.select_related("officer").get(pk=job.payload["export"])
    if not export.is_under_way:
        return
    if job.attempts > MOST_TRIES:
        actions.give_up_export(export_id=export.pk, at=at)
        return
    policy, standing = policy_at(at), standing_of(export.officer)
    formats.use(policy.locales, policy.zone, languages=policy.languages, fallback=policy.fallback)
    with translation.override(export.language), tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        # The file counts as made when its writing began: a row may stand in it that was closed to the officer before the last one came.
        began_at = timezone.now()
        asked = list_asked(standing, dict(parse_qsl(export.query)), at=at)
        keys = keys_listed(standing, place=asked.places.chosen, view=asked.view, filters=asked.form.filters, at=at)
        actions.note_progress(export_id=export.pk, rows=0, total=len(keys))
        sheet = sheet_in_language(has_subjects=export.has_subjects)

        def noted(chunks: Iterator[list[Row]]) -> Iterator[Row]:
            rows = 0
            for chunk in chunks:
                yield from chunk
                rows += len(chunk)
                actions.note_progress(export_id=export.pk, rows=rows)
                renew(job=job, at=timezone.now())

        chunks = rows_written(standing, keys, sheet)
        seen = actions.noting_openings(by=standing, keys=keys, chunks=chunks, has_subjects=export.has_subjects, at=began_at)
        rows = actions.write_workbook(file, sheet, noted(seen))
        name = export.file_name(day_of(at, calendar().zone))
        actions.keep_workbook(export_id=export.pk, file=file, name=name, rows=rows, at=began_at)
