"""A list as rows of a file: the same cases in the same order as its pages, read piece by piece so that no list stands in memory whole."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.common.words import pick
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Exclusion, Kind, Outcome, State
from mazalim.complaints.search import scope_of
from mazalim.country.queries import calendar
from mazalim.journey.workbench.models import Export
from mazalim.journey.workbench.queries.desks import Filters, cases_listed
from mazalim.journey.workbench.rules import CHANNELS, MOST_EXPORTED, View
from mazalim.web import formats
from mazalim.web.paging import Cursor, Page, counts_of, page_of

CHUNK = 500
Cell = str | int | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One column: where its value lies, how it is headed, how wide a sheet shows it (in signs), what it holds."""

    field: str
    heading: str | Promise
    width: int
    holds: str = "words"  # words, name (in several languages), code (with its words), language, day, number


COLUMNS = (
    Column("case_number", _("Case number"), 14),
    Column("subject", _("Subject"), 44),
    Column("state", _("State"), 22, "code"),
    Column("kind", _("Kind"), 12, "code"),
    Column("category__names", _("Category"), 28, "name"),
    Column("body__names", _("Public body"), 30, "name"),
    Column("desk__names", _("Desk"), 24, "name"),
    Column("officer__name", _("Officer"), 22),
    Column("language", _("Written in"), 12, "language"),
    Column("channel", _("Lodged by way of"), 20, "code"),
    Column("lodged_at", _("Lodged"), 12, "day"),
    Column("due_at", _("Due"), 12, "day"),
    Column("answered_at", _("Answered"), 12, "day"),
    Column("closed_at", _("Closed"), 12, "day"),
    Column("outcome", _("Outcome"), 18, "code"),
    Column("round", _("Round"), 8, "number"),
    Column("referrals", _("Referrals"), 10, "number"),
    Column("rating", _("Rating"), 8, "number"),
)
_CODES: Mapping[str, Any] = {"state": State.choices, "kind": Kind.choices, "outcome": Outcome.choices, "channel": CHANNELS}


@dataclass(frozen=True)
class Sheet:
    """Columns and headings in one language, with every word that its rows need: writing goes on when the page's language is another."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    readers: tuple[Callable[[Any], Cell], ...]
    title: str
    is_right_to_left: bool

    def row(self, values: tuple[Any, ...]) -> Row:
        """The cells of one case."""
        return tuple(read(value) for read, value in zip(self.readers, values, strict=True))


def sheet_in_language(*, has_subjects: bool) -> Sheet:
    """The sheet in the language of the moment."""
    columns = tuple(column for column in COLUMNS if has_subjects or column.field != "subject")
    headings, readers = tuple(str(column.heading) for column in columns), tuple(_reader(column) for column in columns)
    return Sheet(columns, headings, readers, str(_("Cases")), get_language_bidi())


def _reader(column: Column) -> Callable[[Any], Cell]:
    if column.holds == "name":
        language, fallback = formats.language(), formats.manner().fallback
        return lambda names: pick(names or {}, language, fallback)[0]
    if column.holds == "code":
        words = {str(code): str(label) for code, label in _CODES[column.field]}
        return lambda code: words.get(code, code)
    if column.holds == "language":
        names = {code: formats.language_name(code) for code in formats.LANGUAGE_NAMES}
        return lambda code: names.get(code, code)
    if column.holds == "day":
        zone = calendar().zone
        return lambda moment: day_of(moment, zone) if moment else None
    return lambda value: value if value is None or isinstance(value, int) else str(value)


def _in_order(rows: QuerySet[Complaint], view: View, filters: Filters) -> QuerySet[Complaint]:
    if view.is_open and not filters.is_search:
        return rows.order_by("next_duty_at", "pk")
    return rows.order_by("-lodged_at", "-pk")


def keys_listed(standing: Standing, *, place: str, view: View, filters: Filters, at: datetime) -> "array[int]":
    """Which cases a list shows at this moment, in its order, up to MOST_EXPORTED: eight bytes each, so that a long writing gives each once."""
    rows = _in_order(cases_listed(standing, place=place, view=view, filters=filters, at=at), view, filters)
    return array("q", rows.values_list("pk", flat=True)[:MOST_EXPORTED])


def count_listed(standing: Standing, *, place: str, view: View, filters: Filters, at: datetime) -> int:
    """How many cases a list shows; beyond a thousand it says one more than that."""
    return counts_of(cases_listed(standing, place=place, view=view, filters=filters, at=at))[0]


def rows_written(standing: Standing, keys: "array[int]", sheet: Sheet) -> Iterator[list[Row]]:
    """The rows of these cases, some hundred at a time. Whatever the officer may not see any more when its turn comes is left out."""
    fields = [column.field for column in sheet.columns]
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        found = {row[0]: row[1:] for row in complaints_shown_to(standing).filter(pk__in=list(chunk)).values_list("pk", *fields)}
        yield [sheet.row(found[pk]) for pk in chunk if pk in found]


def export_of(standing: Standing, public_id: UUID) -> Export | None:
    """An officer's own export; nobody else's."""
    return Export.objects.filter(officer_id=standing.officer_id, public_id=public_id).select_related("file").first()


def may_open(standing: Standing, export: Export) -> bool:
    """Whether the officer still reads every desk and body that the file was made from, and was kept from no case since."""
    if not set(export.scope) <= set(scope_of(standing)):
        return False
    return not Exclusion.objects.filter(officer=standing.officer_id, at__gte=export.done_at or export.asked_at).exists()


def exports_of(standing: Standing, *, most: int = 10) -> list[Export]:
    """What an officer took out, newest first."""
    return list(Export.objects.filter(officer_id=standing.officer_id).order_by("-asked_at", "-pk")[:most])


def exports_noted(standing: Standing, *, cursor: Cursor | None) -> Page[Export]:
    """Who took which list out and when, newest first, for auditors alone."""
    noted = Export.objects.select_related("officer") if standing.is_auditor else Export.objects.none()
    return page_of(noted, by="asked_at", cursor=cursor, is_newest_first=True)
