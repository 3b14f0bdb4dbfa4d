"""How leaves look to officers. `{% load workbench %}`."""

from typing import Any

from django import template

from mazalim.complaints.queries import LeafShown
from mazalim.journey.casework.rules import RECUSAL_REASONS

register = template.Library()


@register.filter
def leaf_class(leaf: LeafShown) -> str:
    """The class that draws the mark of a leaf: a public body's has none."""
    if leaf.is_internal and leaf.author == "officer":
        return " in"
    return {"complainant": " you", "system": " sys"}.get(leaf.author, "")


@register.filter
def is_text(value: Any) -> bool:
    """Whether a value of a leaf's words is prose."""
    return isinstance(value, str)


@register.filter
def unlocalized(value: float) -> str:
    """A number for an attribute of a drawing: Latin digits and a point."""
    return f"{value:g}"


@register.filter
def recusal_reason(leaf: LeafShown) -> str:
    """Why an officer stepped back, as the list of reasons words it."""
    return str(RECUSAL_REASONS.get(leaf.payload.get("reason", ""), ""))
