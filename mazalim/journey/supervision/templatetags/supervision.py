"""Small pictures and sorted headings of supervision."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.http import urlencode

from mazalim.journey.supervision.queries.country import CountryBoard, Month

register = template.Library()


@register.inclusion_tag("supervision/tags/spark.html")
def spark(months: Sequence[Month]) -> dict[str, Any]:
    """Answers month by month, late ones at the foot; the table beside it has the numbers. Percent of the picture, as text."""
    highest = max((one.answered for one in months), default=0) or 1
    step = 100 / max(len(months), 1)
    bars = []
    for place, one in enumerate(months):
        late = 100 * min(one.late, one.answered) / highest
        whole = 100 * one.answered / highest
        bars.append(
            tuple(f"{number:.2f}%" for number in (place * step + step * 0.12, step * 0.76, 100 - whole, whole - late, 100 - late, late))
        )
    return {"bars": bars}


@register.simple_tag
def page_address(board: CountryBoard, *, sort: str = "", page: int = 1) -> str:
    """The address of another order or another page of the board."""
    asked = {"q": board.words, "sort": sort or board.sort, "page": str(page) if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
