"""How a reply is shown, to the office and to the complainant alike. `{% load replies %}`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language

from mazalim.complaints.models import Outcome
from mazalim.journey.replies.rules import Points, Quality, Redress, points_read

register = template.Library()


@register.filter
def outcome_label(code: str) -> str:
    """Partly upheld, for "partly_upheld"."""
    return str(Outcome(code).label) if code in Outcome.values else ""


@register.filter
def redress_label(code: str) -> str:
    """Paid or paid back, for "paid"."""
    return str(Redress(code).label) if code in Redress.values else ""


@register.filter
def quality_label(code: str) -> str:
    """What a second person makes sure of, for "is_plain"."""
    return str(Quality(code).label) if code in Quality.values else ""


@register.filter
def as_date(text: str) -> date | None:
    """The day of an ISO text, as the words of a reply hold it."""
    return date.fromisoformat(text) if text else None


@register.filter
def direction(code: str) -> str:
    """`dir="{{ complaint.language|direction }}"` for a block of several texts; a single text finds its own with dir="auto"."""
    return "rtl" if code in settings.LANGUAGES_BIDI else "ltr"


@register.filter
def days_after(day: date, today: date) -> int:
    """Calendar days from today to a day; negative once it has passed."""
    return (day - today).days


@register.simple_tag
def placeholder(name: str) -> str:
    """`{% placeholder name %}`: how a placeholder is written in a standard text."""
    return format_html('<code class="ltr">{}</code>', f"{{{name}}}")


@register.inclusion_tag("replies/reply.html")
def reply(words: Mapping[str, Any], language: str) -> dict[str, Any]:
    """`{% reply leaf.content complaint.language %}`: a reply for officers, its texts in the language of the complaint."""
    return {"words": words, "language": language}


@register.inclusion_tag("replies/as_read.html")
def reply_as_read(words: Mapping[str, Any], language: str = "") -> dict[str, Any]:
    """`{% reply_as_read leaf.content %}`: a reply as it stands in the complainant's file, in the reader's language.

    With `language`, as before it is sent, outcomes and dates come in the language of the complaint.
    """
    return {"words": words, "shown_in": language or get_language(), "is_ahead": bool(language)}


@register.inclusion_tag("replies/points_listed.html")
def points_listed(points: Points | Mapping[str, Any], language: str, *, office: bool = False) -> dict[str, Any]:
    """`{% points_listed points complaint.language %}`: what the reply answers, where each came from, what was left out and why.

    `points` may be the words of an entry; `office=True` speaks to officers of the complainant, else to the complainant.
    """
    return {"points": points if isinstance(points, Points) else points_read(points), "language": language, "office": office}
