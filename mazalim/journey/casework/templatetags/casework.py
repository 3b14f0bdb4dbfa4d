"""What a list needs for acts on many of its cases. `{% load casework %}`."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.template import Context

register = template.Library()


@dataclass(frozen=True)
class TickAll:
    """The address of this very list with every case ticked; where all are, of the list without ticks."""

    href: str
    is_ticked: bool


@dataclass(frozen=True)
class ToUndo:
    """The bulk act that this officer can still undo."""

    id: str
    until: datetime


@register.simple_tag(takes_context=True)
def select_all_address(context: Context) -> TickAll:
    """For who reads without JavaScript: the page ticks the boxes when it is drawn."""
    asked = context["request"].GET.copy()
    is_ticked = asked.pop("tick", [""])[-1] == "all"
    if not is_ticked:
        asked["tick"] = "all"
    return TickAll(f"?{asked.urlencode()}", is_ticked)


@register.simple_tag(takes_context=True)
def bulk_to_undo(context: Context, at: datetime) -> ToUndo | None:
    """The newest bulk act, which the session remembers, as long as it can be undone at `at`."""
    kept = context["request"].session.get("bulk_to_undo")
    if not kept or (until := datetime.fromisoformat(kept["until"])) < at:
        return None
    return ToUndo(kept["id"], until)
