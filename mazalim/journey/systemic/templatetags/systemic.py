"""How systemic issues look. `{% load systemic %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mazalim.journey.statistics.queries.tables import Row, Table
from mazalim.journey.statistics.templatetags.drawing import drawn
from mazalim.journey.systemic.models import Step
from mazalim.web import formats

register = template.Library()


@register.inclusion_tag("systemic/parts/picture.html")
def inflow_picture(table: Table, key: object) -> dict[str, Any]:
    """The months as bars, those after the mending hatched. `key` tells several pictures of one page apart."""
    picture = drawn(table, is_mirrored=formats.language() in {"ar", "ckb"})
    return {"picture": picture, "key": key, "title": table.title, "has_after": any(bar.is_late for bar in picture.bars)}


@register.simple_tag
def inflow_number(row: Row) -> str:
    """The number of a month, or a dash where it is too small to be shown."""
    _none, before, after = row.cells
    if not isinstance(before, int) or not isinstance(after, int):
        return "–"
    return formats.count(before + after)


@register.simple_tag
def issue_step(step: Step) -> str:
    """What somebody did with an issue, in a few words."""
    number = step.number or 0
    words = {
        "opened": _("Opened the issue."),
        "changed": _("Changed cause, step, owner or date."),
        "tied": ngettext("Tied %(number)s case to it.", "Tied %(number)s cases to it.", number),
        "untied": _("Took a case out of it."),
        "mended": _("Said that it is mended."),
        "dropped": _("Gave it up."),
        "reopened": _("Opened it again."),
    }[step.what]
    return words % {"number": formats.count(number)} if "%(number)s" in words else words
