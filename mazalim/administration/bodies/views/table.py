"""The table of bodies: take it away, look at what another one would change, carry it out."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mazalim.administration.bodies import actions
from mazalim.administration.bodies.forms import TableForm
from mazalim.administration.bodies.rules import Difference
from mazalim.administration.bodies.table import HEADINGS, as_cells, difference, rows_now
from mazalim.administration.bodies.words import FAULTS
from mazalim.administration.frame.files import Echo
from mazalim.administration.frame.views.door import administrators_only
from mazalim.administration.models import BodiesTable
from mazalim.complaints.door import standing_in
from mazalim.directory.queries import general_desk_names

MOST_SHOWN = 200
LARGEST = 5 * 1024 * 1024  # bytes


@administrators_only
@require_safe
def bodies_csv(request: HttpRequest) -> StreamingHttpResponse:
    """All bodies in use, in the columns of a profile."""
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(HEADINGS)
        for row in rows_now().values():
            yield writer.writerow(as_cells(row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "bodies.csv") or "attachment"
    return response


@administrators_only
@require_http_methods(["GET", "POST"])
def send_table(request: HttpRequest) -> HttpResponse:
    """Send a table to look at."""
    form = TableForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["table"]
        text = None
        if file.size <= LARGEST:
            try:
                text = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                form.add_error("table", _("The file is not written in UTF-8. Save it as “CSV UTF-8”."))
            else:
                if "\0" in text:
                    form.add_error("table", _("The file is no table of this form"))
        else:
            form.add_error("table", _("The file is larger than 5 MB"))
        if text is not None and form.is_valid():
            closes_missing = form.cleaned_data["closes_missing"]
            kept = actions.keep_table(by=standing_in(request), text=text, closes_missing=closes_missing, at=timezone.now())
            return redirect("administration:table", kept.pk)
    return render(request, "administration/bodies/send_table.html", {"form": form})


@administrators_only
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, table_id: int) -> HttpResponse:
    """What the table would change, and every fault in it; carry it out."""
    kept = get_object_or_404(BodiesTable, pk=table_id, sent_by=standing_in(request).officer_id)
    at, refused = timezone.now(), ""
    if request.method == "POST":
        try:
            done = actions.import_bodies(
                by=standing_in(request), table=kept, mark=request.POST.get("mark", ""), desk_names=general_desk_names(), at=at
            )
        except actions.TableHasFaults:
            refused = _("Nothing was changed: the table has faults.")
        except actions.BodiesHaveChanged:
            refused = _("Nothing was changed: bodies have changed since you looked. Look again what the table would do.")
        else:
            numbers = {"added": len(done.added), "changed": len(done.changed), "closed": len(done.closed)}
            messages.success(request, _("Done: %(added)s added, %(changed)s changed, %(closed)s closed.") % numbers)
            return redirect("administration:bodies")
    found = difference(kept.text, closes_missing=kept.closes_missing, at=at)
    return render(request, "administration/bodies/table.html", _shown(found) | {"refused": refused, "mark": actions.mark_of(found)})


def _shown(found: Difference) -> dict[str, object]:
    faults = [(fault.line, FAULTS[fault.why], fault.value) for fault in found.faults]
    return {
        "found": found,
        "faults": faults[:MOST_SHOWN],
        "added": found.added[:MOST_SHOWN],
        "changed": found.changed[:MOST_SHOWN],
        "closed": found.closed[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }
