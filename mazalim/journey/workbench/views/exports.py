"""Taking a list out: as CSV at once, as a workbook that the worker makes."""

import csv
from collections.abc import Iterator
from urllib.parse import parse_qsl
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complaints.door import as_attachment, standing_in, standing_with_cases
from mazalim.country.queries import calendar
from mazalim.journey.workbench import actions
from mazalim.journey.workbench.forms import ExportForm, ListAsked, list_asked
from mazalim.journey.workbench.models import Export
from mazalim.journey.workbench.queries.exports import (
    Row,
    count_listed,
    export_of,
    exports_of,
    keys_listed,
    may_open,
    rows_written,
    sheet_in_language,
)
from mazalim.journey.workbench.rules import MOST_EXPORTED, as_cell
from mazalim.web import formats
from mazalim.web.paging import MOST_COUNTED
from mazalim.web.views import personal
from mazalim.work.middleware import written_by
from mazalim.work.replicas import from_replica
from mazalim.work.views import done_once, may_read_replica

BOM = "\ufeff"  # by which table programmes know UTF-8


@personal
@done_once
@require_http_methods(["GET", "POST"])
@may_read_replica
def export(request: HttpRequest) -> HttpResponseBase:
    """Which list goes out, with how many rows; then as what."""
    standing, at = standing_with_cases(request), timezone.now()
    is_sent = request.method == "POST"
    asked = list_asked(standing, dict(parse_qsl(request.POST.get("list", ""))) if is_sent else request.GET, at=at)
    form = ExportForm(request.POST if is_sent else None)
    if form.is_valid():
        try:
            noted = actions.ask_for_export(
                by=standing,
                form=form.cleaned_data["form"],
                query=asked.query,
                described=asked.in_words,
                language=formats.language(),
                has_subjects=form.cleaned_data["has_subjects"],
                at=at,
            )
        except actions.TooManyExports:
            form.add_error(
                None, _("You have taken out very many lists within the hour. Wait a little, or ask for one list with more in it.")
            )
        else:
            if noted.form == Export.Form.XLSX:
                return redirect("workbench:export_made", noted.public_id)
            return _as_csv(noted, standing, asked, written=written_by(request))
    number = count_listed(standing, place=asked.places.chosen, view=asked.view, filters=asked.form.filters, at=at)
    context = {
        "form": form,
        "query": asked.query,
        "described": asked.in_words,
        "number": min(number, MOST_COUNTED),
        "is_capped": number > MOST_COUNTED,
        "most": MOST_EXPORTED,
        "exports": exports_of(standing),
        "now": at,
    }
    return render(request, "workbench/export/ask.html", context, status=429 if form.non_field_errors() else 200)


class _Echo:
    """What csv.writer writes to: it hands every line straight back."""

    def write(self, line: str) -> str:
        return line


def _as_csv(noted: Export, standing: Standing, asked: ListAsked, *, written: int) -> StreamingHttpResponse:
    """The list, streamed; with how many rows it went out is noted at its end, wherever that is. A replica may find the cases; the primary gives them."""
    at = noted.asked_at
    keys = from_replica(
        lambda: keys_listed(standing, place=asked.places.chosen, view=asked.view, filters=asked.form.filters, at=at), written=written
    )
    actions.note_progress(export_id=noted.pk, rows=0, total=len(keys))
    sheet, writer = sheet_in_language(has_subjects=noted.has_subjects), csv.writer(_Echo())

    def lines() -> Iterator[str]:
        rows = 0
        try:
            yield BOM + writer.writerow(sheet.headings)
            chunks = rows_written(standing, keys, sheet)
            for chunk in actions.noting_openings(by=standing, keys=keys, chunks=chunks, has_subjects=noted.has_subjects, at=at):
                yield "".join(writer.writerow(_cells(row)) for row in chunk)
                rows += len(chunk)
        finally:
            actions.finish_export(export_id=noted.pk, rows=rows, at=timezone.now())

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = noted.file_name(day_of(at, calendar().zone))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _cells(row: Row) -> list[str]:
    """As a machine reads them: days in ISO 8601, digits 0 to 9, and no words that begin like a formula."""
    return [as_cell(cell) if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row]


def _own(request: HttpRequest, public_id: UUID) -> Export:
    found = export_of(standing_in(request), public_id)
    if found is None:
        raise Http404
    return found


@personal
@require_safe
def export_made(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a workbook has come; once it is done, the way to it."""
    noted = _own(request, public_id)
    is_ready = noted.file_id is not None and may_open(standing_in(request), noted)
    return render(
        request, "workbench/export/made.html", {"export": noted, "is_ready": is_ready, "most": MOST_EXPORTED, "now": timezone.now()}
    )


@personal
@require_safe
def export_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The workbook, for who asked for it, as long as they read every desk that it was made from."""
    noted = _own(request, public_id)
    if noted.file is None or noted.expires_at is None or noted.expires_at <= timezone.now() or not may_open(standing_in(request), noted):
        raise Http404
    return as_attachment(noted.file)
