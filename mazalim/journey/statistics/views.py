"""The pages of figures, for everybody. They read figures alone, never cases."""

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of
from mazalim.country.queries import policy_at
from mazalim.directory.queries import BodyRow, body_coded, body_row, predecessors_of
from mazalim.figures.queries import mark as figures_mark
from mazalim.journey.statistics import queries
from mazalim.journey.statistics.forms import BodiesForm, PeriodForm
from mazalim.journey.statistics.queries import Country, Table
from mazalim.journey.statistics.rules import Period, period_named, periods_since
from mazalim.journey.statistics.templatetags.figures import csv_cell, csv_heading, csv_label
from mazalim.web.views import packed
from mazalim.work.views import may_read_replica

KEPT_SECONDS = 300


View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Mark a view whose answer is the same for everybody: browsers and proxies may keep it for five minutes."""

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        return response

    return marked


def drawn_once(view: View) -> View:
    """Draw a page once until a figure changes or the day ends: it holds nothing of who reads it. A search is drawn for each who asks."""

    @wraps(view)
    def kept_page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        mark = figures_mark()
        if mark is None or request.GET.get("q"):
            return view(request, *args, **kwargs)
        asked = tuple((name, request.GET[name]) for name in ("period", "sort", "page") if name in request.GET)
        today = day_of(timezone.now(), policy_at(timezone.now()).zone)

        def draw() -> bytes:
            return cast(HttpResponse, view(request, *args, **kwargs)).content

        return HttpResponse(queries.drawn(mark, (get_language(), request.path, asked, today), draw))

    return kept_page


@login_not_required
@require_safe
@public
@packed
@may_read_replica
@drawn_once
def figures(request: HttpRequest) -> HttpResponse:
    """The whole country, and its bodies."""
    at = timezone.now()
    period, country = _asked(request, at)
    if country is None:
        return render(request, "statistics/nothing_yet.html")
    words = request.GET.get("q", "")[:100]
    bodies = queries.bodies_page(country, sort=request.GET.get("sort", ""), words=words, number=_page_number(request))
    context = {
        "numbers": queries.country_page(country),
        "bodies": bodies,
        "fewest": 2 * country.least,
        "period": period,
        "period_form": _chooser(country, at),
        "bodies_form": BodiesForm(initial={"q": words}),
    }
    return render(request, "statistics/figures.html", context)


@login_not_required
@require_safe
@public
@packed
@may_read_replica
@drawn_once
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body, beside the country."""
    at = timezone.now()
    row = _body(code)
    period, country = _asked(request, at)
    if country is None:
        return render(request, "statistics/nothing_yet.html", {"body": row})
    context = {
        "numbers": queries.body_page(row, country),
        "body": row,
        "successor": body_row(row.successor, ended_too=True) if row.successor else None,
        "predecessors": predecessors_of(row.pk),
        "period": period,
        "least": country.least,
        "counted_at": country.mark.counted_at,
        "period_form": _chooser(country, at),
    }
    return render(request, "statistics/body.html", context)


@login_not_required
@require_safe
@public
@may_read_replica
def country_csv(request: HttpRequest, table: str) -> StreamingHttpResponse:
    """One of the country's tables as a file; that of the bodies whole."""
    period, country = _asked(request, timezone.now())
    if country is None:
        raise Http404
    tables = queries.country_page(country).tables
    if table != "bodies" and table not in tables:
        raise Http404
    chosen = queries.bodies_table(country) if table == "bodies" else tables[table]
    return _as_file(chosen, f"figures-{period.code}-{chosen.code}.csv")


@login_not_required
@require_safe
@public
@may_read_replica
def body_csv(request: HttpRequest, code: str, table: str) -> StreamingHttpResponse:
    """One of a body's tables as a file."""
    row = _body(code)
    period, country = _asked(request, timezone.now())
    if country is None:
        raise Http404
    tables = queries.body_page(row, country).tables
    if table not in tables:
        raise Http404
    return _as_file(tables[table], f"figures-{row.code}-{period.code}-{table}.csv")


def _asked(request: HttpRequest, at: datetime) -> tuple[Period, Country | None]:
    period = period_named(request.GET.get("period", ""), today=day_of(at, policy_at(at).zone))
    if period is None:
        raise Http404
    return period, queries.country_in(period, at=at)


def _body(code: str) -> BodyRow:
    row = body_coded(code, ended_too=True)
    if row is None:
        raise Http404
    return row


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


def _chooser(country: Country, at: datetime) -> PeriodForm:
    today = day_of(at, policy_at(at).zone)
    return PeriodForm(country.period, periods_since(country.first_month, today=today))


class _Echo:
    """Gives the writer of CSV its line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _as_file(table: Table, name: str) -> StreamingHttpResponse:
    """CSV in UTF-8, with the mark by which spreadsheets know it, line by line."""
    writer, language = csv.writer(_Echo()), get_language()

    def line(*cells: str) -> str:
        return str(writer.writerow(cells))

    def lines() -> Iterator[str]:
        yield "\ufeff"
        with override(language):  # the file is read after the page's language has gone
            heading = line(csv_label(table.head), *map(csv_heading, table.columns))
        yield heading
        for row in table.rows:
            with override(language):
                pairs = zip(row.cells, table.columns, strict=True)
                written = line(csv_label(row.label), *(csv_cell(cell, row.kind or column.kind) for cell, column in pairs))
            yield written

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
