"""How long numbers are written on paper. `{% load receipts %}`."""

from django import template

register = template.Library()
SIGNS = 8  # as many as an eye compares at once


@register.filter
def in_groups(value: str) -> str:
    """Hexadecimal digits in groups, so that they can be compared and a line may end between them."""
    return " ".join(value[at : at + SIGNS] for at in range(0, len(value), SIGNS))
