"""The audit list and its file."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mazalim.administration.audit import queries
from mazalim.administration.audit.forms import ChangesForm
from mazalim.administration.frame.files import Echo, harmless
from mazalim.administration.frame.views.door import administrators_and_auditors
from mazalim.common.clock import stamp
from mazalim.web.paging import cursor_in


@administrators_and_auditors
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Who changed what, newest first."""
    form = ChangesForm(request.GET, people=queries.people())
    chosen = {name: value for name, value in form.chosen.items() if value}
    listed = queries.changes_page(queries.changes(**chosen), cursor=cursor_in(request.GET))
    keep = urlencode(chosen) + "&" if chosen else ""
    return render(request, "administration/audit/changes.html", {"form": form, "listed": listed, "keep": keep, "now": timezone.now()})


@administrators_and_auditors
@require_safe
def changes_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as a file, whole and line by line."""
    form = ChangesForm(request.GET, people=queries.people())
    found = queries.changes(**{name: value for name, value in form.chosen.items() if value})
    writer, language = csv.writer(Echo()), get_language()

    def lines() -> Iterator[str]:
        yield "\ufeff"
        with override(language):  # the file is read after the page's language has gone
            yield writer.writerow([_("When"), _("Who"), _("What was changed"), _("Code"), _("Name"), _("Change"), _("Before"), _("After")])
        for row in queries.all_of(found):
            with override(language):
                before = "\n".join(f"{fact.label}: {fact.before}" for fact in row.facts if fact.before)
                after = "\n".join(f"{fact.label}: {fact.after}" for fact in row.facts if fact.after)
                cells = [stamp(row.at), row.by or _("The server"), row.subject, row.key, row.name, row.act, before, after]
                yield writer.writerow([harmless(cell) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "changes.csv") or "attachment"
    return response
