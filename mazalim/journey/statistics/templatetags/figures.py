"""How figures are written on pages and in files, and how their pictures are drawn."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from mazalim.figures.rules.buckets import LAST
from mazalim.journey.statistics.queries import BodiesPage
from mazalim.journey.statistics.queries.tables import Cell, Column, Label, Months, Others, Row, Scores, Table
from mazalim.journey.statistics.rules import Period, Share
from mazalim.journey.statistics.templatetags.drawing import Drawing, drawn
from mazalim.web import formats
from mazalim.web.templatetags.texts import named

register = template.Library()
HIDDEN = "–"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SCORE_NAMES = {
    5: lambda: gettext("very good"),
    4: lambda: gettext("good"),
    3: lambda: gettext("fair"),
    2: lambda: gettext("poor"),
    1: lambda: gettext("very poor"),
}


@register.filter
def period_name(period: Period) -> str:
    """December 2025 to November 2026; 2026; Quarter 3 of 2026; November 2026."""
    if period.grain == "year":
        return formats.year(period.first)
    if period.grain == "quarter":
        values = {"quarter": formats.count(period.quarter), "year": formats.year(period.first)}
        return gettext("Quarter %(quarter)s of %(year)s") % values
    return months_name(Months(period.first, period.last))


@register.filter
def months_name(months: Months) -> str:
    """One month, or the first and the last of several."""
    if months.first == months.last:
        return formats.month(months.first)
    values = {"first": formats.month(months.first), "last": formats.month(months.last)}
    return gettext("%(first)s to %(last)s") % values


def _share(shown: Share, places: int) -> str:
    text = formats.percent(shown.value, places)
    if shown.bound == "under":
        return gettext("under %(share)s") % {"share": text}
    return gettext("over %(share)s") % {"share": text} if shown.bound == "over" else text


@register.filter
def days_text(days: int) -> str:
    """18 days."""
    return gettext("over a year") if days >= LAST else formats.days(days)


@register.simple_tag
def cell(value: Cell, kind: str) -> SafeString | str:
    """One number as its column is written; a dash, said aloud, where it is hidden."""
    if value is None:
        return format_html('<span aria-hidden="true">{}</span><span class="vh">{}</span>', HIDDEN, gettext("not shown"))
    if isinstance(value, Share):
        return _share(value, 1 if kind == "rare" and 0 < value.value < 0.1 and not value.bound else 0)
    if kind == "days":
        return days_text(int(value))
    return formats.decimal(value) if kind == "score" else formats.count(value)


@register.filter
def width(value: Cell) -> str:
    """The length of a bar for a share, in percent of its track, as SVG wants it."""
    number = value.value if isinstance(value, Share) else value
    return f"{min(100 * (number or 0), 100):.1f}"


@register.simple_tag
def row_label(row: Row) -> SafeString | str:
    """What a row stands for."""
    label = row.label
    if isinstance(label, Months):
        return months_name(label)
    if isinstance(label, Scores):
        numbers = gettext(" and ").join(formats.count(score) for score in label.scores[:2]) if len(label.scores) == 2 else None
        numbers = numbers or _from_to(label.scores)
        name = SCORE_NAMES[label.scores[0]]() if len(label.scores) == 1 else ngettext("together", "together", len(label.scores))
        return format_html('{} <span class="soft">{}</span>', numbers, name)
    if isinstance(label, Others):
        return _others(label)
    return str(label) if isinstance(label, str | Promise) else named(label)


def _others(label: Others) -> str:
    if label.is_all:
        words = ngettext("%(number)s category", "%(number)s categories", label.number)
    else:
        words = ngettext("%(number)s other category", "%(number)s other categories", label.number)
    return words % {"number": formats.count(label.number)}


def _from_to(scores: tuple[int, ...]) -> str:
    if len(scores) == 1:
        return formats.count(scores[0])
    return gettext("%(first)s to %(last)s") % {"first": formats.count(scores[0]), "last": formats.count(scores[-1])}


@register.inclusion_tag("statistics/tags/trend.html")
def trend(table: Table, title_id: str) -> dict[str, Any]:
    """The picture of a table of months: answered in time and late as one bar, a line across it where lodged."""
    picture: Drawing = drawn(table, is_mirrored=formats.language() in {"ar", "ckb"})
    return {"picture": picture, "title_id": title_id}


@register.filter
def at(columns: tuple[Column, ...], place: int) -> Column:
    """One column of a table."""
    return columns[place]


@register.inclusion_tag("statistics/tags/sort_heading.html")
def sort_heading(bodies: BodiesPage, code: str, label: str, period: Period, kind: str = "") -> dict[str, Any]:
    """The heading of a column, which sorts by it; by the one in force, it turns the order round."""
    is_current = bodies.sorted_by == code
    turned = f"-{code}" if is_current and not bodies.sort.startswith("-") else code
    return {
        "label": label,
        "is_number": code not in {"name", "in_time"},
        "direction": bodies.direction if is_current else "",
        "href": _bodies_href(bodies, period, sort=turned, page=1),
    }


@register.simple_tag
def page_href(bodies: BodiesPage, period: Period, number: int, by: int) -> str:
    """The address of another page of the table of bodies."""
    return _bodies_href(bodies, period, sort=bodies.sort, page=number + by)


def _bodies_href(bodies: BodiesPage, period: Period, *, sort: str, page: int) -> str:
    asked = {"period": period.code, "q": bodies.words, "sort": sort, "page": page if page > 1 else ""}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}#bodies"


# --- In files ------------------------------------------------------------------------------------------


def csv_heading(column: Column) -> str:
    """The heading of a column with its unit."""
    units = {"share": "%", "rare": "%", "days": gettext("days"), "score": gettext("of 5")}
    return f"{_neutral(str(column.label))} ({units[column.kind]})" if column.kind in units else _neutral(str(column.label))


def csv_label(label: Label) -> str:
    """What a row stands for: months as 2026-11 or 2026-10/2026-12, names in the page's language."""
    if isinstance(label, Months):
        first, last = label.first.isoformat()[:7], label.last.isoformat()[:7]
        return first if first == last else f"{first}/{last}"
    if isinstance(label, Scores):
        return " & ".join(str(score) for score in label.scores)  # a hyphen would make a date of it
    if isinstance(label, Others):
        return _others(label)
    return _neutral(str(label) if isinstance(label, str | Promise) else formats.in_language(label)[0])


def csv_cell(value: Cell, kind: str) -> str:
    """A number as machines read it; a dash where it is hidden, < or > where only a bound may be told."""
    if value is None:
        return HIDDEN
    if isinstance(value, Share):
        return {"": "", "under": "<", "over": ">"}[value.bound] + f"{100 * value.value:.1f}"
    return f"{value:.1f}" if kind == "score" else str(int(value))


def _neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
